namespace BounceHandler.EndToEnd.Operation;

/// <summary>A dry run shows what would be done, and does nothing at all.</summary>
public sealed class DryRunTests : IAsyncLifetime
{
    private static readonly string Input = Accounting.Header
        + Accounting.Bounce("gone@x.example", Audience.JobId)
        + Accounting.Bounce("gone@x.example", Audience.JobId)
        + Accounting.Bounce("full@x.example", Audience.JobId, category: "quota-issues")
        + Accounting.Bounce("other@x.example", sender: "news@foreign.example")
        + Accounting.Bounce("odd@x.example", category: "odd")
        + "garbage\n";

    private Site _site = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server, """{ "senders": ["news@lists.example.com"] }""").Interspire(_site.Server, """{ "senders": ["x@y.example"] }""");
        new Audience(_site.Server).Add("gone@x.example", "full@x.example", "other@x.example", "odd@x.example");
    }

    [Fact]
    public async Task Each_record_gets_a_line_and_the_totals_follow()
    {
        var run = (await _site.ProcessAsync(Input, "--dry-run")).Exited(0).Counted(total: 6, processed: 2);

        Assert.StartsWith("would apply hard to gone@x.example at mailwizz, suppressions: ", run.Lines[0], StringComparison.Ordinal);
        Assert.Contains("already seen", run.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith("would apply soft to full@x.example at mailwizz: ", run.Lines[2], StringComparison.Ordinal);
        Assert.StartsWith("would skip other@x.example from news@foreign.example: no route", run.Lines[3], StringComparison.Ordinal);
        Assert.Contains("category odd not configured", run.Lines[4], StringComparison.Ordinal);
        Assert.Contains(": broken (", run.Lines[5], StringComparison.Ordinal);
        Assert.Equal(8, run.Lines.Count);
        AssertNothingHappened();
    }

    [Fact]
    public async Task A_dry_replay_changes_nothing_either()
    {
        (await _site.ReplayAsync(Input, "--dry-run")).Exited(0).Counted(total: 6, processed: 2);

        AssertNothingHappened();
    }

    [Fact]
    public async Task A_dry_run_of_garbage_is_65() => (await _site.ProcessAsync("garbage\n", "--dry-run")).Exited(65).Counted(total: 1, processed: 0);

    [Fact]
    public async Task After_a_dry_run_the_real_one_does_everything()
    {
        (await _site.ProcessAsync(Input, "--dry-run")).Exited(0);

        (await _site.ProcessAsync(Input)).Exited(0).Counted(total: 6, processed: 2);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private void AssertNothingHappened()
    {
        Assert.Empty(_site.Server.Log.Requests);
        Assert.False(Directory.Exists(_site.Directory.State));
        Assert.False(File.Exists(_site.Directory.LogFile));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_site.Directory.Work));
        Assert.False(Directory.Exists(_site.Directory.In("xdg")));
        Assert.False(Directory.Exists(_site.Directory.In("home")));
    }
}
