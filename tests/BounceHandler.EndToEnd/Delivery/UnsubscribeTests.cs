using CampaignSimulator;

namespace BounceHandler.EndToEnd.Delivery;

/// <summary>An unsubscribe mail, from the process that PowerMTA starts to the list, with and without a bouncehandler that runs.</summary>
public sealed class UnsubscribeTests : IAsyncLifetime
{
    private const string Mail = "From: Reader <reader@isp.example>\r\nSubject: unsubscribe\r\nMessage-Id: <1@isp.example>\r\n\r\nPlease remove me.\r\n";
    private const string Domain = "fbl-unsub.example.com";

    private Site _site = null!;
    private MailWizzList _list = null!;
    private MailWizzCampaign _campaign = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _list = _site.Server.MailWizz.AddList("News");
        _campaign = _site.Server.MailWizz.AddCampaign(_list, uid: Audience.Campaign);
        _site.Configuration.MailWizz(_site.Server);
    }

    [Fact]
    public async Task Sixty_four_mails_sixteen_at_once_and_nothing_running_are_all_carried_out_and_no_process_is_left()
    {
        var subscribers = Enumerable.Range(0, 64).Select(i => Add($"reader{i}@isp.example")).ToList();
        _site.Directory.Write("bouncehandler.json", _site.Configuration.ToString());
        using var places = new SemaphoreSlim(16);

        var runs = await Task.WhenAll(subscribers.Select(async subscriber =>
        {
            await places.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                return await _site.UnsubscribeAsync(Mail, $"--to={AddressOf(subscriber)}");
            }
            finally
            {
                places.Release();
            }
        }));

        Assert.All(runs, run => run.Exited(0));
        await Eventually.TrueAsync(() => subscribers.TrueForAll(subscriber => subscriber.Status == SubscriberStatus.Unsubscribed), "all are unsubscribed");
        Assert.Equal(64, _site.Server.MailWizz.UnsubscribesOf(_campaign).Count);
        await Drains.EndedAsync(_site.Directory);
        Assert.Empty(_site.Maildrop("new"));
        Assert.Empty(_site.Maildrop("set-aside"));
        Assert.Equal(subscribers.Select(subscriber => subscriber.Email).Order(StringComparer.Ordinal), await _site.SuppressedAsync());
    }

    [Fact]
    public async Task A_process_that_runs_takes_a_mail_at_once()
    {
        var subscriber = Add("reader@isp.example");
        var process = _site.Start();
        await _site.LogsAsync("Delivering: this process works on the queue now");

        (await _site.UnsubscribeAsync(Mail, $"--to={AddressOf(subscriber).ToUpperInvariant()}")).Exited(0);

        await Eventually.TrueAsync(() => subscriber.Status == SubscriberStatus.Unsubscribed, "the reader is unsubscribed");
        Assert.Single(_site.Server.MailWizz.UnsubscribesOf(_campaign));
        process.CloseInput();
        (await process.EndAsync()).Exited(0);
        _site.HasLogged($"Unsubscribe: to=(by reference) campaign={Audience.Campaign} list={_list.Uid} subscriber={subscriber.Uid} rule=unsubscribe:address -> mailwizz");
        _site.HasLogged("confirmed -> unsubscribed");
    }

    [Fact]
    public async Task An_outage_of_MailWizz_costs_time_and_no_request()
    {
        var subscriber = Add("reader@isp.example");
        _site.Server.Options.MailWizz.Offline = true;
        (await _site.UnsubscribeAsync(Mail, $"--to={AddressOf(subscriber)}")).Exited(0);
        await Eventually.TrueAsync(() => _site.Maildrop("new").Count == 0, "the mail is taken");
        await Eventually.TrueAsync(() => _site.Work.Count > 1, "MailWizz is asked again and again");

        _site.Server.Options.MailWizz.Offline = false;

        await Eventually.TrueAsync(() => subscriber.Status == SubscriberStatus.Unsubscribed, "the reader is unsubscribed");
        await Drains.EndedAsync(_site.Directory);
    }

    [Fact]
    public async Task A_damaged_drop_is_kept_and_harms_nobody()
    {
        var subscriber = Add("reader@isp.example");
        (await _site.UnsubscribeAsync(Mail, "--to=")).Exited(0);
        await Eventually.TrueAsync(() => Drains.Of(_site.Directory).Count == 0 && _site.Maildrop("new").Count == 0, "the first mail is dealt with");
        await File.WriteAllTextAsync(Path.Combine(_site.MaildropPath("new"), "1.1.damaged"), "BounceHandler-Drop: 1\nTime: never\n\n", TestContext.Current.CancellationToken);

        (await _site.UnsubscribeAsync(Mail, $"--to={AddressOf(subscriber)}")).Exited(0);

        await Eventually.TrueAsync(() => subscriber.Status == SubscriberStatus.Unsubscribed, "the reader is unsubscribed");
        await Drains.EndedAsync(_site.Directory);
        Assert.EndsWith("1.1.damaged", Assert.Single(_site.Maildrop("corrupt")), StringComparison.Ordinal);
        _site.HasLogged("Unsubscribe mail 1.1.damaged cannot be read");
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied\r\n", "--debug")]
    [InlineData("Auto-Submitted: Auto-Replied; owner-email=\"reader@isp.example\"\r\n", "--debug")]
    [InlineData("Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n", "--from=")]
    [InlineData("Return-Path: <>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n", "--debug")]
    [InlineData("X-BounceHandler-Notice: unsubscribe\r\nAuto-Submitted: auto-generated\r\n", "--debug")]
    public async Task Automatic_answers_reports_and_our_own_mails_are_set_aside(string header, string option)
    {
        var subscriber = Add("reader@isp.example");
        (await _site.UnsubscribeAsync(header + Mail, option, $"--to={AddressOf(subscriber)}")).Exited(0);
        await Eventually.TrueAsync(() => _site.Maildrop("set-aside").Count == 1, "the mail is set aside");

        Assert.Equal(SubscriberStatus.Confirmed, subscriber.Status);
        Assert.Empty(_site.Work);
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-generated\r\n", "--from=reader@isp.example")]
    [InlineData("Auto-Submitted: no\r\n", "--from=")]
    [InlineData("Content-Type: multipart/report; boundary=b\r\n", "--from=reader@isp.example")]
    [InlineData("Precedence: bulk\r\n", "--from=mailer-daemon@isp.example")]
    public async Task Every_other_mail_is_honoured_whoever_sent_it(string header, string option)
    {
        var subscriber = Add("reader@isp.example");
        (await _site.UnsubscribeAsync(header + Mail, option, $"--to={AddressOf(subscriber)}")).Exited(0);

        await Eventually.TrueAsync(() => subscriber.Status == SubscriberStatus.Unsubscribed, "the reader is unsubscribed");
    }

    [Theory]
    [InlineData("--to=@/etc/passwd")]
    [InlineData("--to=")]
    [InlineData("--to=\"a b\\\"@fbl-unsub.example.com")]
    [InlineData("--to=somebody@fbl-unsub.example.com")]
    [InlineData("--to=../../../../tmp/evil@fbl-unsub.example.com")]
    public async Task An_address_that_is_not_understood_is_kept_for_the_operator(string to)
    {
        (await _site.UnsubscribeAsync(Mail, to)).Exited(0);

        await Eventually.TrueAsync(() => _site.Maildrop("set-aside").Count == 1 && Drains.Of(_site.Directory).Count == 0, "the mail is set aside");
        Assert.Empty(_site.Work);
        _site.HasLogged("not understood");
        OnlyWroteWhereItMay();
    }

    [Fact]
    public async Task Arguments_that_an_address_brings_along_have_no_effect()
    {
        var subscriber = Add("reader@isp.example");
        var stolen = _site.Directory.In("stolen.log");
        (await _site.UnsubscribeAsync(Mail, $"--to={AddressOf(subscriber)}", $"--logfile={stolen}", "--config=/dev/null", "--to=x@y.example", "-l", stolen, "rest")).Exited(0);

        await Eventually.TrueAsync(() => _site.Maildrop("set-aside").Count == 1 && Drains.Of(_site.Directory).Count == 0, "the mail is set aside");
        Assert.False(File.Exists(stolen));
        Assert.Equal(SubscriberStatus.Confirmed, subscriber.Status);
        OnlyWroteWhereItMay();
    }

    [Fact]
    public async Task Without_an_address_or_with_a_broken_configuration_PowerMTA_must_try_again()
    {
        (await _site.UnsubscribeAsync(Mail)).Exited(75);
        _site.Directory.Write("bouncehandler.json", "{ \"stateDirectory\": ");
        (await _site.UnsubscribeAsync(Mail, "--to=a.b.c@fbl-unsub.example.com")).Exited(75);
        Assert.Empty(_site.Maildrop("new"));
    }

    [Fact]
    public async Task Uids_in_the_subject_help_where_the_address_is_not_understood()
    {
        var subscriber = Add("reader@isp.example");
        var mail = $"From: reader@isp.example\r\nSubject: Campaign-Uid:{Audience.Campaign} / Subscriber-Uid:{subscriber.Uid} - Unsubscribe request\r\n\r\n";
        (await _site.UnsubscribeAsync(mail, "--to=unsubscribe@fbl-unsub.example.com")).Exited(0);

        await Eventually.TrueAsync(() => subscriber.Status == SubscriberStatus.Unsubscribed, "the reader is unsubscribed");
    }

    [Fact]
    public async Task A_signed_address_counts_and_a_forged_one_is_refused()
    {
        _site.Configuration.Set(
            "unsubscribe.addresses", """[{ "format": "{subscriber}.{list}.{campaign}.{signature}@*", "provider": "mailwizz", "secret": "correct horse battery" }]""");
        var (reader, victim) = (Add("reader@isp.example"), Add("victim@isp.example"));
        var address = (await _site.RunAsync("address", "--list", _list.Uid, "--subscriber", reader.Uid, "--campaign", Audience.Campaign, "--domain", Domain))
            .Exited(0).Lines[^1];
        Assert.EndsWith("@" + Domain, address, StringComparison.Ordinal);

        (await _site.UnsubscribeAsync(Mail, "--to=" + address)).Exited(0);
        (await _site.UnsubscribeAsync(Mail, "--to=" + address.Replace(reader.Uid, victim.Uid, StringComparison.Ordinal))).Exited(0);

        await Eventually.TrueAsync(() => reader.Status == SubscriberStatus.Unsubscribed, "the reader is unsubscribed");
        await Eventually.TrueAsync(() => _site.Maildrop("set-aside").Count == 1, "the forged one is set aside");
        Assert.Equal(SubscriberStatus.Confirmed, victim.Status);
        _site.HasLogged("refused");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private MailWizzSubscriber Add(string address) => _site.Server.MailWizz.AddSubscriber(_list, address);

    private string AddressOf(MailWizzSubscriber subscriber) => $"{subscriber.Uid}.{_list.Uid}.{Audience.Campaign}@{Domain}";

    private void OnlyWroteWhereItMay() => Assert.Equal(
        ["bounce.log", "bouncehandler.json", "state", "unsubhandler.log", "work"],
        Directory.EnumerateFileSystemEntries(_site.Directory.Root).Select(path => Path.GetFileName(path)).Where(name => name[0] != '.').Order(StringComparer.Ordinal));
}
