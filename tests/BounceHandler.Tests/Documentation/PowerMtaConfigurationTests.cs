using System.Text;
using BounceHandler.Classification;
using BounceHandler.Commands;
using BounceHandler.Configuration;
using BounceHandler.Input;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Documentation;

/// <summary><c>config/powermta.conf</c> as PowerMTA would read it, and the rows that it would write.</summary>
public sealed class PowerMtaConfigurationTests
{
    // What "*" stands for, and what rb adds to the columns of b in a stream of both (user's guide 5.0, 11.2.7 and 11.2.9).
    private const string RemoteBounceDefault =
        "timeLogged,orig,rcpt,orcpt,dsnStatus,dsnDiag,dsnMta,dsnReportingMta,bounceCat,srcType,srcMta,envId";

    private static readonly PowerMtaSection File = PowerMtaSection.Parse(Repository.Read("config", "powermta.conf"));

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

    [Theory]
    [InlineData("b, rb", 3)]
    [InlineData("feedback-loop", 3)]
    public void There_is_a_pipe_and_a_companion_file_with_the_same_records(string records, int directives)
    {
        var stanzas = File.Sections.Where(section => section.Name == "acct-file" && section.Value("records") == records).ToList();

        Assert.Equal(2, stanzas.Count);
        Assert.StartsWith("|/", stanzas[0].Argument, StringComparison.Ordinal);
        Assert.StartsWith("/", stanzas[1].Argument, StringComparison.Ordinal);
        Assert.Equal(directives, stanzas[0].Directives.Count);
        Assert.Equal(stanzas[0].Directives, stanzas[1].Directives.Where(directive => !directive.Name.StartsWith("move-", StringComparison.Ordinal)));
    }

    [Fact]
    public void One_replay_reads_all_companion_files() =>
        Assert.Equal("/var/log/pmta/done", Assert.Single(File.All.SelectMany(section => section.Values("move-to")).Distinct()));

    [Theory]
    [InlineData("config/powermta.conf")]
    [InlineData("README.md")]
    public void No_pipe_has_a_blank_after_its_bar(string path) => Assert.DoesNotMatch(@"<acct-file ""?\|\s", Repository.Read(path));

    [Fact]
    public void The_readme_shows_parts_of_the_file()
    {
        var parts = File.Sections.Select(section => section.Text()).ToList();
        var blocks = Repository.Blocks(Repository.Readme, "text").Where(block => block[^1].StartsWith("</", StringComparison.Ordinal))
            .Select(block => PowerMtaSection.Parse(string.Join('\n', block))).ToList();
        var shown = blocks.SelectMany(block => block.Sections).ToList();

        Assert.All(blocks.SelectMany(block => block.Directives), directive => Assert.Contains(directive, File.Directives));
        Assert.Contains(shown, section => section.Name == "acct-file" && section.Value("records") == "b, rb");
        Assert.Contains(shown, section => section.Name == "domain");
        Assert.All(shown, section => Assert.Contains(section.Text(), parts));
    }

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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_bounce_of_columns_that_lack_the_time_of_the_bounce_is_the_same_one(bool withHeader)
    {
        var now = Assert.IsType<Decision.Accept>(Judge(Read("b", Bounces, withHeader, null, [])));
        var before = Assert.IsType<Decision.Accept>(Judge(Read("b", [.. Bounces.Except(["timeLogged"])], withHeader, null, [])));

        Assert.Equal("timeLogged", Bounces[^1]);
        Assert.Equal(now.Event.Identity, before.Event.Identity);
        Assert.Equal(TimeSpan.FromSeconds(2), now.Event.OccurredAt - before.Event.OccurredAt);
    }

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
        Assert.Equal(new DateTimeOffset(2026, 5, 28, 23, 10, 55, TimeSpan.Zero), accepted.Event.OccurredAt);
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
        var list = File.Sections[0].Values("record-fields").Single(value => value.StartsWith(type + " ", StringComparison.Ordinal))[(type.Length + 1)..];
        return [.. list.Split(',').SelectMany(field => field == "*" ? RemoteBounceDefault.Split(',') : [field])];
    }
}
