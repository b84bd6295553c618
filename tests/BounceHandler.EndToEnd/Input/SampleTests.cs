using System.Text;
using CampaignSimulator;

namespace BounceHandler.EndToEnd.Input;

/// <summary>Each kind of file, from its first byte to the lists. MailWizz knows the senders, Interspire knows others, and so does nobody else.</summary>
public sealed class SampleTests : IAsyncLifetime
{
    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _audience = new Audience(_site.Server);
        _site.Configuration
            .MailWizz(_site.Server, """{ "senders": ["mailwizz@example.com", "*.example.com", "campaign@mailwizz.example", "orig@example.com"] }""")
            .Interspire(_site.Server, """{ "senders": ["somebody@else.example"] }""");
    }

    [Fact]
    public async Task Bounces_with_a_header_are_recorded_on_their_campaign_and_leave_every_list_of_their_sender()
    {
        _audience.Add("gone@no-such.example", "left@company.example");

        (await ProcessAsync("bounces.csv")).Exited(0).Counted(total: 2, processed: 2);

        Assert.Equal("blacklisted unsubscribed", _audience.InMailWizz("gone@no-such.example"));
        Assert.Equal("unsubscribed unsubscribed", _audience.InMailWizz("left@company.example"));
        Assert.Equal("a", _audience.InInterspire("gone@no-such.example"));
        Assert.Equal("a", _audience.InInterspire("left@company.example"));
        var bounce = Assert.Single(_audience.Bounces);
        Assert.Equal(("gone@no-such.example", "hard"), (bounce.Subscriber.Email, bounce.Type));
        Assert.StartsWith("5.1.2 (bad destination system: no such domain)", bounce.Message, StringComparison.Ordinal);
        Assert.Equal(["gone@no-such.example", "left@company.example"], await _site.SuppressedAsync());
    }

    [Fact]
    public async Task Deliveries_and_refusals_by_policy_remove_nobody()
    {
        _audience.Add("delivered@domain.example", "refused@domain.example");

        var run = (await ProcessAsync("mixed-types.csv")).Exited(0).Counted(total: 2, processed: 0);

        run.Says("processed: none; skipped: nothing to do=1, type d=1\n");
        AssertUntouched("delivered@domain.example", "refused@domain.example");
        Assert.Empty(await _site.SuppressedAsync());
    }

    [Fact]
    public async Task Default_fields_with_encoded_senders_are_read_and_soft_bounces_remove_nobody()
    {
        _audience.Add("Good@one.example", "Spam@two.example", "Later@three.example");

        var run = (await ProcessAsync("default-fields.csv")).Exited(0).Counted(total: 3, processed: 0);

        run.Says("processed: none; skipped: nothing to do=1, type d=1, type t=1\n");
        AssertUntouched("Good@one.example", "Spam@two.example", "Later@three.example");
    }

    [Fact]
    public async Task A_soft_bounce_with_a_campaign_is_recorded_and_removes_nobody()
    {
        _audience.Add("full@box.example");

        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounce("full@box.example", Audience.JobId, category: "quota-issues", status: "5.2.2 (mailbox full)")))
            .Exited(0).Counted(total: 1, processed: 1);

        var bounce = Assert.Single(_audience.Bounces);
        Assert.Equal("soft", bounce.Type);
        AssertUntouched("full@box.example");
        Assert.Empty(await _site.SuppressedAsync());
    }

    [Fact]
    public async Task Feedback_loop_records_are_read_and_counted()
    {
        _audience.Add("reader@isp.example", "friend@isp.example");

        (await ProcessAsync("feedback-loop.csv")).Exited(0).Counted(total: 2, processed: 1).Says("skipped: feedback type not-spam=1");

        Assert.Equal("unsubscribed unsubscribed / u", $"{_audience.InMailWizz("reader@isp.example")} / {_audience.InInterspire("reader@isp.example")}");
        AssertUntouched("friend@isp.example");
    }

    [Fact]
    public async Task Plain_addresses_leave_the_lists_of_every_provider()
    {
        string[] addresses = ["one@example.com", "two@example.com", "F.L@example.com", "größe@käse.example"];
        _audience.Add(addresses);

        var run = (await ProcessAsync("addresses.csv")).Exited(0).Counted(total: 5, processed: 4);

        run.Says("skipped: broken=1\n");
        foreach (var address in addresses)
            Assert.Equal("unsubscribed unsubscribed", _audience.InMailWizz(address));
        foreach (var address in addresses)
            Assert.Equal("u", _audience.InInterspire(address));
        Assert.Equal(addresses.Order(StringComparer.Ordinal), await _site.SuppressedAsync());
    }

    [Fact]
    public async Task Records_in_JSON_are_read_like_those_in_CSV()
    {
        _audience.Add("carol@example.net");

        (await ProcessAsync("records.ndjson")).Exited(0).Counted(total: 1, processed: 1);

        Assert.Equal("blacklisted unsubscribed", _audience.InMailWizz("carol@example.net"));
        Assert.Equal("5.1.1 (bad destination mailbox address) smtp;550 5.1.1 \"carol\", unknown", Assert.Single(_audience.Bounces).Message);
        Assert.Equal(["carol@example.net"], await _site.SuppressedAsync());
    }

    [Fact]
    public async Task A_file_with_nothing_but_its_header_is_all_right()
    {
        (await ProcessAsync("header-only.csv")).Exited(0).Counted(total: 0, processed: 0);
        Assert.Empty(Changes());
    }

    [Fact]
    public async Task A_file_that_was_cut_off_in_the_middle_of_a_row_loses_that_row_only()
    {
        _audience.Add(Accounting.Users(2));
        var whole = Accounting.Header + Accounting.Bounces(2);

        (await _site.ProcessAsync(whole[..^30])).Exited(0).Counted(total: 2, processed: 1);

        Assert.True(_audience.HasLeftMailWizz("user0@gone.example"));
        AssertUntouched("user1@gone.example");
        _site.HasLogged("unterminated last line");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private Task<FinishedRun> ProcessAsync(string sample) =>
        _site.ProcessAsync(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", sample), Encoding.UTF8));

    private void AssertUntouched(params string[] addresses)
    {
        foreach (var address in addresses)
            Assert.Equal("confirmed confirmed / a", $"{_audience.InMailWizz(address)} / {_audience.InInterspire(address)}");
    }

    private IEnumerable<LoggedRequest> Changes() => _site.Server.Log.Requests.Where(request => request.Method != "GET" && request.System == CampaignSystem.MailWizz);
}
