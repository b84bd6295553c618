namespace BounceHandler.EndToEnd.Reliability;

/// <summary>The pipe as PowerMTA writes it: open for weeks, mostly idle, begun anew beside its predecessor, and broken off anywhere.</summary>
[Trait("Proof", "pipe")]
public sealed class PipeTests : IAsyncLifetime
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(400);

    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server, """{ "concurrency": 2 }""");
        _audience = new Audience(_site.Server);
    }

    [Fact]
    public async Task Each_record_is_acted_on_while_the_pipe_stays_open_however_it_arrives()
    {
        var users = Accounting.Users(Effort.Of(5, 60));
        _audience.Add(users);
        var process = _site.Start();
        await process.WriteAsync(Accounting.Header);
        foreach (var (number, user) in users.Index())
        {
            await Task.Delay(Gap, TestContext.Current.CancellationToken);
            var row = Accounting.Bounce(user, Audience.JobId);
            // Every other record comes in two halves, as a full pipe cuts it.
            var cut = number % 2 == 0 ? row.Length : (number * 17 % (row.Length - 1)) + 1;
            await process.WriteAsync(row[..cut]);
            if (cut < row.Length)
            {
                await Task.Delay(Gap, TestContext.Current.CancellationToken);
                Assert.False(_audience.HasLeftMailWizz(user));
                await process.WriteAsync(row[cut..]);
            }

            await Eventually.TrueAsync(() => _audience.InMailWizz(user) == "blacklisted unsubscribed", $"{user} has left while the pipe is open");
            // A new start of PowerMTA would write its header again; here it comes in the middle.
            if (number == users.Length / 2)
                await process.WriteAsync(Accounting.Header);
        }

        Assert.False(process.HasExited);
        process.CloseInput();
        (await process.EndAsync()).Exited(0).Counted(users.Length, processed: users.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_process_beside_the_old_one_loses_and_repeats_nothing(bool oldInputEndsFirst)
    {
        var count = Effort.Of(30, 400);
        _audience.Add(Accounting.Users(count, "old.example")).Add(Accounting.Users(count, "new.example"));
        _site.Server.Faults.SetLatency(TimeSpan.FromMilliseconds(20));
        var old = _site.Start();
        await old.WriteAsync(Accounting.Header + Accounting.Bounces(count, "old.example", Audience.JobId));
        await Eventually.TrueAsync(() => _audience.Bounces.Count > 0, "the old process delivers");

        if (oldInputEndsFirst)
            old.CloseInput();
        var next = _site.Start();
        await next.WriteAsync(Accounting.Header + Accounting.Bounces(count, "new.example", Audience.JobId));
        Assert.True(_audience.Bounces.Count < 2 * count, "everything was done before the processes overlapped");
        old.CloseInput();
        var ended = (await old.EndAsync()).Exited(0).Counted(count, processed: count);
        next.CloseInput();
        (await next.EndAsync()).Exited(0).Counted(count, processed: count).Says("failed=0, queued=0, held=0\n");

        var users = Accounting.Users(count, "old.example").Concat(Accounting.Users(count, "new.example")).ToList();
        Assert.All(users, user => Assert.Equal("blacklisted unsubscribed", _audience.InMailWizz(user)));
        Assert.Equal(2 * count, _site.Server.Log.Of("create-bounce").Count);
        Assert.Equal(2 * count, _site.Server.Log.Of("unsubscribe").Count);
        Assert.All(users, user => Assert.Single(_site.Log, line => line.Contains($"mailwizz: {user} ", StringComparison.Ordinal) && line.Contains("-> unsubscribed", StringComparison.Ordinal)));
        Effort.Report($"overlap of two processes, {2 * count} records: the old one left {ended.Lines.Last(line => line.StartsWith("mailwizz:", StringComparison.Ordinal))}");
    }

    [Fact]
    public async Task A_writer_that_dies_in_the_middle_of_a_line_removes_nobody_by_half_an_address()
    {
        const string Cut = "someone@gone.example.org";
        var row = Accounting.Bounce(Cut, Audience.JobId);
        var address = row.IndexOf(Cut, StringComparison.Ordinal);
        // Those that end inside the address or just behind it, and some elsewhere; only the last of them has all of its fields.
        int[] cuts = [address + 7, address + 12, address + Cut.Length - 4, address + Cut.Length, address + Cut.Length + 1, .. Effort.IsLong ? Enumerable.Range(1, address) : [1, 30]];
        foreach (var cut in cuts)
        {
            var whole = $"whole{cut}@gone.example";
            _audience.Add(whole, Cut, Cut[..^4], "someone@gone.ex");
            var process = _site.Start();
            await process.WriteAsync(Accounting.Header + Accounting.Bounce(whole, time: $"2026-05-29 01:{cut / 60:D2}:{cut % 60:D2}+0200") + row[..cut]);
            process.CloseInput();

            (await process.EndAsync()).Exited(0).Counted(total: 2, processed: 1);
            Assert.True(_audience.HasLeftMailWizz(whole));
        }

        Assert.Equal(cuts.Select(cut => $"whole{cut}@gone.example").Order(StringComparer.Ordinal), (await _site.SuppressedAsync()).Order(StringComparer.Ordinal));
        Assert.Empty(_site.About("someone@"));
        Effort.Report($"{cuts.Length} places at which a line broke off: nobody was removed by it");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
