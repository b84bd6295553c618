using System.Globalization;
using System.Text;
using BounceHandler.Maildrop;
using CsvHelper;

namespace BounceHandler.Commands;

/// <summary>Classifies the rows of a table: the same rows with verdict and rule on standard output, the scoreboard on standard error.</summary>
internal static class ReplyTableRun
{
    private const int MostProblemsShown = 100;

    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { Separator = '\t', NewLine = "\n", Injection = CsvInjection.None };

    /// <summary>Runs over a file; <c>-</c> is standard input.</summary>
    public static int Run(string file, EvidenceReading reading, CommandConsole console)
    {
        try
        {
            using var stream = file == "-" ? Console.OpenStandardInput() : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var text = new StreamReader(stream, Encoding.UTF8);
            return Run(file == "-" ? "standard input" : file, new ReplyTable(text), reading, console);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            console.Error.WriteLine(LogLine.Escape($"{file}: expected a file that can be read: {e.Message}"));
            return ExitCodes.Usage;
        }
    }

    internal static int Run(string name, ReplyTable table, EvidenceReading reading, CommandConsole console)
    {
        using var rows = table.Rows().GetEnumerator();
        if (!rows.MoveNext() || rows.Current.Problem is not null)
            return Refuse(console, $"{name}:1: expected a header with the columns bounceCat, dsnStatus, dsnDiag, separated by tabs");
        var header = rows.Current.Fields;
        var columns = new Columns(header);
        if (columns.Status < 0 && columns.Diagnostic < 0)
            return Refuse(console, $"{name}:{rows.Current.Line}: expected a column dsnDiag or dsnStatus, found {string.Join(", ", header.Take(20))}");
        var score = columns.Expected < 0 ? null : new ReplyScoreboard();
        var bad = 0;
        using (var csv = CsvWriter.Create(console.Out, Options))
        {
            csv.WriteRecord([.. header, "verdict", "rule"]);
            while (rows.MoveNext())
            {
                var row = rows.Current;
                if ((row.Problem ?? WrongCount(row.Fields.Count, header.Count)) is { } problem)
                {
                    if (++bad <= MostProblemsShown)
                        console.Error.WriteLine(LogLine.Escape($"{name}:{row.Line}: {problem}; the row is left out"));
                    continue;
                }

                var outcome = reading.Outcome(Columns.Of(row, columns.Category), Columns.Of(row, columns.Status), Columns.Of(row, columns.Diagnostic));
                csv.WriteRecord([.. row.Fields, EvidenceReading.NameOf(outcome.Verdict), outcome.Rule]);
                score?.Count(Columns.Of(row, columns.Expected), outcome.Verdict, Columns.Of(row, columns.Source));
            }
        }

        if (bad > 0)
            console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bad} {(bad == 1 ? "row was" : "rows were")} left out."));
        score?.Write(console.Error, bySource: columns.Source >= 0);
        return ExitCodes.Ok;
    }

    private static string? WrongCount(int fields, int expected) => fields == expected
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{fields} {(fields == 1 ? "field" : "fields")} where the header names {expected}");

    private static int Refuse(CommandConsole console, string reason)
    {
        console.Error.WriteLine(LogLine.Escape(reason));
        return ExitCodes.DataError;
    }

    // Found by name, case ignored; -1 where there is none.
    private sealed class Columns(IReadOnlyList<string> header)
    {
        public int Category { get; } = Find(header, "bounceCat");

        public int Status { get; } = Find(header, "dsnStatus");

        public int Diagnostic { get; } = Find(header, "dsnDiag");

        public int Expected { get; } = Find(header, "expected");

        public int Source { get; } = Find(header, "source");

        public static string Of(ReplyTableRow row, int column) => column < 0 ? "" : row.Fields[column];

        private static int Find(IReadOnlyList<string> header, string name)
        {
            for (var i = 0; i < header.Count; i++)
            {
                if (header[i].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                    return i;
            }

            return -1;
        }
    }
}
