using System.Text;
using System.Text.RegularExpressions;
using BounceHandler.Classification;
using BounceHandler.Commands;
using BounceHandler.Configuration;
using BounceHandler.Input;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Documentation;

/// <summary><c>config/powermta.conf</c> as PowerMTA would read it, and the rows that it would write.</summary>
public sealed partial class PowerMtaConfigurationTests
{
    // What "*" stands for, and what rb adds to the columns of b in a stream of both (user's guide 5.0, 11.2.7 and 11.2.9).
    private const string RemoteBounceDefault =
        "timeLogged,orig,rcpt,orcpt,dsnStatus,dsnDiag,dsnMta,dsnReportingMta,bounceCat,srcType,srcMta,envId";

    private static readonly string Text = Repository.Read("config", "powermta.conf");

    private static readonly Dictionary<string, string> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["timeLogged"] = "2026-05-29 01:10:55+0200",
        ["timeQueued"] = "2026-05-29 01:10:53+0200",
        ["bounceCat"] = "bad-mailbox",
        ["vmta"] = "vmta1",
        ["orig"] = "news-left=company.example@lists.example.com",
        ["rcpt"] = "left@company.example",
        ["orcpt"] = "left@company.example",
        ["srcType"] = "smtp",
        ["srcMta"] = "app.example.com (10.0.0.1)",
        ["dlvSourceIp"] = "192.0.2.1",
        ["jobId"] = "mailwizz-ef789ghijk012",
        ["dsnStatus"] = "5.1.1 (bad destination mailbox address)",
        ["dsnMta"] = "mx1.company.example (198.51.100.7)",
        ["dsnDiag"] = "\"smtp;550 5.1.1 unknown, please check \"\"left\"\"\"",
        ["dlvType"] = "smtp",
        ["dsnAction"] = "failed",
        ["header_Feedback-ID"] = "ef789ghijk012:ab123cdefg456:cd123cdefg456:ok123cdefg456",
        ["header_Message-Id"] = "<1@lists.example.com>",
        ["header_X-Job"] = "mailwizz-ef789ghijk012",
    };

    private static string[] Bounces => Fields("b");

    private static string[] RemoteBounces => Fields("rb");

    private static string[] Both => [.. Bounces.Union(RemoteBounces)];

    [Fact]
    public void There_is_a_pipe_and_a_companion_file_with_the_same_records()
    {
        var stanzas = Stanza().Matches(Text);

        Assert.Equal(2, stanzas.Count);
        Assert.StartsWith("|/", stanzas[0].Groups["path"].Value, StringComparison.Ordinal);
        Assert.StartsWith("/", stanzas[1].Groups["path"].Value, StringComparison.Ordinal);
        Assert.Equal(Records(stanzas[0].Value), Records(stanzas[1].Value));
        Assert.Equal(3, Records(stanzas[0].Value).Count);
    }

    [Theory]
    [InlineData("config/powermta.conf")]
    [InlineData("README.md")]
    public void No_pipe_has_a_blank_after_its_bar(string path) => Assert.DoesNotMatch(@"<acct-file ""?\|\s", Repository.Read(path));

    [Fact]
    public void The_readme_shows_the_same_pipe() =>
        Assert.Equal(Records(Stanza().Matches(Text)[0].Value), Records(Stanza().Match(Repository.Readme).Value));

    [Fact]
    public void Every_tag_that_is_opened_is_closed() =>
        Assert.Equal(
            Regex.Matches(Text, @"^<(\S+) ", RegexOptions.Multiline).Select(tag => tag.Groups[1].Value),
            Regex.Matches(Text, @"^</(\S+)>", RegexOptions.Multiline).Select(tag => tag.Groups[1].Value));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_bounce_is_judged_hard_with_and_without_a_header(bool withHeader) => AssertHard("b", Bounces, withHeader);

    [Fact]
    public void A_remote_bounce_is_judged_hard_for_the_recipient_in_its_sender()
    {
        AssertHard("rb", RemoteBounces, withHeader: true, ("rcpt", "postmaster@elsewhere.example"));
    }

    [Theory]
    [InlineData("b")]
    [InlineData("rb")]
    public void Both_types_are_judged_hard_in_the_stream_that_they_share(string type) => AssertHard(type, Both, withHeader: true);

    [Theory]
    [InlineData("b")]
    [InlineData("rb")]
    public void A_stream_without_a_header_is_read_in_the_order_that_was_remembered(string type) =>
        AssertHard(type, Both, withHeader: false, remembered: Both);

    [Fact]
    public void A_failed_delivery_to_a_pipe_of_this_host_is_no_bounce() =>
        Assert.Equal("dlvType pipe", Assert.IsType<Decision.Skip>(Judge(Read("b", Bounces, withHeader: true, null, [("dlvType", "pipe")]))).Reason);

    private static void AssertHard(string type, string[] fields, bool withHeader, params (string Column, string Value)[] changed) =>
        AssertHard(type, fields, withHeader, null, changed);

    private static void AssertHard(
        string type, string[] fields, bool withHeader, string[]? remembered, params (string Column, string Value)[] changed)
    {
        var accepted = Assert.IsType<Decision.Accept>(Judge(Read(type, fields, withHeader, remembered, changed)));

        Assert.Equal(Verdict.Hard, accepted.Verdict);
        Assert.Equal("left@company.example", accepted.Event.Recipient!.Identity);
        Assert.Equal("mailwizz-ef789ghijk012", accepted.Event.JobId);
        Assert.Equal("ef789ghijk012:ab123cdefg456:cd123cdefg456:ok123cdefg456", accepted.Event.FeedbackId);
    }

    private static AccountingRecord Read(
        string type, string[] fields, bool withHeader, string[]? remembered, (string Column, string Value)[] changed)
    {
        using var reader = new RecordReader(new RecordReaderOptions { RememberedLayouts = remembered is null ? [] : [["type", .. remembered]] });
        var mine = type == "b" ? Bounces : RemoteBounces;
        var values = fields.Select(field => changed.FirstOrDefault(change => change.Column == field).Value
            ?? (mine.Contains(field) ? Values.GetValueOrDefault(field, "") : ""));
        var header = withHeader ? $"type,{string.Join(',', fields)}\r\n" : "";
        reader.Append(Encoding.UTF8.GetBytes($"{header}{type},{string.Join(',', values)}\r\n"));
        reader.Complete();

        var rows = new List<InputRow>();
        while (reader.TryRead(out var row))
            rows.Add(row);
        Assert.Equal(withHeader ? 2 : 1, rows.Count);
        Assert.True(rows[^1].Kind == InputRowKind.Record, $"{rows[^1].Kind} {rows[^1].Reason} {rows[^1].Detail}");
        return rows[^1].Record!;
    }

    private static Decision Judge(AccountingRecord record)
    {
        var startup = new Startup(new CommandConsole(TextWriter.Null, TextWriter.Null), TimeProvider.System, new Random(1));
        var settings = SettingsReader.Defaults(ProviderRegistry.Types, SecretReader.System);
        return startup.Decide(settings, suppressions: null).Judge.OfRecord(record, new DateTimeOffset(2026, 5, 29, 0, 0, 0, TimeSpan.Zero));
    }

    private static string[] Fields(string type)
    {
        var list = Regex.Match(Text, $@"^ +record-fields {type} (\S+)$", RegexOptions.Multiline).Groups[1].Value;
        return [.. list.Split(',').SelectMany(field => field == "*" ? RemoteBounceDefault.Split(',') : [field])];
    }

    private static List<string> Records(string stanza) =>
        [.. stanza.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("record", StringComparison.Ordinal))];

    [GeneratedRegex(@"^<acct-file (?<path>\S+)>$.*?^</acct-file>$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Stanza();
}
