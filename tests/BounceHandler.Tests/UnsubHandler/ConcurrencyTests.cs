using System.Diagnostics;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.UnsubHandler;

public sealed class ConcurrencyTests : IDisposable
{
    private const int Processes = 20;
    private readonly HandlerProcess _handler = new();

    [Fact]
    public void Twenty_at_once_lose_no_request_and_tear_no_line()
    {
        var filler = new string('x', 250);
        var running = new List<Process>();
        for (var i = 0; i < Processes; i++)
            running.Add(_handler.Start("--config=" + _handler.Configuration, $"--to=s{i}.{filler[..60]}.c@{filler[..120]}.example"));
        var results = running.ConvertAll(p => HandlerProcess.Finish(p, "mail\n"u8.ToArray()));
        running.ForEach(p => p.Dispose());
        Assert.All(results, r => Assert.Equal(0, r.ExitCode));

        var expected = Enumerable.Range(0, Processes).Select(i => $"s{i}").Order(StringComparer.Ordinal).ToList();
        var dropped = _handler.State.Maildrop.Waiting().Select(f => Assert.IsType<DropReading.Complete>(DropReader.Parse(File.ReadAllBytes(f))).Drop.Address!.Tokens.Subscriber!);
        Assert.Equal(expected, dropped.Order(StringComparer.Ordinal));
        var lines = File.ReadAllLines(_handler.LogPath);
        Assert.All(lines, l => Assert.Matches(@"^\[[^ ]+\] Unsubscribe request kept: subscriber=s\d+ .* drop=\d+\.\d+\.[0-9a-f]{16}$", l));
        Assert.Equal(expected, lines.Select(l => l.Split("subscriber=")[1].Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _handler.Dispose();
}
