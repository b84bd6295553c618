using System.Globalization;

namespace BounceHandler.EndToEnd.Judgement;

/// <summary>What files would have done is shown before anything is done, and what is usual can be learned from them.</summary>
public sealed class BacktestTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private Site _site = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.Set("brake.enabled", "true").Set("evidence", "\"decide\"").MailWizz(_site.Server);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_wave_beside_other_removals_is_shown_and_nothing_is_touched()
    {
        var wave = Enumerable.Range(0, 3000).Select(i => Bounce($"user{i}@gmail.com", i)).ToList();
        var others = Enumerable.Range(0, 40).Select(i => Bounce($"user{i}@other{i}.example", i, category: "policy-related"));
        var blocks = Enumerable.Range(0, 30).Select(i => Bounce(
            $"block{i}@gmail.com", i, "bad-mailbox", "5.7.1 (delivery not authorized)", "smtp;550 5.7.1 blocked using zen.spamhaus.org"));
        var softs = Enumerable.Range(0, 20).Select(i => Bounce($"full{i}@gmail.com", i, "quota-issues", "4.2.2 (mailbox full)", "smtp;452 4.2.2 mailbox full"));
        // PowerMTA's companion file has rows that the pipe had too.
        _site.Directory.Write("pipe.csv", Accounting.Header + string.Concat([.. wave, .. others, .. blocks, .. softs]));
        _site.Directory.Write("companion.csv", Accounting.Header + string.Concat(wave.Take(100)));
        var off = _site.Directory.Write("off.json", _site.Configuration.ToString().Replace("\"decide\"", "\"off\"", StringComparison.Ordinal));

        var run = (await _site.RunAsync("backtest", "--against", off, _site.Directory.In("*.csv"))).Exited(0);

        run.Says("3190 rows\n").Says("\n100 of them told of an event that was told of before; it counts once.\n")
            .Says("  3040  hard\n").Says("    20  soft\n").Says("    30  block, nothing to do\n")
            .Says("\nRemovals: 3040 hard bounces with an action, of 3040 recipients\n")
            .Says("  3040  reply:mailbox-unknown    e.g. user0@gmail.com: 5.1.1")
            .Says("  3000  gmail.com    e.g. user0@gmail.com: 5.1.1").Says("     1  other0.example").Says("    21  in 21 more\n")
            .Says($"  3040  {Audience.JobId}  ")
            .Says("\nBlocks, which are about the sender and touch nobody: 30\n").Says("    30  gmail.com: blocklisted on vmta1    e.g. block0@gmail.com: 5.7.1")
            .Says("would have held 2400 removals: 3 groups and hours\n").Says("   800  exchanger google.com, in the hour from ")
            .Says($"\nBeside {off} (evidence off)\n").Says("\nRemoved here and not there: 40 bounces of 40 recipients\n")
            .Says("there soft by category:policy-related    e.g. user0@other0.example: 5.1.1")
            .Says("\nRemoved there and not here: 30 bounces of 30 recipients\n").Says("  category:bad-mailbox; there block, nothing to do by reply:");
        Assert.False(Directory.Exists(_site.Directory.State));
        Assert.Empty(_site.Log);
        Assert.Empty(_site.Server.Log.Requests);
        (await _site.RunAsync("backtest", "--learn", _site.Directory.In("pipe.csv"), _site.Directory.In("none.csv"))).Exited(64).Complains("none.csv");
        Assert.False(Directory.Exists(_site.Directory.State));
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 400)]
    public async Task What_was_usual_in_the_files_is_not_held(bool isLearned, int made)
    {
        _site.Configuration.Remove("mailwizz");
        // A hundred an hour, one hour a day, for nine days. Then four hundred, which are five hundred at most.
        var history = Enumerable.Range(1, 9).SelectMany(day => Enumerable.Range(0, 100).Select(i => Recent($"day{day}user{i}@gmail.com", day)));
        _site.Directory.Write("history.csv", Accounting.Header + string.Concat(history));
        if (isLearned)
            (await _site.RunAsync("backtest", "--learn", _site.Directory.In("history.csv"))).Exited(0).Says("The brake has learned, in ").Says("in 9 hours");

        (await _site.ProcessAsync(Accounting.Header + string.Concat(Enumerable.Range(0, 400).Select(i => Recent($"user{i}@gmail.com", 0))))).Exited(0);

        Assert.Equal(made, (await _site.SuppressedAsync()).Count);
    }

    private static string Bounce(
        string recipient, int number, string category = "bad-mailbox", string status = "5.1.1 (bad destination mailbox address)",
        string diagnostic = "smtp;550 5.1.1 user unknown") => Accounting
        .Bounce(recipient, Audience.JobId, category: category, status: status, diagnostic: diagnostic, time: string.Create(
            CultureInfo.InvariantCulture, $"2016-05-29 0{1 + (number % 3)}:{number / 60 % 60:D2}:{number % 60:D2}+0000"))
        .Replace("mx.example", recipient.EndsWith("@gmail.com", StringComparison.Ordinal) ? "gmail-smtp-in.l.google.com" : "mx." + recipient.Split('@')[1], StringComparison.Ordinal);

    private static string Recent(string recipient, int daysAgo) =>
        Accounting.Bounce(recipient, time: Now.AddDays(-daysAgo).ToString("yyyy-MM-dd HH:mm:ss'+0000'", CultureInfo.InvariantCulture));
}
