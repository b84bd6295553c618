using System.Globalization;

namespace BounceHandler.EndToEnd.Commands;

public sealed class StatusTests : IAsyncLifetime
{
    private Site _site = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server);
    }

    [Fact]
    public async Task Mail_that_cannot_be_sent_shows_and_asks_for_attention()
    {
        // Nobody listens on the discard port.
        _site.Configuration.Set("notifications", """{ "smtpHost": "127.0.0.1", "smtpPort": 9, "to": ["postmaster@example.com"] }""");
        (await _site.ProcessAsync(Complaint.Header + Complaint.Row("reader@isp.example"))).Exited(0).Counted(total: 1, processed: 1);

        (await _site.RunAsync("status")).Exited(1).Says("mail to the operator    1 not sent: ");
    }

    [Fact]
    public async Task An_unsubscribe_mail_that_nobody_takes_asks_for_attention()
    {
        (await _site.RunAsync("status")).Exited(0);
        Directory.CreateDirectory(_site.MaildropPath("new"));
        var drop = Path.Combine(_site.MaildropPath("new"), "1.1.waiting");
        await File.WriteAllTextAsync(drop, "", TestContext.Current.CancellationToken);
        (await _site.RunAsync("status")).Exited(0).Says(string.Create(CultureInfo.InvariantCulture, $"unsubscribe mails       1 wait in {_site.MaildropPath("new")}"));

        File.SetLastWriteTimeUtc(drop, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await _site.RunAsync("status")).Exited(1);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
