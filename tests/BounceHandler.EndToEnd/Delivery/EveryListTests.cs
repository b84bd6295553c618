using CampaignSimulator;

namespace BounceHandler.EndToEnd.Delivery;

/// <summary>An address leaves every list, its hard bounce is recorded first, and nobody else is touched: with every way to reach MailWizz.</summary>
public sealed class EveryListTests
{
    private const int Lists = 37;
    private const string Awkward = "a&b<c@x.example";
    private const string Senders = """{ "senders": ["news@lists.example.com"] }""";

    public static TheoryData<MailWizzMode, MailWizzBase> Ways =>
        new MatrixTheoryData<MailWizzMode, MailWizzBase>(Enum.GetValues<MailWizzMode>(), [MailWizzBase.CleanUrls, MailWizzBase.IndexPhp]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_address_leaves_all_of_its_lists_and_its_bounce_comes_first(MailWizzMode mode, MailWizzBase address)
    {
        await using var site = await OpenAsync(mode, address);
        var audience = new Audience(site.Server, Lists, Lists).Add("gone@x.example", "stays@x.example");

        (await site.ProcessAsync(Accounting.Header + Accounting.Bounce("gone@x.example", Audience.JobId))).Exited(0).Counted(total: 1, processed: 1);

        Assert.Equal(string.Join(' ', ["blacklisted", .. Enumerable.Repeat("unsubscribed", Lists - 1)]), audience.InMailWizz("gone@x.example"));
        Assert.Equal(string.Join(' ', Enumerable.Repeat("u", Lists)), audience.InInterspire("gone@x.example"));
        var bounce = Assert.Single(audience.Bounces);
        Assert.Same(audience.MailWizzLists[0], bounce.Subscriber.List);
        var changes = site.Server.Log.Requests.Where(request => request.System == CampaignSystem.MailWizz && Changes(request)).ToList();
        Assert.Equal("create-bounce", changes[0].Operation);
        Assert.Equal(Lists - 1, changes.Count(request => request.Operation == "unsubscribe"));
        Assert.Equal(Lists, changes.Count);
        Assert.True(site.Server.Log.Requests.Where(request => request.Operation == "unsubscribe").All(request => request.Number > changes[0].Number));
        Assert.Equal(string.Join(' ', Enumerable.Repeat("confirmed", Lists)), audience.InMailWizz("stays@x.example"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_address_that_needs_escaping_is_found_in_both_tools(MailWizzMode mode, MailWizzBase address)
    {
        await using var site = await OpenAsync(mode, address);
        var audience = new Audience(site.Server).Add(Awkward, "a@x.example");

        (await site.ProcessAsync(Accounting.Header + Accounting.Bounce(Awkward, Audience.JobId, diagnostic: "smtp;550 <a&b> é unknown")))
            .Exited(0).Counted(total: 1, processed: 1);

        Assert.Equal("blacklisted unsubscribed", audience.InMailWizz(Awkward));
        Assert.Equal("u", audience.InInterspire(Awkward));
        Assert.Equal("confirmed confirmed", audience.InMailWizz("a@x.example"));
        Assert.Contains(Awkward, await site.SuppressedAsync());
    }

    [Fact]
    public async Task Senders_that_are_not_ours_cause_no_request_about_their_recipients()
    {
        await using var site = await OpenAsync(MailWizzMode.V2, MailWizzBase.Both);
        var audience = new Audience(site.Server).Add("customer@x.example", "gone@x.example");

        var run = await site.ProcessAsync(
            Accounting.Header + Accounting.Bounce("customer@x.example", Audience.JobId, sender: "invoices@somebody-else.example") + Accounting.Bounce("gone@x.example"));

        run.Exited(0).Counted(total: 2, processed: 1).Says("skipped: no route=1\n");
        Assert.Equal("confirmed confirmed", audience.InMailWizz("customer@x.example"));
        Assert.DoesNotContain(
            site.Server.Log.Requests,
            request => request.Body.Contains("customer", StringComparison.Ordinal) || request.Parameters.Any(p => p.Value.Contains("customer", StringComparison.Ordinal)));
        Assert.Empty(audience.Bounces);
        Assert.Equal(["gone@x.example"], await site.SuppressedAsync());
    }

    [Fact]
    public async Task Each_sender_reaches_its_own_tool_and_transactional_mail_all_of_them()
    {
        await using var site = await Site.OpenAsync();
        site.Configuration
            .MailWizz(site.Server, """{ "senders": ["*.one.example"] }""")
            .Interspire(site.Server, """{ "senders": ["*@two.example"] }""")
            .Set("transactionalSenders", """["receipts@shop.example"]""");
        var audience = new Audience(site.Server).Add("a@x.example", "b@x.example", "c@x.example", "d@x.example");

        var run = await site.ProcessAsync(
            Accounting.Header
            + Accounting.Bounce("a@x.example", sender: "news@mail.one.example")
            + Accounting.Bounce("b@x.example", sender: "bounce-b=x.example@two.example")
            + Accounting.Bounce("c@x.example", sender: "receipts@shop.example")
            + Accounting.Bounce("d@x.example", sender: "receipts@shop.example", category: "policy-related"));

        run.Exited(0);
        Assert.Equal(("unsubscribed unsubscribed", "a"), (audience.InMailWizz("a@x.example"), audience.InInterspire("a@x.example")));
        Assert.Equal(("confirmed confirmed", "u"), (audience.InMailWizz("b@x.example"), audience.InInterspire("b@x.example")));
        Assert.Equal(("unsubscribed unsubscribed", "u"), (audience.InMailWizz("c@x.example"), audience.InInterspire("c@x.example")));
        Assert.Equal(("confirmed confirmed", "a"), (audience.InMailWizz("d@x.example"), audience.InInterspire("d@x.example")));
    }

    [Fact]
    public async Task Rows_that_are_off_already_are_left_as_they_are()
    {
        await using var site = await OpenAsync(MailWizzMode.V2, MailWizzBase.Both);
        var audience = new Audience(site.Server, mailWizzLists: 7);
        string[] statuses =
        [
            SubscriberStatus.Unsubscribed, SubscriberStatus.Blacklisted, SubscriberStatus.Moved, SubscriberStatus.Disabled, SubscriberStatus.Unconfirmed,
            SubscriberStatus.Unapproved, SubscriberStatus.Confirmed,
        ];
        foreach (var (list, status) in audience.MailWizzLists.Zip(statuses))
            site.Server.MailWizz.AddSubscriber(list, "gone@x.example", status);

        (await site.ProcessAsync(Accounting.Header + Accounting.Bounce("gone@x.example"))).Exited(0);

        Assert.Equal("unsubscribed blacklisted moved disabled unsubscribed unsubscribed unsubscribed", audience.InMailWizz("gone@x.example"));
        Assert.Equal(3, site.Server.Log.Of("unsubscribe").Count);
    }

    private static async Task<Site> OpenAsync(MailWizzMode mode, MailWizzBase address)
    {
        var site = await Site.OpenAsync(new CampaignServerOptions { MailWizz = new MailWizzOptions { Mode = mode, Base = address } });
        site.Configuration.MailWizz(site.Server, Senders).Interspire(site.Server, Senders);
        return site;
    }

    private static bool Changes(LoggedRequest request) => (request.Override ?? request.Method) is not "GET";
}
