namespace BounceHandler.EndToEnd.Delivery;

/// <summary>Whoever complains leaves every list of both tools, however the report names the person; and nobody else does.</summary>
public sealed class ComplaintTests : IAsyncLifetime
{
    private const string Reader = "reader@isp.example";
    private const string Bystander = "bystander@isp.example";

    private Site _site = null!;
    private Audience _audience = null!;
    private string _list = "";
    private string _subscriber = "";

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _audience = new Audience(_site.Server).Add(Reader, Bystander);
        (_list, _subscriber) = RowOf(Reader);
        _site.Configuration.MailWizz(_site.Server, """{ "senders": ["news@lists.example.com"] }""")
            .Interspire(_site.Server, """{ "senders": ["other@lists.example.com"] }""");
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("angle brackets")]
    [InlineData("redacted, List-Unsubscribe")]
    [InlineData("redacted, list and subscriber")]
    [InlineData("redacted, Feedback-ID")]
    [InlineData("empty, Feedback-ID")]
    public async Task Whoever_complains_leaves_every_list(string report)
    {
        var row = report switch
        {
            "plain" => Complaint.Row(Reader),
            "angle brackets" => Complaint.Row($"<{Reader}>"),
            "redacted, List-Unsubscribe" => Complaint.Row(
                "...@isp.example", unsubscribe: $"<mailto:{_subscriber}.{_list}.{Audience.Campaign}@fbl-unsub.example.com?subject=unsubscribe>"),
            "redacted, list and subscriber" => Complaint.Row("...@isp.example", list: $"{_list} <News>", subscriber: _subscriber),
            "redacted, Feedback-ID" => Complaint.Row("...@isp.example", feedbackId: $"{Audience.Campaign}:{_subscriber}:{_list}:ab123cd45e678"),
            _ => Complaint.Row("", feedbackId: $"{Audience.Campaign}:{_subscriber}:{_list}:ab123cd45e678"),
        };

        var run = (await _site.ProcessAsync(Complaint.Header + row)).Exited(0).Counted(total: 1, processed: 1).Says("processed: complaint=1;");

        Assert.Equal("unsubscribed unsubscribed / u", Lists(Reader));
        Assert.Equal("confirmed confirmed / a", Lists(Bystander));
        Assert.Equal([Reader], await _site.SuppressedAsync());
        var bounce = Assert.Single(_audience.Bounces);
        Assert.Equal(("soft", "Abuse/FBL via Example-FBL/1.0"), (bounce.Type, bounce.Message));
        run.Says("mailwizz: lists changed=2, nothing to do=0, failed=0, queued=0, held=0").Says("interspire: lists changed=1, nothing to do=0, failed=0, queued=0, held=0");
    }

    [Theory]
    [InlineData("not-spam", "feedback type not-spam")]
    [InlineData("auth-failure", "feedback type auth-failure")]
    public async Task A_report_that_is_no_complaint_removes_nobody(string type, string reason)
    {
        (await _site.ProcessAsync(Complaint.Header + Complaint.Row(Reader, type))).Exited(0).Counted(total: 1, processed: 0).Says($"skipped: {reason}=1\n");

        Assert.Equal("confirmed confirmed / a", Lists(Reader));
        Assert.Empty(await _site.SuppressedAsync());
    }

    [Fact]
    public async Task Where_recipient_and_reference_disagree_the_reference_counts_and_both_are_logged()
    {
        (await _site.ProcessAsync(Complaint.Header + Complaint.Row(Bystander, feedbackId: $"{Audience.Campaign}:{_subscriber}:{_list}:ab123cd45e678"))).Exited(0);

        Assert.Equal("unsubscribed unsubscribed / u", Lists(Reader));
        Assert.Equal("confirmed confirmed / a", Lists(Bystander));
        Assert.Equal([Reader], await _site.SuppressedAsync());
        _site.HasLogged($"reported recipient {Bystander}, but subscriber {_subscriber} of list {_list} is {Reader}: the reference counts");
    }

    [Fact]
    public async Task A_reference_that_MailWizz_does_not_know_leaves_the_reported_recipient()
    {
        (await _site.ProcessAsync(Complaint.Header + Complaint.Row(Reader, feedbackId: $"{Audience.Campaign}:zz999zzzzz999:{_list}:ab123cd45e678"))).Exited(0);

        Assert.Equal("unsubscribed unsubscribed / u", Lists(Reader));
        _site.HasLogged($"subscriber zz999zzzzz999 of list {_list} is not known here: the recipient as reported counts");
    }

    [Fact]
    public async Task A_complaint_whose_recipient_cannot_be_found_is_counted_and_logged()
    {
        (await _site.ProcessAsync(
            Complaint.Header + Complaint.Row("...@isp.example") + Complaint.Row("", feedbackId: $"{Audience.Campaign}:zz999zzzzz999:{_list}:ab123cd45e678")))
            .Exited(0).Counted(total: 2, processed: 1).Says("skipped: recipient not found=1\n").Says("mailwizz: lists changed=0, nothing to do=1");

        _site.HasLogged("recipient not found: subscriber zz999zzzzz999");
    }

    [Fact]
    public async Task The_same_reports_again_cost_no_call()
    {
        var rows = Complaint.Header + Complaint.Row(Reader) + Complaint.Row("...@isp.example", list: $"{_list} <News>", subscriber: _subscriber);
        (await _site.ProcessAsync(rows)).Exited(0).Counted(total: 2, processed: 2);
        _site.Server.Log.Clear();

        (await _site.ReplayAsync(rows)).Exited(0).Counted(total: 2, processed: 0).Says("already seen=2");

        Assert.Empty(_site.Work);
    }

    [Fact]
    public async Task Reports_from_elsewhere_are_held_until_the_operator_lets_them_go()
    {
        _site.Configuration.Set("feedbackLoop.sources", """["192.0.2.0/24"]""");
        (await _site.ProcessAsync(Complaint.Header + Complaint.Row(Reader) + Complaint.Row(Bystander, sourceIp: "192.0.2.7")))
            .Exited(0).Counted(total: 2, processed: 2).Says("mailwizz: lists changed=2, nothing to do=0, failed=0, queued=0, held=1");
        Assert.Equal("confirmed confirmed / a", Lists(Reader));
        Assert.Equal("unsubscribed unsubscribed / u", Lists(Bystander));

        (await _site.RunAsync("drain")).Exited(0);
        Assert.Equal("confirmed confirmed / a", Lists(Reader));
        var held = (await _site.RunAsync("queue", "list")).Exited(0).Lines.Skip(1).ToList();
        Assert.All(held, line => Assert.Contains("\theld\t", line, StringComparison.Ordinal));
        (await _site.RunAsync(["queue", "retry", .. held.Select(line => line.Split('\t')[0])])).Exited(0);
        (await _site.RunAsync("drain")).Exited(0);

        Assert.Equal("unsubscribed unsubscribed / u", Lists(Reader));
    }

    [Fact]
    public async Task A_flood_of_complaints_raises_an_alarm_once()
    {
        (await _site.ProcessAsync(Complaint.Header + string.Concat(Enumerable.Range(0, 120).Select(i => Complaint.Row($"user{i}@isp.example"))))).Exited(0);

        Assert.Single(_site.Log, line => line.Contains("ALARM: more than 50 complaints an hour from 10.0.0.9", StringComparison.Ordinal));
        Assert.Single(_site.Log, line => line.Contains("ALARM: more than 50 complaints an hour about isp.example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Interspire_is_told_while_MailWizz_is_down()
    {
        _site.Server.Options.MailWizz.Offline = true;
        var process = _site.Start();
        await process.WriteAsync(Complaint.Header + Complaint.Row(Reader, feedbackId: $"{Audience.Campaign}:{_subscriber}:{_list}:ab123cd45e678"));

        await Eventually.TrueAsync(() => _audience.HasLeftInterspire(Reader), "Interspire does not wait for MailWizz for ever");
        Assert.False(_audience.HasLeftMailWizz(Reader));
        _site.Server.Options.MailWizz.Offline = false;
        await Eventually.TrueAsync(() => _audience.HasLeftMailWizz(Reader), "MailWizz is told when it is back");
        process.CloseInput();
        (await process.EndAsync()).Exited(0);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private (string List, string Subscriber) RowOf(string address)
    {
        var row = _site.Server.MailWizz.RowsOf(address)[0];
        return (row.List.Uid, row.Uid);
    }

    private string Lists(string address) => $"{_audience.InMailWizz(address)} / {_audience.InInterspire(address)}";
}
