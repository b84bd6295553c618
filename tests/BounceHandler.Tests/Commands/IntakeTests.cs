using System.IO.Pipes;
using System.Text;
using BounceHandler.Commands;
using BounceHandler.Configuration;
using BounceHandler.Input;
using BounceHandler.Statistics;
using BounceHandler.Storage;
using BounceHandler.Tests.Classification;
using BounceHandler.Tests.Dispatch;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.Commands;

public sealed class IntakeTests
{
    private const string Header = "type,timeQueued,bounceCat,vmta,orig,rcpt,srcMta,dlvSourceIp,jobId,dsnStatus,dsnMta,dsnDiag\n";

    private readonly FakeTimeProvider _time = new(TestRecords.Now);
    private readonly RowTally _tally = new();
    private readonly RecordCounts _counts = new();

    [Fact]
    public async Task Every_row_is_counted_once_as_processed_or_skipped()
    {
        var acceptor = new FakeAcceptor();
        var input = Header
            + Row("b", "one@x.example") + Row("b", "two@x.example", "quota-issues") + Row("b", "one@x.example") + "\n"
            + Row("b", "three@x.example", "unheard-of") + Row("d", "four@x.example") + Row("zz", "five@x.example") + "b,too,few\n"
            + Row("b", "six@x.example", sender: "stranger@elsewhere.example") + Row("b", "...@x.example") + Header + Row("rb", "seven@x.example");

        var result = await RunAsync(acceptor, input);
        Assert.Equal(new IntakeResult(input.Length, null, false) { Reached = result.Reached }, result);
        Assert.Equal((input.Length, true), (result.Reached.Offset, result.Reached.IsAccounting));
        Assert.Equal(["one@x.example", "two@x.example", "seven@x.example"], acceptor.Taken);
        var totals = _tally.Totals([]);
        Assert.Equal((10, 3, 7), (totals.Total, totals.Processed, totals.Skipped));
        Assert.Equal(2, totals.ProcessedByKind["hard"]);
        Assert.Equal(1, totals.ProcessedByKind["soft"]);
        Assert.Equal(
            ["already seen", "broken", "category unheard-of not configured", "no route", "redacted recipient", "type d", "type zz"],
            totals.SkippedByReason.Keys.Order(StringComparer.Ordinal));
        Assert.All(totals.SkippedByReason.Values, count => Assert.Equal(1, count));
        Assert.Equal(2, acceptor.Headers.Count);
        Assert.Equal(
            [
                "type=\"b\",outcome=\"already seen\"", "type=\"b\",outcome=\"category not configured\"", "type=\"b\",outcome=\"hard\"", "type=\"b\",outcome=\"no route\"",
                "type=\"b\",outcome=\"redacted recipient\"", "type=\"b\",outcome=\"soft\"", "type=\"d\",outcome=\"other type\"", "type=\"none\",outcome=\"broken\"",
                "type=\"other\",outcome=\"other type\"", "type=\"rb\",outcome=\"hard\"",
            ],
            _counts.Take().Select(counter => counter.Labels).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_plain_list_is_taken_in_batches_and_in_order()
    {
        var acceptor = new FakeAcceptor();
        var addresses = Enumerable.Range(0, 10_000).Select(i => $"user{i}@x.example").ToList();

        await RunAsync(acceptor, string.Join('\n', addresses) + "\n");
        Assert.Equal(addresses, acceptor.Taken);
        Assert.Equal(10_000, acceptor.Batches.Sum());
        // 3,072, and up to 511 more that came with the last of them.
        Assert.All(acceptor.Batches, count => Assert.InRange(count, 1, 3583));
        Assert.InRange(acceptor.Batches.Count, 3, 60);
        Assert.False(acceptor.WasToldWrong);
    }

    [Fact]
    public async Task When_the_state_fails_reading_stops_and_nothing_counts_that_was_not_taken()
    {
        var acceptor = new FakeAcceptor(failsFromBatch: 2);
        var input = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"user{i}@x.example\n"));

        var result = await RunAsync(acceptor, input);
        Assert.Equal(("no space left", true), (result.Error, result.StateFailed));
        Assert.Equal(input.IndexOf($"user{acceptor.Batches[0]}@", StringComparison.Ordinal), result.AcceptedOffset);
        Assert.Equal(acceptor.Batches[0], acceptor.Taken.Count);
        Assert.Equal((acceptor.Batches[0], acceptor.Batches[0]), (_tally.Total, _tally.Processed));
    }

    [Fact]
    public async Task An_input_that_cannot_be_read_to_its_end_says_how_far_it_got()
    {
        var acceptor = new FakeAcceptor();
        var result = await RunAsync(acceptor, new BreakingStream(Encoding.UTF8.GetBytes("user@x.example\n")));

        Assert.Equal(("reading failed: cable pulled", false, 15), (result.Error, result.StateFailed, result.AcceptedOffset));
        Assert.Equal(["user@x.example"], acceptor.Taken);
    }

    [Fact]
    public async Task Half_a_line_is_no_last_line_where_reading_failed()
    {
        var acceptor = new FakeAcceptor();
        var result = await RunAsync(acceptor, new BreakingStream(Encoding.UTF8.GetBytes("user@x.example\nother@x.exam.pl")));

        Assert.Equal(["user@x.example"], acceptor.Taken);
        Assert.Equal(15, result.AcceptedOffset);
    }

    [Fact]
    public async Task Half_a_line_is_no_last_line_where_a_signal_ended_the_reading()
    {
        var acceptor = new FakeAcceptor();
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        var stop = new StopSignal(_time);
        var running = RunAsync(acceptor, new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle), stop);
        writer.Write(Encoding.UTF8.GetBytes("user@x.example\nother@x.exam.pl"));
        await UntilAsync(() => _tally.Processed == 1);
        stop.Request();
        await UntilAsync(() => running.IsCompleted);

        Assert.Equal(["user@x.example"], acceptor.Taken);
        Assert.True((await running).StoppedEarly);
    }

    [Theory]
    [InlineData("", 0, 0, false)]
    [InlineData("\n\n\n", 0, 0, false)]
    [InlineData("no address at all\nnor here\n", 2, 0, false)]
    [InlineData("user@x.example", 1, 1, true)]
    public async Task Small_inputs_are_counted_too(string input, int total, int processed, bool recognised)
    {
        await RunAsync(new FakeAcceptor(), input);

        Assert.Equal((total, processed, recognised), (_tally.Total, _tally.Processed, _tally.AnythingRecognised));
    }

    [Fact]
    public async Task An_unterminated_last_line_is_taken_and_noted()
    {
        var acceptor = new FakeAcceptor();
        await RunAsync(acceptor, "one@x.example\ntwo@x.example");

        Assert.Equal((2, 1), (acceptor.Taken.Count, acceptor.UnterminatedLines));
    }

    [Fact]
    public async Task A_record_is_taken_while_the_pipe_stays_open_and_a_signal_ends_the_silence_after_it()
    {
        var acceptor = new FakeAcceptor();
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        var stop = new StopSignal(_time);
        var running = RunAsync(acceptor, new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle), stop);
        writer.Write(Encoding.UTF8.GetBytes(Header + Row("b", "one@x.example")));
        await UntilAsync(() => _tally.Processed == 1);
        await UntilAsync(() => acceptor.Ticks > 30);
        Assert.False(running.IsCompleted);

        writer.Write(Encoding.UTF8.GetBytes(Row("b", "two@x.example")));
        stop.Request();
        await UntilAsync(() => running.IsCompleted);
        Assert.Equal(["one@x.example", "two@x.example"], acceptor.Taken);
        Assert.Null((await running).Error);
    }

    [Fact]
    public async Task A_writer_that_never_falls_silent_does_not_keep_a_stopped_process()
    {
        var stop = new StopSignal(_time);
        stop.Request();
        var running = RunAsync(new FakeAcceptor(), new EndlessStream(Encoding.UTF8.GetBytes(Row("d", "one@x.example"))), stop);

        await UntilAsync(() => running.IsCompleted);
        Assert.Null((await running).Error);
        Assert.Equal(_tally.Total, _tally.Skipped);
    }

    [Fact]
    public async Task What_was_taken_before_reading_is_ended_is_counted()
    {
        var acceptor = new FakeAcceptor();
        var addresses = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"user{i}@x.example\n"));

        var result = await RunAsync(acceptor, new MemoryStream(Encoding.UTF8.GetBytes(addresses)), progress: _ => throw new StoreException("damaged"));
        Assert.True(result.StateFailed);
        Assert.NotEmpty(acceptor.Taken);
        Assert.Equal(acceptor.Taken.Count, _tally.Processed);
        Assert.Equal(acceptor.Taken.Sum(address => address.Length + 1), result.AcceptedOffset);
    }

    private Task UntilAsync(Func<bool> condition) => Scene.UntilAsync(condition, _time, TimeSpan.FromMilliseconds(100));

    private Task<IntakeResult> RunAsync(FakeAcceptor acceptor, string input) => RunAsync(acceptor, new MemoryStream(Encoding.UTF8.GetBytes(input)));

    private async Task<IntakeResult> RunAsync(FakeAcceptor acceptor, Stream input, StopSignal? stop = null, Action<long>? progress = null)
    {
        using var source = new ByteSource(input, _time);
        using var reader = new RecordReader(new RecordReaderOptions());
        return await new Intake(TestRecords.Judge(new Settings { Evidence = EvidenceUse.Off }), acceptor, _tally, _time, _counts).RunAsync(source, reader, stop ?? new StopSignal(_time), progress);
    }

    private static string Row(string type, string rcpt, string category = "bad-mailbox", string sender = "campaign@mailwizz.example") =>
        $"{type},2026-03-10 10:00:00+0100,{category},vmta1,{sender},{rcpt},src,192.0.2.1,mailwizz-abc,5.1.1,mx,smtp;550 5.1.1 unknown\n";

    private sealed class BreakingStream(byte[] content) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, count) is > 0 and var read ? read : throw new IOException("cable pulled");
    }

    private sealed class EndlessStream(byte[] row) : MemoryStream
    {
        private int _at;

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var i = 0; i < count; i++)
            {
                buffer[offset + i] = row[_at];
                _at = (_at + 1) % row.Length;
            }

            return count;
        }
    }
}
