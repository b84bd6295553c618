namespace BounceHandler.EndToEnd.Commands;

/// <summary>What the program knows afterwards, and how an operator asks for it.</summary>
public sealed class HistoryTests : IAsyncLifetime
{
    private Site _site = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server);
        new Audience(_site.Server).Add("gone@x.example", "full@x.example");
        (await _site.ProcessAsync(
            Accounting.Header + Accounting.Bounce("gone@x.example", Audience.JobId)
                + Accounting.Bounce("full@x.example", Audience.JobId, category: "quota-issues", status: "5.2.2 (mailbox full)"))).Exited(0);
    }

    [Fact]
    public async Task History_tells_what_was_reported_what_was_changed_and_why()
    {
        (await _site.RunAsync("history", "GONE@X.example")).Exited(0)
            .Says("mailwizz: done").Says("hard bounce of ").Says("record type b").Says("rule ").Says("run 1")
            .Says("from news@lists.example.com via vmta1, job mailwizz-bs224mf5v20f4").Says("smtp;550 5.1.1 unknown")
            .Says("confirmed -> blacklisted").Says("confirmed -> unsubscribed").Says("Suppressed since ");
        (await _site.RunAsync("history", "full@x.example")).Exited(0).Says("soft bounce of ").Says("soft bounce recorded on campaign");
        (await _site.RunAsync("history", "stranger@x.example")).Exited(0).Says("Nothing is known about stranger@x.example.");
        (await _site.RunAsync("history", "no address")).Exited(64);
    }

    [Fact]
    public async Task Suppressions_are_listed_exported_and_removed()
    {
        (await _site.RunAsync("suppressions", "list")).Exited(0).Says("gone@x.example  hard bounce, ");
        var export = (await _site.RunAsync("suppressions", "export")).Exited(0);
        Assert.Equal("address,kind,tenant,list,since,reason", export.Lines[0]);
        Assert.Matches(@"^gone@x\.example,hard bounce,,,20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ,""?5\.1\.1 .*unknown""?$", Assert.Single(export.Lines.Skip(1)));

        (await _site.RunAsync("suppressions", "remove", "gone@X.example")).Exited(0).Says("1 entry removed.");
        (await _site.RunAsync("suppressions", "remove", "gone@x.example")).Exited(0).Says("0 entries removed.");
        Assert.Empty(await _site.SuppressedAsync());
    }

    [Fact]
    public async Task Status_tells_that_all_is_well()
    {
        (await _site.RunAsync("status")).Exited(0)
            .Says($"state directory   {_site.Directory.State}").Says("run 1, 2 records").Says("oldest queued     none").Says("provider mailwizz up, ");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
