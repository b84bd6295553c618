using System.Globalization;
using BounceHandler.Configuration;
using BounceHandler.Maildrop;
using BounceHandler.Statistics;

namespace BounceHandler.Commands.Backtesting;

/// <summary>The result of a backtest as text for people.</summary>
/// <param name="output">Where it goes.</param>
internal sealed class BacktestReport(TextWriter output)
{
    private const int MostShown = 20;
    private const int MostReasons = 50;

    /// <summary>Writes it.</summary>
    /// <param name="backtest">What was counted.</param>
    /// <param name="settings">The configuration in force.</param>
    /// <param name="files">Number of files.</param>
    public void Write(Backtest backtest, Settings settings, int files)
    {
        Line($"Backtest of {Quantity.Of(files, "file", "files")} with {NameOf(settings)} (evidence {SettingsSection.NameOf(settings.Evidence)})");
        Line();
        Line(Quantity.Of(backtest.Rows, "row", "rows"));
        Table("", backtest.Types, MostReasons);
        if (backtest.Repeated > 0)
            Line($"{(backtest.KnowsAllRepeated ? "" : "At least ")}{Number(backtest.Repeated)} of them told of an event that was told of before; it counts once.");
        else if (!backtest.KnowsAllRepeated)
            Line("There were too many events to recognise all that came twice.");
        Line();
        Line("Verdicts");
        Table("", backtest.Tally.Verdicts, MostReasons, withSamples: false);
        Removals(backtest.Tally);
        Line();
        Line($"Blocks, which are about the sender and touch nobody: {Number(backtest.Tally.Blocks.Total)}");
        Table("", backtest.Tally.Blocks);
        Line();
        Brake(backtest.Tally.Brake);
    }

    /// <summary>Writes what another configuration would have done otherwise.</summary>
    public void Write((BacktestDifference Here, BacktestDifference There) differences, Settings other)
    {
        Line();
        Line($"Beside {NameOf(other)} (evidence {SettingsSection.NameOf(other.Evidence)})");
        Difference("Removed here and not there", differences.Here);
        Difference("Removed there and not here", differences.There);
    }

    private void Removals(BacktestTally tally)
    {
        Line();
        Line($"Removals: {Quantity.Of(tally.Rules.Total, "hard bounce", "hard bounces")} with an action, of {tally.Recipients}");
        if (tally.Unconfirmed > 0)
            Line($"{Number(tally.Unconfirmed)} of them {(tally.Unconfirmed == 1 ? "is a remote bounce" : "are remote bounces")} that a provider has to confirm first.");
        Table("  by rule", tally.Rules);
        Table("  by domain", tally.Domains);
        Table("  by campaign", tally.Campaigns);
    }

    private void Brake(BrakeSimulation brake)
    {
        if (!brake.IsInForce)
        {
            Line("The brake is off in this configuration.");
            return;
        }

        Line($"The brake, without any baseline or delivery, would have held {Quantity.Of(brake.Held, "removal", "removals")}: {Quantity.Of(brake.Closings, "group and hour", "groups and hours")}");
        var largest = brake.Largest(MostShown);
        foreach (var closed in largest)
        {
            Line($"{closed.Held,12}  {closed.Group}, in the hour from {StatusCommand.Local(closed.Hour)}: "
                + $"closed at {StatusCommand.Local(closed.Since)} after {Number(closed.Made)}");
        }

        Rest(brake.Closings - largest.Count, brake.Held - largest.Sum(closed => closed.Held));
        if (!brake.IsExact)
            Line("It may have been more: there were too many groups to keep all, and small ones were forgotten.");
    }

    private void Difference(string title, BacktestDifference difference)
    {
        Line($"{title}: {Quantity.Of(difference.Rules.Total, "bounce", "bounces")} of {difference.Recipients}");
        Table("", difference.Rules);
    }

    private void Table(string title, TopCounts counts, int limit = MostShown, bool withSamples = true)
    {
        if (title.Length > 0 && counts.Total > 0)
            Line(title + (counts.IsExact ? "" : ", at least"));
        var all = counts.Largest();
        foreach (var count in all.Take(limit))
            Line($"{count.Count,12}  {count.Name}" + (withSamples && count.Sample.Length > 0 ? $"    e.g. {count.Sample}" : ""));
        var shown = Math.Min(limit, all.Count);
        Rest(counts.IsExact ? all.Count - shown : null, counts.Total - all.Take(limit).Sum(count => count.Count));
    }

    private void Rest(long? names, long count)
    {
        if (count > 0)
            Line($"{count,12}  in {(names is { } known ? Number(known) : "many")} more");
    }

    private static string NameOf(Settings settings) => settings.ConfigurationFile ?? "the built-in configuration";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void Line(string text = "") => output.WriteLine(LogLine.Escape(text));
}
