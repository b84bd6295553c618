using System.Text.Json;
using System.Text.RegularExpressions;

namespace BounceHandler.EndToEnd.Operation;

/// <summary>The log as operators and their scripts know it.</summary>
public sealed partial class LogTests : IAsyncLifetime
{
    private Site _site = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration
            .MailWizz(_site.Server, """{ "senders": ["news@lists.example.com", "*.shop.example"] }""")
            .Interspire(_site.Server, """{ "senders": ["x@y.example"] }""")
            .Set("bounceCategories", """["bad-mailbox", "bad-domain"]""")
            .Set("softBounceCategories", """["quota-issues"]""");
        new Audience(_site.Server).Add("gone@x.example", "other@x.example");
    }

    [Fact]
    public async Task A_run_tells_its_start_its_records_its_changes_and_its_totals()
    {
        (await _site.ProcessAsync(
            Accounting.Header + Accounting.Bounce("gone@x.example", Audience.JobId) + Accounting.Bounce("other@x.example", sender: "a@foreign.example")
                + Accounting.Bounce("other@x.example", category: "odd"))).Exited(0);

        Assert.All(_site.Log, line => Assert.Matches(Prefix(), line));
        _site.HasLogged("Handling bounce categories=bad-mailbox,bad-domain");
        _site.HasLogged("Handling soft-bounce categories=quota-issues");
        _site.HasLogged(
            $"Bounce-provider: mailwizz (type mailwizz), endpoint={_site.Server.MailWizzEndpoint}, senders=news@lists.example.com,*.shop.example");
        _site.HasLogged($"Bounce-provider: interspire (type interspire), endpoint={_site.Server.InterspireEndpoint}, senders=x@y.example");
        _site.HasLogged("interspire: loaded lists, list-ids=1");
        var bounces = _site.Log.Where(line => line.Contains("] Bounce: ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, bounces.Count);
        Assert.Matches(
            @"Bounce: bad-mailbox \(hard\) from=news@lists\.example\.com via=vmta1 to=gone@x\.example jobId=mailwizz-bs224mf5v20f4 "
            + @"status=5\.1\.1 \(bad destination mailbox address\) rule=.+ -> mailwizz, suppressions$", bounces[0]);
        Assert.Matches(@"Bounce: bad-mailbox \(hard\) from=a@foreign\.example via=vmta1 to=other@x\.example .* -> no route$", bounces[1]);
        Assert.Equal(2, _site.Log.Count(line => line.Contains("mailwizz: gone@x.example list=", StringComparison.Ordinal)));
        _site.HasLogged("confirmed -> blacklisted");
        _site.HasLogged("confirmed -> unsubscribed");
        _site.HasLogged("hard bounce recorded on campaign bs224mf5v20f4");
        _site.HasNotLogged("Skipped: ");
        Assert.Contains("Completed bounce processing! Total records=3, processed=1, skipped=2", _site.Log[^5], StringComparison.Ordinal);
        Assert.EndsWith("processed: hard=1; skipped: category odd not configured=1, no route=1", _site.Log[^4], StringComparison.Ordinal);
        Assert.EndsWith("mailwizz: lists changed=2, nothing to do=0, failed=0, queued=0, held=0", _site.Log[^3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [Trait("Proof", "hostile")]
    public async Task No_text_in_a_record_forges_a_line_or_drives_a_terminal(string format)
    {
        const string Forged = "\"x\n[01/Jan/2020:00:00:00] Completed bounce processing! \u001b[2J\u0007\u0085\u2028\u202e\"";
        _site.Configuration.Set("log.format", $"\"{format}\"");
        var row = Accounting.Bounce("gone@x.example", status: Forged).Replace("vmta1", Forged, StringComparison.Ordinal);
        var skipped = Accounting.Bounce("gone@x.example", category: Forged);

        var run = (await _site.ProcessAsync(Accounting.Header + row + skipped)).Exited(0).Counted(total: 2, processed: 1);

        // Date and message of the totals stand once: in our own line.
        Assert.Single(_site.Log, line => line.Contains("Completed bounce processing! Total records=2", StringComparison.Ordinal));
        Assert.DoesNotContain(_site.Log, line => line.StartsWith("[01/Jan/2020", StringComparison.Ordinal));
        Assert.All([.. _site.Log, .. run.Lines], line => Assert.DoesNotMatch(@"[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]", line));
        if (format == "text")
            Assert.All(_site.Log, line => Assert.Matches(Prefix(), line));
    }

    [Fact]
    public async Task JSON_lines_carry_message_and_values()
    {
        _site.Configuration.Set("log.format", "\"json\"");

        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounce("gone@x.example"))).Exited(0);

        var lines = _site.Log.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(lines, line => Assert.EndsWith("Z", line.GetProperty("@t").GetString(), StringComparison.Ordinal));
        var bounce = Assert.Single(lines, line => line.GetProperty("@m").GetString()!.StartsWith("Bounce: ", StringComparison.Ordinal));
        Assert.Equal(("bad-mailbox", "gone@x.example"), (bounce.GetProperty("Category").GetString(), bounce.GetProperty("Recipient").GetString()));
        var totals = Assert.Single(lines, line => line.TryGetProperty("Total", out _));
        Assert.Equal((1, 1), (totals.GetProperty("Total").GetInt32(), totals.GetProperty("Processed").GetInt32()));
    }

    [Fact]
    public async Task Debug_goes_to_standard_error_with_every_row_and_to_no_file()
    {
        var run = await _site.ProcessAsync(
            Accounting.Header + Accounting.Bounce("gone@x.example") + Accounting.Bounce("x@x.example", type: "d"), "--debug");

        run.Exited(0).Complains("to=gone@x.example").Complains("Skipped: type d, offset=").Complains("Completed bounce processing! Total records=2");
        Assert.False(File.Exists(_site.Directory.LogFile));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_site.Directory.Work));
    }

    [Fact]
    public async Task The_log_file_of_the_command_line_comes_before_the_configured_one()
    {
        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounce("gone@x.example"), "--logfile", _site.Directory.In("other.log"))).Exited(0);

        Assert.False(File.Exists(_site.Directory.LogFile));
        Assert.Contains(
            "to=gone@x.example", await File.ReadAllTextAsync(_site.Directory.In("other.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [GeneratedRegex(@"^\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\] \S|^\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\]    \S")]
    private static partial Regex Prefix();
}
