using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>SIGTERM while records are in the pipe or still coming: what the writer could put there is taken, to two seconds of silence, twenty seconds at most.</summary>
[Trait("Proof", "pipe")]
public sealed class PipeSignalTests : IAsyncLifetime
{
    private const int PipeSize = 64 * 1024;

    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // Calls under way get five seconds, and the machine may be busy.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(25);

    private Site _site = null!;
    private int _written;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server);
        _ = new Audience(_site.Server);
    }

    [Fact]
    public async Task A_full_pipe_and_what_comes_after_the_signal_are_taken()
    {
        var process = _site.Start();
        await process.WriteAsync(Accounting.Header + Next());
        await _site.LogsAsync("to=user0@");

        // While the process stands still the pipe fills up to its last record.
        process.Signal(Posix.SigStop);
        var full = new StringBuilder();
        while (full.Length + 300 < PipeSize)
            full.Append(Next());
        await process.WriteAsync(full.ToString());
        process.Signal(Posix.SigTerm);
        process.Signal(Posix.SigCont);
        for (var burst = 0; burst < Effort.Of(4, 12); burst++)
        {
            await Task.Delay(Gap, TestContext.Current.CancellationToken);
            await process.WriteAsync(string.Concat(Enumerable.Range(0, 50).Select(_ => Next())));
        }

        // Standard input stays open: the silence ends it.
        (await process.EndAsync()).Exited(0).Counted(_written, processed: _written);
        Assert.Equal(_written, StateTables.Accepted(_site.Directory));
        Effort.Report($"SIGTERM with {full.Length} bytes in the pipe and more to come for {(Effort.Of(4, 12) * Gap).TotalSeconds:F0} s: {_written} of {_written} records taken");
    }

    [Fact]
    public async Task A_writer_that_never_pauses_is_told_how_far_it_was_read()
    {
        Assert.SkipUnless(Effort.IsLong, "twenty seconds");
        var process = _site.Start();
        var writer = new PipeWriter(process);
        var text = new StringBuilder();
        var writing = Task.Factory.StartNew(() => WriteUntilBroken(writer, text), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await _site.LogsAsync("to=user0@");

        var began = Stopwatch.GetTimestamp();
        process.Signal(Posix.SigTerm);
        var run = (await process.EndAsync()).Exited(0).Complains("stopped by a signal. Input was accepted up to byte ");
        var took = Stopwatch.GetElapsedTime(began);
        await writing;

        var offset = int.Parse(run.Error.Split("up to byte ")[1].Split(';')[0], CultureInfo.InvariantCulture);
        var accepted = text.ToString(0, offset).Count(c => c == '\n') - 1;
        run.Counted(accepted, processed: accepted);
        Assert.Equal(accepted, StateTables.Accepted(_site.Directory));
        Assert.InRange(took, Longest - Gap, Longest + Slack);
        Effort.Report($"SIGTERM while a writer goes on: ended after {took.TotalSeconds:F1} s, all {accepted} records up to byte {offset} of {text.Length} written ones are stored");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private string Next() => Accounting.Bounce($"user{_written++}@gone.example");

    private void WriteUntilBroken(PipeWriter writer, StringBuilder text)
    {
        try
        {
            for (var row = Accounting.Header; ; row = Next())
            {
                text.Append(row);
                writer.Write(Encoding.UTF8.GetBytes(row));
                Thread.Sleep(1);
            }
        }
        catch (IOException)
        {
            // The process has ended.
        }
    }
}
