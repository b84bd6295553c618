namespace BounceHandler.EndToEnd.Judgement;

/// <summary>Soft bounces that add up, and deliveries that prove an address good.</summary>
public sealed class SoftBounceTests : IAsyncLifetime
{
    private const string Full = "full@isp.example";
    private const string Good = "good@isp.example";

    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _audience = new Audience(_site.Server).Add(Full, Good);
        _site.Configuration.Set("evidence", "\"decide\"")
            .MailWizz(_site.Server, """{ "senders": ["news@lists.example.com"] }""")
            .Interspire(_site.Server, """{ "senders": ["news@lists.example.com"] }""");
    }

    [Fact]
    public async Task Over_twelve_days_they_remove_where_nobody_counts_and_a_delivery_in_between_clears()
    {
        var input = Stream.Header + Stream.Delivery("somebody@isp.example", 13)
            + string.Concat(new[] { 12, 9, 6 }.Select(days => Stream.Soft(Full, days) + Stream.Soft(Good, days)))
            + Stream.Delivery(Good, 5) + string.Concat(new[] { 3, 0 }.Select(days => Stream.Soft(Full, days) + Stream.Soft(Good, days)));

        // The delivery stands among them in the same stream: what is older than it is not acted on at all.
        (await _site.ProcessAsync(input)).Exited(0).Says("superseded=3").Says("hard=1");

        Assert.Equal(("confirmed confirmed", "u"), (_audience.InMailWizz(Full), _audience.InInterspire(Full)));
        Assert.Equal(("confirmed confirmed", "a"), (_audience.InMailWizz(Good), _audience.InInterspire(Good)));
        Assert.Equal([Full], await _site.SuppressedAsync());
        Assert.All(_audience.Bounces, bounce => Assert.Equal("soft", bounce.Type));
        _site.HasLogged("rule=soft-bounces -> interspire, suppressions");
        (await _site.RunAsync("history", Full)).Exited(0).Says("5 soft bounces in 12 days, the last one: smtp;452 4.2.2 mailbox full");

        (await _site.ProcessAsync(input)).Exited(0).Counted(total: 12, processed: 0);
    }

    [Fact]
    public async Task Without_deliveries_they_never_remove()
    {
        var run = await _site.ProcessAsync(Stream.Header + string.Concat(new[] { 12, 9, 6, 3, 2, 1, 0 }.Select(days => Stream.Soft(Full, days))));

        run.Exited(0).Says("processed: soft=7;");
        Assert.Equal(("confirmed confirmed", "a"), (_audience.InMailWizz(Full), _audience.InInterspire(Full)));
        Assert.Empty(await _site.SuppressedAsync());
    }

    [Fact]
    public async Task A_bounce_older_than_a_delivery_is_counted_and_removes_nobody_whichever_pipe_brings_it()
    {
        (await _site.ProcessAsync(Stream.Header + Stream.Delivery(Good, 1))).Exited(0).Counted(total: 1, processed: 0);
        (await _site.ProcessAsync(Stream.Header + Stream.Hard(Good, 2) + Stream.Hard(Full, 2))).Exited(0)
            .Counted(total: 2, processed: 1).Says("skipped: superseded=1\n");

        Assert.Equal(("confirmed confirmed", "a"), (_audience.InMailWizz(Good), _audience.InInterspire(Good)));
        Assert.Equal([Full], await _site.SuppressedAsync());
        (await _site.ProcessAsync(Stream.Header + Stream.Hard(Good, 0.5))).Exited(0).Counted(total: 1, processed: 1);
        Assert.True(_audience.HasLeftMailWizz(Good));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
