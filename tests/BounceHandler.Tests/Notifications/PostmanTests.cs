using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using BounceHandler.Configuration;
using BounceHandler.EndToEnd.Harness;
using BounceHandler.Notifications;
using MimeKit;

namespace BounceHandler.Tests.Notifications;

/// <summary>Against a real mail server.</summary>
public sealed class PostmanTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_arrives_as_it_was_written()
    {
        using var server = SmtpServer.Start();
        var settings = Settings(server, SmtpTls.None);
        var page = ComplaintMail.Page(TestReports.Complaint("größe@exämple.example"));

        Assert.IsType<PostResult.Sent>(await SendAsync(settings, Message(settings, page)));

        var (envelope, path) = Assert.Single(server.Mails());
        Assert.Equal("bounces@example.com", envelope.From);
        Assert.Equal(["postmaster@example.com", "second@example.com"], envelope.To);
        var mail = await MimeMessage.LoadAsync(path, Token);
        Assert.Equal("Complaint: größe@exämple.example via Yahoo!-Mail-Feedback/2.0", mail.Subject);
        Assert.Equal(PlainPage.Render(page, Footer), mail.TextBody!.ReplaceLineEndings("\n"));
        Assert.Equal(HtmlPage.Render(page, Footer), mail.HtmlBody!.ReplaceLineEndings("\n"));
        Assert.Equal("auto-generated", mail.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal("complaint", mail.Headers["X-BounceHandler-Notice"]);
    }

    [Fact]
    public async Task Several_mails_go_over_one_connection()
    {
        using var server = SmtpServer.Start();
        var settings = Settings(server, SmtpTls.Auto);
        await using (var postman = new Postman(settings))
        {
            for (var i = 0; i < 3; i++)
                Assert.IsType<PostResult.Sent>(await postman.SendAsync(Message(settings), Token));
        }

        Assert.Equal([1, 1, 1], server.Mails().Select(mail => mail.Envelope.Connection));
    }

    // RFC 7435: encryption where it is offered, to whomever it may be, and no mail is lost where it fails.
    [Theory]
    [InlineData("plain", false)]
    [InlineData("starttls", true)]
    [InlineData("starttls,brokentls", false)]
    public async Task Automatic_encryption_takes_what_is_offered(string modes, bool isEncrypted)
    {
        using var server = SmtpServer.Start(modes);
        var settings = Settings(server, SmtpTls.Auto) with { SmtpHost = "127.0.0.1" };
        Assert.Equal(new PostResult.Sent(), await SendAsync(settings));
        Assert.Equal(isEncrypted, Assert.Single(server.Mails()).Envelope.IsEncrypted);
    }

    [Theory]
    [InlineData("starttls", SmtpTls.StartTls)]
    [InlineData("tls", SmtpTls.Tls)]
    public async Task Encryption_that_is_asked_for_wants_a_certificate_of_a_known_authority_for_that_host(string modes, SmtpTls tls)
    {
        using var server = SmtpServer.Start(modes);
        var settings = Settings(server, tls);

        var unknown = Assert.IsType<PostResult.Failed>(await SendAsync(settings));
        Assert.True(unknown.ConcernsAll);
        Assert.StartsWith("no TLS connection: the server's certificate is not trusted (", unknown.Error, StringComparison.Ordinal);
        var wrong = Assert.IsType<PostResult.Failed>(await SendAsync(settings with { SmtpHost = "127.0.0.1" }, judge: Trusting(server.Authority)));
        Assert.Equal("no TLS connection: the server's certificate is not for 127.0.0.1", wrong.Error);
        Assert.Equal(0, server.Count);
        Assert.Equal(new PostResult.Sent(), await SendAsync(settings, judge: Trusting(server.Authority)));
        Assert.True(Assert.Single(server.Mails()).Envelope.IsEncrypted);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("starttls,brokentls")]
    public async Task Without_the_encryption_that_is_asked_for_nothing_is_sent(string modes)
    {
        using var server = SmtpServer.Start(modes);
        Assert.IsType<PostResult.Failed>(await SendAsync(Settings(server, SmtpTls.StartTls)));
        Assert.Equal(0, server.Count);
    }

    [Theory]
    [InlineData("starttls,auth", SmtpTls.Auto, true)]
    [InlineData("plain,auth", SmtpTls.None, false)]
    public async Task Who_has_a_name_logs_in(string modes, SmtpTls tls, bool isEncrypted)
    {
        using var server = SmtpServer.Start(modes);
        Assert.Equal(new PostResult.Sent(), await SendAsync(Settings(server, tls) with { UserName = "user", Password = "secret" }));
        var envelope = Assert.Single(server.Mails()).Envelope;
        Assert.Equal(("user", isEncrypted), (envelope.Login, envelope.IsEncrypted));
    }

    [Theory]
    [InlineData("plain,auth")]
    [InlineData("starttls,brokentls,auth")]
    public async Task A_password_does_not_travel_in_the_clear_unless_that_is_wanted(string modes)
    {
        using var server = SmtpServer.Start(modes);
        var failed = Assert.IsType<PostResult.Failed>(await SendAsync(Settings(server, SmtpTls.Auto) with { UserName = "user", Password = "secret" }));
        Assert.True(failed.ConcernsAll);
        if (modes == "plain,auth")
            Assert.Contains("the password is not sent without", failed.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Count);
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_it()
    {
        using var server = SmtpServer.Start("plain,auth");
        var failed = Assert.IsType<PostResult.Failed>(await SendAsync(Settings(server, SmtpTls.None) with { UserName = "user", Password = "hunter22" }));
        Assert.True(failed.ConcernsAll);
        Assert.Contains("535", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_mail_does_not_keep_the_next_one()
    {
        using var server = SmtpServer.Start("refuse");
        var settings = Settings(server, SmtpTls.None);
        await using var postman = new Postman(settings);
        for (var i = 0; i < 2; i++)
        {
            var failed = Assert.IsType<PostResult.Failed>(await postman.SendAsync(Message(settings), Token));
            Assert.Contains("no such user here", failed.Error, StringComparison.Ordinal);
            Assert.False(failed.ConcernsAll);
        }
    }

    [Fact]
    public async Task A_recipient_who_is_gone_does_not_keep_the_mail_from_the_others()
    {
        using var server = SmtpServer.Start("refusesecond");
        var sent = Assert.IsType<PostResult.Sent>(await SendAsync(Settings(server, SmtpTls.None)));
        Assert.Equal("second@example.com: 550 5.1.1 no such user here", sent.Refused);
        Assert.Equal(["postmaster@example.com"], Assert.Single(server.Mails()).Envelope.To);
    }

    [Theory]
    [InlineData("busy", "421 4.3.2 come back later")]
    [InlineData("later", "451 4.7.1 not now")]
    public async Task A_server_that_takes_nothing_now_is_left_alone(string mode, string answer)
    {
        using var server = SmtpServer.Start(mode);
        Assert.Equal(new PostResult.Failed(answer, ConcernsAll: true), await SendAsync(Settings(server, SmtpTls.None)));
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up()
    {
        using var server = SmtpServer.Start("hang");
        await using var postman = new Postman(Settings(server, SmtpTls.Auto)) { Timeouts = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20)) };
        var failed = Assert.IsType<PostResult.Failed>(await postman.SendAsync(Message(Settings(server, SmtpTls.Auto)), Token));
        Assert.True(failed.ConcernsAll);
        Assert.Contains("not reached within", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_answer_too()
    {
        var failed = Assert.IsType<PostResult.Failed>(await SendAsync(new NotificationSettings { SmtpHost = "127.0.0.1", SmtpPort = 1, To = ["a@example.com"] }));
        Assert.True(failed.ConcernsAll);
    }

    [Fact]
    public async Task Being_stopped_is_no_answer_of_the_server()
    {
        using var server = SmtpServer.Start("hang");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await using var postman = new Postman(Settings(server, SmtpTls.None));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => postman.SendAsync(Message(Settings(server, SmtpTls.None)), stop.Token));
    }

    private const string Footer = "Sent by BounceHandler on host.example.com, state directory /state";

    private static NotificationSettings Settings(SmtpServer server, SmtpTls tls) => new()
    {
        SmtpHost = "localhost",
        SmtpPort = server.Port,
        Tls = tls,
        From = "bounces@example.com",
        To = ["postmaster@example.com", "second@example.com"],
    };

    private static MimeMessage Message(NotificationSettings settings, MailPage? page = null) => new NoticeMessage(settings, "host.example.com", "/state")
        .Build(page ?? AlarmMail.Page("title", "text", TestReports.Received), "1", TestReports.Received);

    private static async Task<PostResult> SendAsync(NotificationSettings settings, MimeMessage? message = null, RemoteCertificateValidationCallback? judge = null)
    {
        await using var postman = new Postman(settings, judge);
        return await postman.SendAsync(message ?? Message(settings), Token);
    }

    // As the system would judge if it knew the authority.
    private static RemoteCertificateValidationCallback Trusting(X509Certificate2 authority) => (_, certificate, _, errors) =>
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && chain.Build((X509Certificate2)certificate!);
    };
}
