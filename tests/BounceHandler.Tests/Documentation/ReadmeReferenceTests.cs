using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BounceHandler.Maildrop;
using BounceHandler.Providers.Interspire;
using BounceHandler.Providers.MailWizz;
using BounceHandler.Statistics.Prometheus;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Documentation;

/// <summary>The README's tables against the program: nothing missing, nothing made up.</summary>
public sealed partial class ReadmeReferenceTests
{
    private static readonly JsonDocumentOptions Tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    [Fact]
    public void The_table_of_keys_is_the_sample_configuration_with_its_defaults()
    {
        var sample = JsonNode.Parse(Repository.Read("config", "bouncehandler.json"), documentOptions: Tolerant)!.AsObject();
        sample["providers"] = "see below";

        AssertSame(Leaves(sample), KeysIn("### Keys"));
    }

    [Fact]
    public void The_table_of_MailWizz_keys_is_its_section_with_its_defaults() => AssertSame(
        Leaves(JsonSerializer.SerializeToNode(new MailWizzSettings(), MailWizzSettingsContext.Default.MailWizzSettings)!.AsObject()),
        KeysIn("### Keys of a MailWizz provider"));

    [Fact]
    public void The_table_of_Interspire_keys_is_its_section_with_its_defaults() => AssertSame(
        Leaves(JsonSerializer.SerializeToNode(new InterspireSettings(), InterspireSettingsContext.Default.InterspireSettings)!.AsObject()),
        KeysIn("### Keys of an Interspire provider"));

    [Fact]
    public void The_table_of_suppression_list_keys_is_its_section() =>
        Assert.Equal(["type", "enabled"], KeysIn("### Keys of the suppression list").Keys);

    [Fact]
    public void Every_skipped_reason_in_the_readme_is_one_that_the_program_gives()
    {
        var source = string.Concat(SourceOf("Input").Concat(SourceOf("Classification")).Concat(SourceOf("Commands")).Concat(SourceOf("Storage")));

        foreach (var reason in Reasons())
        {
            foreach (var part in Placeholder().Split(reason).Where(part => part.Trim().Length > 0))
                Assert.Contains(part, source, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_reason_to_skip_a_record_is_explained()
    {
        var source = string.Concat(SourceOf("Classification"));
        // What a report is by, where it does not say; and what unsubscribe mails are, which are no records.
        string[] noReasons = ["feedback loop", "one of our own notifications", "an automatic reply", "a report from the null sender"];
        var given = ReasonInSource().Matches(source).Select(match => match.Groups[1].Value.Trim()).Except(noReasons).Append("already seen").ToHashSet();
        var documented = Reasons().ToList();

        Assert.True(given.Count > 10, "The source is not written as this test expects.");
        foreach (var reason in given)
            Assert.Contains(documented, text => text == reason || Placeholder().Split(text)[0].Trim() == reason);
    }

    [Fact]
    public void The_exit_codes_are_those_of_the_program()
    {
        var codes = typeof(ExitCodes).GetFields().Select(field => (int)field.GetRawConstantValue()!);

        Assert.Equal(
            codes.Order(),
            Repository.Rows(Repository.Section("### Exit codes")).Select(row => int.Parse(row[0], CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public void The_table_of_metrics_is_what_is_written()
    {
        var nothing = new PrometheusSnapshot { Counters = [], Providers = [], Queue = [], Version = "1" };
        var written = MetricFamily().Matches(PrometheusMetrics.Write(nothing)).Select(match => match.Groups[1].Value);

        Assert.Equal(written.Order(), Repository.Rows(Repository.Section("### Statistics")).Select(row => row[0].Trim('`')).Order());
    }

    [Fact]
    public void Every_outcome_that_history_shows_is_explained()
    {
        var source = Repository.Read("src", "BounceHandler", "Commands", "HistoryCommand.cs");
        var words = WordsInSource().Matches(source[source.IndexOf("string Words(", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(Enum.GetValues<LedgerOutcome>().Length, words.Count);
        Assert.Superset(words.ToHashSet(), Repository.Rows(Repository.Section("### Commands")).Select(row => row[0].Trim('`')).ToHashSet());
    }

    private static IEnumerable<string> Reasons() =>
        Repository.Rows(Repository.Section("### Skipped reasons")).Select(row => row[0].Trim('`'));

    private static IEnumerable<string> SourceOf(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "BounceHandler", folder), "*.cs").Select(File.ReadAllText);

    private static Dictionary<string, string> KeysIn(string heading) =>
        Repository.Rows(Repository.Section(heading)).ToDictionary(row => row[0].Trim('`'), row => row[1]);

    private static Dictionary<string, JsonNode?> Leaves(JsonObject json, string path = "") => json
        .SelectMany(key => key.Value is JsonObject inner
            ? Leaves(inner, $"{path}{key.Key}.").AsEnumerable()
            : [new KeyValuePair<string, JsonNode?>(path + key.Key, key.Value)])
        .ToDictionary();

    // "required" and "see below" stand where there is no default.
    private static void AssertSame(Dictionary<string, JsonNode?> keys, Dictionary<string, string> documented)
    {
        Assert.Equal(keys.Keys.Order(), documented.Keys.Order());
        foreach (var (key, cell) in documented.Where(row => row.Value.StartsWith('`')))
            Assert.True(JsonNode.DeepEquals(keys[key], JsonNode.Parse(cell.Trim('`'))), $"{key} has another default than {cell}");
    }

    [GeneratedRegex("^# TYPE bouncehandler_([^ ]+) ", RegexOptions.Multiline)]
    private static partial Regex MetricFamily();

    [GeneratedRegex("=> \"([^\"]+)\",")]
    private static partial Regex WordsInSource();

    [GeneratedRegex(@"\b[XN]\b")]
    private static partial Regex Placeholder();

    [GeneratedRegex("(?:Skip\\(|return |[?:] |\\(null, )\\$?\"([a-z][a-zA-Z -]{4,})(?=[\"{])")]
    private static partial Regex ReasonInSource();
}
