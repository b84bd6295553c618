using System.Net;
using System.Net.Sockets;
using CampaignSimulator;

namespace BounceHandler.EndToEnd.Operation;

/// <summary>Mail to the operator is limited, outlives the mail server's absence and holds up nothing.</summary>
public sealed class MailServerTests : IAsyncLifetime
{
    private Site _site = null!;

    public async ValueTask InitializeAsync() => _site = await Site.OpenAsync();

    [Fact]
    public async Task What_is_over_the_limit_of_an_hour_waits_and_comes_in_one_mail()
    {
        using var server = SmtpServer.Start();
        OperatorMail.Configure(_site.Configuration, server.Port);
        _site.Configuration.Set("notifications.maxPerHour", "2");

        (await _site.ProcessAsync(Complaint.Header + string.Concat(Accounting.Users(6, "isp.example").Select(user => Complaint.Row(user))))).Exited(0);

        var told = OperatorMail.All(server).Select(mail => mail.Fact("Recipient")).ToList();
        Assert.Equal(2, told.Distinct().Count());
        var waits = PassedTime.Waits(_site.Directory);
        Assert.Equal(4, waits.Count);
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60)));

        (await _site.RunAsync("drain")).Exited(0);
        (await _site.ProcessAsync(Complaint.Header + Complaint.Row("late@isp.example"))).Exited(0);
        Assert.Equal(2, server.Count);

        PassedTime.Let(_site.Directory, TimeSpan.FromHours(1));
        (await _site.RunAsync("drain")).Exited(0);
        var digest = OperatorMail.All(server)[^1];
        Assert.Equal(3, server.Count);
        Assert.Equal("Digest: 5 complaints", digest.Subject);
        Assert.All(Accounting.Users(6, "isp.example").Except(told).Append("late@isp.example"), user => Assert.Contains(user, digest.Text, StringComparison.Ordinal));
        Assert.All(told, user => Assert.DoesNotContain(user, digest.Text, StringComparison.Ordinal));
        Assert.Empty(PassedTime.Waits(_site.Directory));
    }

    [Fact]
    public async Task A_mail_server_that_is_down_costs_nothing_but_time()
    {
        OperatorMail.Configure(_site.Configuration, ClosedPort());

        (await _site.ProcessAsync(Complaint.Header + Complaint.Row("reader@isp.example"))).Exited(0).Counted(total: 1, processed: 1);

        Assert.Equal(["reader@isp.example"], await _site.SuppressedAsync());
        _site.HasLogged("Connection refused");
        Assert.InRange(Assert.Single(PassedTime.Waits(_site.Directory)), TimeSpan.Zero, TimeSpan.FromMinutes(1));

        using var server = SmtpServer.Start();
        OperatorMail.Configure(_site.Configuration, server.Port);
        // Its turn comes a minute after the attempt that failed, unless somebody asks for it.
        (await _site.RunAsync("drain", "--until-empty")).Exited(0);
        Assert.Equal(0, server.Count);
        (await _site.RunAsync("drain")).Exited(0);
        Assert.Equal("reader@isp.example", Assert.Single(OperatorMail.All(server)).Fact("Recipient"));
        (await _site.RunAsync("drain")).Exited(0);
        Assert.Equal(1, server.Count);
    }

    [Fact]
    public async Task A_provider_that_refuses_us_raises_one_alarm()
    {
        using var server = SmtpServer.Start();
        OperatorMail.Configure(_site.Configuration, server.Port);
        var audience = new Audience(_site.Server).Add(Accounting.Users(5));
        _site.Configuration.MailWizz(_site.Server).Set("delivery.drainSeconds", "3");
        _site.Server.MailWizz.DefaultCustomer.Access = MailWizzAccess.IpNotAllowed;

        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounces(3))).Exited(0).Counted(total: 3, processed: 3);
        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounces(5))).Exited(0);
        (await _site.RunAsync("drain")).Exited(75);

        var mail = Assert.Single(OperatorMail.All(server));
        Assert.Equal("alarm", mail.Message.Headers["X-BounceHandler-Notice"]);
        Assert.Equal("BounceHandler: mailwizz is paused: it refuses our requests", mail.Subject);
        Assert.Contains("Your IP address is not allowed to access this server.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("bouncehandler config check", mail.Html, StringComparison.Ordinal);

        _site.Server.MailWizz.DefaultCustomer.Access = MailWizzAccess.Allowed;
        (await _site.RunAsync("drain")).Exited(0);
        Assert.All(Accounting.Users(5), user => Assert.True(audience.HasLeftMailWizz(user)));
        Assert.Equal(1, server.Count);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
