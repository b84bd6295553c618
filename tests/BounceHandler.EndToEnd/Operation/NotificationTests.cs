namespace BounceHandler.EndToEnd.Operation;

/// <summary>What the operator reads in his mail, by way of a real mail server.</summary>
public sealed class NotificationTests : IAsyncLifetime
{
    private const string Reader = "reader@isp.example";

    private Site _site = null!;

    public async ValueTask InitializeAsync() => _site = await Site.OpenAsync();

    [Fact]
    public async Task A_complaint_is_told_with_the_message_and_what_was_done_about_it()
    {
        using var server = SmtpServer.Start();
        OperatorMail.Configure(_site.Configuration, server.Port);
        new Audience(_site.Server).Add(Reader);
        _site.Configuration.MailWizz(_site.Server).Interspire(_site.Server);
        var unsubscribe = "<mailto:a.b.c@fbl-unsub.example.com?subject=unsubscribe>";
        var row = Complaint.Row(Reader, agent: "Yahoo!-Mail-Feedback/2.0", unsubscribe: unsubscribe, sourceIp: "192.0.2.7");
        var messageId = row.Split(',').Single(field => field.StartsWith("<m", StringComparison.Ordinal) && field.EndsWith("@lists.example.com>", StringComparison.Ordinal));

        (await _site.ProcessAsync(Complaint.Header + row)).Exited(0).Counted(total: 1, processed: 1);

        var mail = Assert.Single(OperatorMail.All(server));
        Assert.Equal(OperatorMail.Sender, mail.Envelope.From);
        Assert.Equal([OperatorMail.Recipient], mail.Envelope.To);
        Assert.Equal(OperatorMail.Sender, Assert.Single(mail.Message.From.Mailboxes).Address);
        Assert.Equal(OperatorMail.Recipient, Assert.Single(mail.Message.To.Mailboxes).Address);
        Assert.Equal("complaint", mail.Message.Headers["X-BounceHandler-Notice"]);
        Assert.Equal("auto-generated", mail.Message.Headers["Auto-Submitted"]);
        Assert.Equal($"Complaint: {Reader} via Yahoo!-Mail-Feedback/2.0", mail.Subject);
        Assert.Equal(Reader, mail.Fact("Recipient"));
        Assert.Equal("Yahoo!-Mail-Feedback/2.0", mail.Fact("Reported by"));
        Assert.Equal("mx.isp.example", mail.Fact("Reported via"));
        Assert.Equal("192.0.2.7", mail.Fact("Reported IP"));
        Assert.Equal("This week", mail.Fact("Subject"));
        Assert.Equal($"News <{Accounting.Sender}>", mail.Fact("From"));
        Assert.Equal(messageId, mail.Fact("Message-Id"));
        Assert.Equal(unsubscribe, mail.Fact("List-Unsubscribe"));
        Assert.Equal("Newsletter (list MailWizz 1)", mail.Fact("Campaign"));
        Assert.StartsWith("MailWizz 1: confirmed → unsubscribed\nMailWizz 2: confirmed → unsubscribed", mail.Fact("mailwizz"), StringComparison.Ordinal);
        Assert.StartsWith("Interspire 1: active → unsubscribed", mail.Fact("interspire"), StringComparison.Ordinal);
        var html = System.Net.WebUtility.HtmlDecode(mail.Html);
        foreach (var text in new[] { Reader, "192.0.2.7", "MailWizz 2: confirmed → unsubscribed", messageId, unsubscribe })
            Assert.Contains(text, html, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proof", "hostile")]
    public async Task What_a_stranger_wrote_into_a_report_is_shown_and_does_nothing()
    {
        using var server = SmtpServer.Start();
        OperatorMail.Configure(_site.Configuration, server.Port);
        const string Header = "type,timeLogged,feedbackType,userAgent,orig,rcpt,dlvSourceIp,reportedDomain,header_From,header_Subject,header_Message-Id\n";
        const string Subject = "<script>alert(1)</script>\r\nBcc: thief@evil.example\r\n\r\n<img src=http://evil.example/x>";
        const string Row = $"f,2026-05-29 09:46:44+0200,abuse,\"Evil\r\nX-Injected: yes\r\n\r\n<b>body</b>\",{Accounting.Sender},{Reader},10.0.0.9,isp.example,"
            + $"\"\"\"<i>\"\" <x@y.example>\r\nTo: thief@evil.example\",\"{Subject}\",<1@lists.example.com>\n";

        (await _site.ProcessAsync(Header + Row)).Exited(0).Counted(total: 1, processed: 1);

        var mail = Assert.Single(OperatorMail.All(server));
        Assert.Equal([OperatorMail.Recipient], mail.Envelope.To);
        Assert.Equal(OperatorMail.Recipient, Assert.Single(mail.Message.To.Mailboxes).Address);
        Assert.Equal(
            ["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-Id", "Subject", "To", "X-Auto-Response-Suppress", "X-BounceHandler-Notice"],
            mail.Message.Headers.Concat(mail.Message.Body!.Headers).Select(header => header.Field).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("\nX-Injected", mail.HeaderText, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\nBcc", mail.HeaderText, StringComparison.OrdinalIgnoreCase);
        Assert.Equal($@"Complaint: {Reader} via Evil\x0D\x0AX-Injected: yes\x0D\x0A\x0D\x0A<b>body</b>", mail.Subject);
        Assert.Contains(@"<script>alert(1)</script>\x0D\x0ABcc: thief@evil.example\x0D\x0A\x0D\x0A<img src=http://evil.example/x>", mail.Fact("Subject"), StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", mail.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;body&lt;/b&gt;", mail.Html, StringComparison.Ordinal);
        foreach (var tag in new[] { "<script", "<img", "<b>", "<i>" })
            Assert.DoesNotContain(tag, mail.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_unsubscribe_mail_with_nothing_running_is_told_with_its_campaign_and_its_headers()
    {
        using var server = SmtpServer.Start("starttls,auth");
        OperatorMail.Configure(_site.Configuration, server.Port);
        _site.Configuration.Set("notifications.smtpHost", "\"localhost\"").Set("notifications.tls", "\"starttls\"")
            .Set("notifications.userName", "\"user\"").Set("notifications.password", "\"secret\"").MailWizz(_site.Server);
        var list = _site.Server.MailWizz.AddList("Weekly <News>");
        var campaign = _site.Server.MailWizz.AddCampaign(list, "Summer & sun", Audience.Campaign, "Half price until Friday");
        var subscriber = _site.Server.MailWizz.AddSubscriber(list, Reader);
        _site.Server.MailWizz.AddSubscribers(list, Accounting.Users(1499));
        _site.Directory.Write("bouncehandler.json", _site.Configuration.ToString());

        (await _site.RunBareAsync(
            "From: Jane Reader <reader@isp.example>\r\nSubject: please stop\r\nX-Mailer: Phone 7\r\n\r\nA very private letter.\r\n",
            "env", $"SSL_CERT_FILE={server.AuthorityPath}", Binaries.UnsubHandler, "--config=" + _site.Directory.Configuration,
            "--logfile=" + _site.Directory.In("unsubhandler.log"), $"--to={subscriber.Uid}.{list.Uid}.{campaign.Uid}@fbl-unsub.example.com")).Exited(0);

        await Eventually.TrueAsync(() => server.Count == 1, "the operator is told");
        await Drains.EndedAsync(_site.Directory);
        var mail = Assert.Single(OperatorMail.All(server));
        Assert.True(mail.Envelope.IsEncrypted);
        Assert.Equal("user", mail.Envelope.Login);
        Assert.Equal("unsubscribe", mail.Message.Headers["X-BounceHandler-Notice"]);
        Assert.Equal($"Unsubscribe: {Reader} from Summer & sun", mail.Subject);
        Assert.Equal("Jane Reader <reader@isp.example>", mail.Fact("Request from"));
        Assert.Equal("Summer & sun", mail.Fact("Name"));
        Assert.Equal("Half price until Friday", mail.Fact("Subject"));
        Assert.Equal("Weekly <News>", mail.Fact("List"));
        Assert.Equal(campaign.SendAt.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), mail.Fact("Sent"));
        Assert.Equal("1,500", mail.Fact("Subscribers"));
        Assert.StartsWith("Weekly <News>: confirmed → unsubscribed\n", mail.Fact("mailwizz") + "\n", StringComparison.Ordinal);
        Assert.Contains("Subject: please stop\n    X-Mailer: Phone 7\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("X-Mailer: Phone 7", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("private letter", mail.Text + mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_certificate_being_trusted_no_mail_server_gets_the_password()
    {
        using var server = SmtpServer.Start("starttls,auth");
        OperatorMail.Configure(_site.Configuration, server.Port);
        _site.Configuration.Set("notifications.smtpHost", "\"localhost\"").Set("notifications.tls", "\"starttls\"")
            .Set("notifications.userName", "\"user\"").Set("notifications.password", "\"secret\"");

        (await _site.ProcessAsync(Complaint.Header + Complaint.Row(Reader))).Exited(0).Counted(total: 1, processed: 1);

        Assert.Equal(0, server.Count);
        _site.HasLogged("certificate is not trusted");
        _site.HasNotLogged("secret");
        Assert.Equal([Reader], await _site.SuppressedAsync());
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
