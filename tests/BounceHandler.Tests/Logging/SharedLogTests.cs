using System.Diagnostics;

namespace BounceHandler.Tests.Logging;

public sealed class SharedLogTests : IDisposable
{
    private const int Writers = 6;
    private const int LinesEach = 200;
    private static readonly TimeSpan Generous = TimeSpan.FromMinutes(2);
    private readonly LogDirectory _directory = new();

    [Fact]
    public async Task Several_processes_lose_and_tear_no_line()
    {
        var processes = Enumerable.Range(0, Writers).Select(i => LogWriterProcess.Start(_directory.File, $"p{i}", LinesEach)).ToList();
        foreach (var process in processes)
            await ExitAsync(process);

        AssertComplete(_directory.Lines());
    }

    [Fact]
    public async Task A_move_under_several_processes_loses_and_tears_no_line()
    {
        var processes = Enumerable.Range(0, Writers).Select(i => LogWriterProcess.Start(_directory.File, $"p{i}", LinesEach)).ToList();
        while (!File.Exists(_directory.File) || new FileInfo(_directory.File).Length == 0)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        File.Move(_directory.File, _directory.In("moved"));
        foreach (var process in processes)
            await ExitAsync(process);

        var after = File.Exists(_directory.File) ? _directory.Lines() : [];
        AssertComplete([.. _directory.Lines("moved"), .. after]);
    }

    [Fact]
    public void Several_logs_in_one_process_lose_and_tear_no_line()
    {
        Parallel.For(0, Writers, i =>
        {
            using var log = _directory.Open();
            for (var n = 0; n < LinesEach; n++)
                log.Logger.Information("{Text}", LogWriterProcess.Line($"p{i}", n));
        });

        AssertComplete(_directory.Lines());
    }

    public void Dispose() => _directory.Dispose();

    private static void AssertComplete(string[] lines)
    {
        var expected = Enumerable.Range(0, Writers).SelectMany(i => Enumerable.Range(0, LinesEach).Select(n => LogWriterProcess.Line($"p{i}", n)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), lines.Select(line => line[(line.IndexOf(']') + 2)..]).Order(StringComparer.Ordinal));
    }

    private static async Task ExitAsync(Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Generous, TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
        }
    }
}
