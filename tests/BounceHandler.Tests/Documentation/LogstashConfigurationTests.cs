using System.Text.Json;
using System.Text.RegularExpressions;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Logging;
using BounceHandler.Maildrop;
using BounceHandler.Providers;
using BounceHandler.Statistics;
using BounceHandler.Tests.Logging;
using BounceHandler.Tests.Providers;

namespace BounceHandler.Tests.Documentation;

/// <summary><c>config/logstash.conf</c> against the JSON that the program writes.</summary>
public sealed partial class LogstashConfigurationTests : IDisposable
{
    private static readonly string Text = Repository.Read("config", "logstash.conf");

    private readonly LogDirectory _directory = new();

    // One line of each kind that the pipeline tells apart, and some of the others.
    private static readonly (string Event, Action<OperatorLog> Write)[] Kinds =
    [
        ("bounce", log => log.Bounced(Event(EventKind.HardBounce), "hard", ["m"])),
        ("bounce", log => log.NotAccepted(Event(EventKind.SoftBounce), "soft", "no route")),
        ("complaint", log => log.Bounced(Event(EventKind.Complaint) with { Agent = "" }, "complaint", ["m"])),
        ("unsubscribe", log => log.Bounced(Event(EventKind.Unsubscribe), "unsubscribe", ["m"])),
        ("change", log => log.ListChanged("m", "a@b.example", new ListChange("l", "Weekly", "s", "confirmed", "unsubscribed"), "category:bad-mailbox")),
        ("change", log => log.ListChanged("m", "a@b.example", new ListChange("l", "", "s", "confirmed", "unsubscribed"), "category:bad-mailbox")),
        ("other", log => log.Started("1.0.0", "1", "/c.json")),
        ("other", log => log.AttemptFailed("m", "a@b.example", "504", DateTimeOffset.UnixEpoch, 3)),
        ("other", log => log.StillQueued(3, "")),
    ];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_field_that_it_renames_is_one_that_the_program_writes()
    {
        var written = Lines().SelectMany(line => line.Json.EnumerateObject()).Select(field => field.Name).ToHashSet();
        var renamed = Renamed().Select(pair => pair.From).ToList();

        Assert.True(renamed.Count > 20, "The pipeline is not written as this test expects.");
        Assert.All(renamed, name => Assert.Contains(name, written));
        Assert.All(["@t", "@m", "@i", "@l"], name => Assert.Contains(name, written));
    }

    [Fact]
    public void No_two_fields_become_one() => Assert.Distinct(Renamed().Select(pair => pair.To));

    [Fact]
    public void Every_kind_of_line_becomes_the_event_that_it_is()
    {
        foreach (var (expected, json) in Lines())
            Assert.Equal(expected, Classify(json));
        Assert.Equal(Lines().Select(line => line.Event).ToHashSet(), Branches().Select(branch => branch.Event).ToHashSet());
    }

    [Fact]
    public void Every_event_and_field_that_it_promises_is_made()
    {
        var promised = PromisedField().Matches(Text[..Text.IndexOf("input {", StringComparison.Ordinal)]).Select(match => match.Value);
        var made = Renamed().Select(pair => pair.To).Append("[bouncehandler][event]").ToList();

        Assert.All(promised, field => Assert.Contains(made, name => name.EndsWith(field, StringComparison.Ordinal)));
        Assert.All(Branches(), branch => Assert.Contains(branch.Event, Text[..Text.IndexOf("input {", StringComparison.Ordinal)], StringComparison.Ordinal));
    }

    [Fact]
    public void It_reads_the_logs_of_the_shipped_configuration()
    {
        var paths = InputPath().Matches(Text).Select(match => match.Groups[1].Value).ToList();
        var powerMta = Repository.Read("config", "powermta.conf");

        Assert.Equal(new LogOptions().File, paths[0]);
        Assert.All(paths[1..], path => Assert.Contains($"--logfile={path}", powerMta, StringComparison.Ordinal));
        Assert.Equal(3, paths.Count);
    }

    [Theory]
    [InlineData('{', '}')]
    [InlineData('[', ']')]
    [InlineData('"', '"')]
    public void Its_brackets_and_quotes_are_balanced(char open, char close)
    {
        var code = Regex.Replace(Text, "^ *# .*$", "", RegexOptions.Multiline);

        Assert.Equal(open == close ? 0 : code.Count(c => c == close), open == close ? code.Count(c => c == open) % 2 : code.Count(c => c == open));
    }

    private List<(string Event, JsonElement Json)> Lines()
    {
        using (var log = _directory.Open(new LogOptions { File = _directory.File, Format = LogFormat.Json }))
        {
            var lines = new OperatorLog(log.Logger);
            foreach (var (_, write) in Kinds)
                write(lines);
            lines.Totals(new RunTotals(
                2, new Dictionary<string, long> { ["hard"] = 2 }, new Dictionary<string, long>(), [new ProviderTotals("m", 1, 0, 0, 0, 0)]));
        }

        // Of the three lines of the totals the middle one has texts only.
        string[] events = [.. Kinds.Select(kind => kind.Event), "totals", "other", "totals", "request", "request"];
        string[] handler = ["Unsubscribe request kept: subscriber=s", "Unsubscribe mail kept, address not understood: to=x"];
        var text = _directory.Lines().Concat(handler.Select(message => LogLine.FormatJson(DateTimeOffset.UnixEpoch, "Information", message)));
        File.Delete(_directory.File);
        return [.. events.Zip(text.Select(line => Parse(line)))];
    }

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    private static BounceEvent Event(EventKind kind) => TestEvents.Of(kind, "a@b.example", "ab123cd45e678", new SubscriberRef("c", "l", "s"));

    private static string Classify(JsonElement json) => Branches().First(branch => branch.Condition.Split(" or ").Any(condition =>
        condition.Length == 0
        || (Pattern().Match(condition) is { Success: true } match
            ? Regex.IsMatch(json.GetProperty("@m").GetString()!, match.Groups[1].Value)
            : json.TryGetProperty(condition.Trim('[', ']'), out var value) && value.ToString().Length > 0))).Event;

    private static List<(string Condition, string Event)> Branches() =>
        [.. Branch().Matches(Text).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    private static List<(string From, string To)> Renamed()
    {
        var block = RenameBlock().Match(Text).Groups[1].Value;
        return [.. RenamePair().Matches(block).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
    }

    [GeneratedRegex(@"rename => \{([^}]*)\}")]
    private static partial Regex RenameBlock();

    [GeneratedRegex("\"([^\"]+)\" => \"([^\"]+)\"")]
    private static partial Regex RenamePair();

    [GeneratedRegex(@"(?:if (.+)|else) \{\s*mutate \{ add_field => \{ ""\[bouncehandler\]\[event\]"" => ""(\w+)""")]
    private static partial Regex Branch();

    [GeneratedRegex("=~ /(.+)/$")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"(?:\[\w+\])+")]
    private static partial Regex PromisedField();

    [GeneratedRegex(@"^ +""(/var/log/[^""*]+)\*""", RegexOptions.Multiline)]
    private static partial Regex InputPath();
}
