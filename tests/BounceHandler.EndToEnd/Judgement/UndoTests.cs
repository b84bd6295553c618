using CampaignSimulator;

namespace BounceHandler.EndToEnd.Judgement;

/// <summary>What an undo takes back, and what stays as it is whoever asks.</summary>
public sealed class UndoTests : IAsyncLifetime
{
    private const string Mail = "From: Reader <reader@isp.example>\r\nSubject: unsubscribe\r\nMessage-Id: <1@isp.example>\r\n\r\nPlease remove me.\r\n";

    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server).Interspire(_site.Server);
        _audience = new Audience(_site.Server);
    }

    [Fact]
    public async Task Lists_of_both_tools_and_the_suppression_show_what_they_did_before()
    {
        _audience.Add("good@x.example");
        _site.Server.MailWizz.AddSubscriber(_audience.MailWizzLists[1], "good@x.example", SubscriberStatus.Unconfirmed);
        _site.Server.Interspire.AddSubscriber(_audience.InterspireLists[0], "left@x.example", "u");
        await RemoveAsync("good@x.example", "left@x.example");
        Assert.Equal("unsubscribed unsubscribed", _audience.InMailWizz("good@x.example"));

        await UndoAsync("--run", "1");

        Assert.Equal("confirmed unconfirmed", _audience.InMailWizz("good@x.example"));
        Assert.Equal("a", _audience.InInterspire("good@x.example"));
        Assert.Equal("u", _audience.InInterspire("left@x.example"));
        Assert.Empty(await _site.SuppressedAsync());
    }

    [Fact]
    public async Task Whoever_has_complained_or_asked_to_be_removed_stays_removed_even_if_he_says_so_between_undo_and_drain()
    {
        _audience.Add("bounced@x.example", "before@x.example", "asked@x.example", "later@x.example", "hidden@x.example");
        var asked = _site.Server.MailWizz.RowsOf("asked@x.example")[0];
        var hidden = _site.Server.MailWizz.RowsOf("hidden@x.example")[0];
        await RemoveAsync("bounced@x.example", "before@x.example", "asked@x.example", "later@x.example", "hidden@x.example");
        (await _site.ProcessAsync(Complaint.Header + Complaint.Row("before@x.example"))).Exited(0);
        (await _site.UnsubscribeAsync(Mail, $"--to={asked.Uid}.{asked.List.Uid}.{Audience.Campaign}@fbl-unsub.example.com")).Exited(0);
        (await _site.RunAsync("drain")).Exited(0);
        await Drains.EndedAsync(_site.Directory);

        (await _site.RunAsync("undo", "--domain", "x.example", "--dry-run")).Exited(0)
            .Says("before@x.example").Says("stays: this address has complained").Says("stays: this address has asked to be removed");
        (await _site.RunAsync("undo", "--domain", "x.example")).Exited(0).Says("addresses=3;");
        _site.Server.Options.MailWizz.Offline = true;
        _site.Server.Faults.Add(new Fault(FaultKind.Reset) { Operation = "ActivateSubscriber" });
        _site.Configuration.Set("delivery.drainSeconds", "0");
        var reference = $"{Audience.Campaign}:{hidden.Uid}:{hidden.List.Uid}:on987d5f1x791";
        (await _site.ProcessAsync(Complaint.Header + Complaint.Row("later@x.example") + Complaint.Row("...@x.example", feedbackId: reference))).Exited(0);
        _site.Server.Options.MailWizz.Offline = false;
        _site.Server.Faults.Clear();
        (await _site.RunAsync("drain")).Exited(0);

        Assert.Equal("confirmed confirmed", _audience.InMailWizz("bounced@x.example"));
        Assert.All(["before@x.example", "asked@x.example", "later@x.example"], address => Assert.Equal("unsubscribed unsubscribed", _audience.InMailWizz(address)));
        Assert.Equal("unsubscribed", _site.Server.MailWizz.StatusOf(hidden.List, "hidden@x.example"));
        (await _site.RunAsync("history", "later@x.example")).Exited(0).Says("not taken back: this address has complained");
    }

    [Fact]
    public async Task What_somebody_else_has_changed_since_stays()
    {
        _audience.Add("moved@x.example", "good@x.example");
        await RemoveAsync("moved@x.example", "good@x.example");
        foreach (var list in _audience.MailWizzLists)
            _site.Server.MailWizz.AddSubscriber(list, "moved@x.example", SubscriberStatus.Disabled);

        await UndoAsync("--match", "5.1.1 UNKNOWN");

        Assert.Equal("disabled disabled", _audience.InMailWizz("moved@x.example"));
        Assert.Equal("confirmed confirmed", _audience.InMailWizz("good@x.example"));
        (await _site.RunAsync("history", "moved@x.example")).Exited(0).Says("the status is disabled by now, not unsubscribed");
    }

    [Fact]
    public async Task What_MailWizz_has_blacklisted_is_listed_in_a_private_file_and_tried_again_by_the_next_undo()
    {
        _audience.Add("black@x.example");
        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounce("black@x.example", Audience.JobId))).Exited(0);
        Assert.Equal("blacklisted unsubscribed", _audience.InMailWizz("black@x.example"));

        await UndoAsync("--campaign", Audience.JobId);

        Assert.Equal("blacklisted confirmed", _audience.InMailWizz("black@x.example"));
        var file = Path.Combine(_site.Directory.State, "undo", "2.csv");
        var rows = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(2, rows.Length);
        Assert.StartsWith($"black@x.example,mailwizz,{_audience.MailWizzLists[0].Uid},MailWizz 1,", rows[1], StringComparison.Ordinal);
        Assert.Contains(",blacklisted,confirmed,", rows[1], StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        _site.HasLogged($"What did not come back is listed in {file}");
        (await _site.RunAsync("history", "black@x.example")).Exited(0).Says("mailwizz: not restored");

        // The operator has taken it off MailWizz's blacklist by hand, which leaves the row as it was.
        _site.Server.MailWizz.AddSubscriber(_audience.MailWizzLists[0], "black@x.example");
        _site.Server.MailWizz.AddSubscriber(_audience.MailWizzLists[0], "black@x.example", SubscriberStatus.Blacklisted);
        await UndoAsync("--campaign", Audience.JobId);
        Assert.Equal("confirmed confirmed", _audience.InMailWizz("black@x.example"));
        Assert.Equal(2, (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task An_event_older_than_our_change_leaves_those_alone_who_have_subscribed_again()
    {
        _audience.Add("back@x.example", "gone@x.example");
        await RemoveAsync("back@x.example", "gone@x.example");
        _audience.Add("back@x.example");
        (await _site.RunAsync("suppressions", "remove", "back@x.example")).Exited(0);

        // Queued before we removed the address, and read only now.
        var older = Accounting.Header + Accounting.Bounce("back@x.example", time: "2016-05-28 01:10:23+0200")
            + Accounting.Bounce("gone@x.example", time: "2016-05-28 01:10:23+0200");
        (await _site.ProcessAsync(older)).Exited(0).Says("mailwizz: lists changed=0, nothing to do=1, failed=0, queued=0, held=0, superseded=1\n");

        Assert.Equal("confirmed confirmed", _audience.InMailWizz("back@x.example"));
        Assert.Equal("a", _audience.InInterspire("back@x.example"));
        Assert.Equal(["gone@x.example"], await _site.SuppressedAsync());
        (await _site.RunAsync("history", "back@x.example")).Exited(0).Says("superseded, left alone");

        (await _site.ReplayAsync(older, "--again")).Exited(0);
        Assert.Equal("confirmed confirmed", _audience.InMailWizz("back@x.example"));
        // What happens from now on counts.
        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounce("back@x.example", time: "2037-05-28 01:10:23+0200"))).Exited(0);
        Assert.True(_audience.HasLeftMailWizz("back@x.example"));
    }

    [Theory]
    [InlineData("undo")]
    [InlineData("undo", "--dry-run")]
    [InlineData("undo", "--since", "yesterday")]
    [InlineData("undo", "--domain", "a b")]
    [InlineData("undo", "--match", "")]
    [InlineData("undo", "--run", "x")]
    public async Task Without_a_filter_that_is_understood_nothing_is_done(params string[] arguments) => (await _site.RunAsync(arguments)).Exited(64);

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task RemoveAsync(params string[] addresses) =>
        (await _site.ProcessAsync(Accounting.Header + string.Concat(addresses.Select(address => Accounting.Bounce(address))))).Exited(0);

    private async Task UndoAsync(params string[] filter)
    {
        (await _site.RunAsync(["undo", .. filter])).Exited(0).Says("to take back=");
        (await _site.RunAsync("drain")).Exited(0).Says("still queued=0");
    }
}
