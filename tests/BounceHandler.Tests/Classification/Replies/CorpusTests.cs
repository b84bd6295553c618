using BounceHandler.Commands;
using BounceHandler.Configuration;

namespace BounceHandler.Tests.Classification.Replies;

/// <summary>Measures the rules on labelled replies that lie beside the repository.</summary>
public sealed class CorpusTests
{
    private const string Name = "replies-dev.tsv";

    [Fact]
    public void Good_addresses_stay_and_dead_ones_go()
    {
        var rows = Outcomes(EvidenceUse.Decide);
        var score = new ReplyScoreboard();
        foreach (var row in rows)
            score.Count(row.Expected, row.Verdict, row.Source);

        Assert.True(score.Precision >= 0.98, $"precision {score.Precision}");
        Assert.True(score.Recall >= 0.92, $"recall {score.Recall}");
        Assert.True(score.Unknown < 0.08, $"unknown {score.Unknown}");
    }

    // Also without the help of PowerMTA's category.
    [Fact]
    public void Most_replies_are_understood_by_themselves()
    {
        var rows = Outcomes(EvidenceUse.Decide);

        Assert.True(rows.Count(row => !row.Rule.StartsWith("reply:", StringComparison.Ordinal)) < rows.Count * 0.06);
    }

    [Fact]
    public void Nobody_is_removed_for_what_the_sender_did_wrong_at_Google_or_Microsoft() =>
        Assert.DoesNotContain(Outcomes(EvidenceUse.Decide), row => row.Expected == "keep" && row.Verdict == BounceHandler.Classification.Verdict.Hard
            && (row.Text.Contains("google", StringComparison.OrdinalIgnoreCase) || row.Text.Contains("gsmtp", StringComparison.OrdinalIgnoreCase)
                || row.Text.Contains("outlook", StringComparison.OrdinalIgnoreCase) || row.Source == "sisimai provider table"));

    [Fact]
    public void A_veto_prevents_what_the_reply_speaks_against()
    {
        var veto = Outcomes(EvidenceUse.Veto);
        var off = Outcomes(EvidenceUse.Off);

        Assert.True(Removed(veto, "keep") < Removed(off, "keep") / 5);
        Assert.True(Removed(veto, "remove") <= Removed(off, "remove"));
    }

    private static int Removed(IEnumerable<Row> rows, string expected) =>
        rows.Count(row => row.Expected == expected && row.Verdict == BounceHandler.Classification.Verdict.Hard);

    private static List<Row> Outcomes(EvidenceUse evidence)
    {
        var path = Find();
        Assert.SkipWhen(path is null, $"{Name} is neither in $BOUNCEHANDLER_CORPUS nor in shared/corpora beside the repository.");
        using var text = new StreamReader(path);
        var rows = new ReplyTable(text).Rows().ToList();
        var header = rows[0].Fields.ToList();
        var reading = new EvidenceReading(new Settings { Evidence = evidence });
        return [.. rows.Skip(1).Select(row =>
        {
            Assert.Null(row.Problem);
            string Of(string column) => row.Fields[header.IndexOf(column)];
            var (verdict, rule, _) = reading.Outcome(Of("bounceCat"), Of("dsnStatus"), Of("dsnDiag"));
            return new Row(Of("expected"), Of("source"), Of("dsnDiag"), verdict, rule);
        })];
    }

    // A file or a directory in the environment; else upwards from here.
    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("BOUNCEHANDLER_CORPUS") is { Length: > 0 } named)
            return File.Exists(named) ? named : File.Exists(Path.Combine(named, Name)) ? Path.Combine(named, Name) : null;
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (Path.Combine(directory.FullName, "shared", "corpora", Name) is var path && File.Exists(path))
                return path;
        }

        return null;
    }

    private sealed record Row(string Expected, string Source, string Text, BounceHandler.Classification.Verdict Verdict, string Rule);
}
