using System.Globalization;
using BounceHandler.Dispatch;
using BounceHandler.Storage;
using CsvHelper;

namespace BounceHandler.Commands;

/// <summary>Held rows as CSV, for a spreadsheet or another program.</summary>
internal static class HeldExport
{
    public static void Write(IEnumerable<IReadOnlyList<SpoolRow>> pages, TextWriter output)
    {
        // A spreadsheet must not take a stranger's text for a formula.
        using var csv = CsvWriter.Create(output, CsvWriterOptions.Default with { NewLine = "\n", Injection = CsvInjection.Escape });
        csv.WriteRecord(["id", "address", "group", "provider", "tenant", "kind", "time", "job", "sender", "status", "reply", "server", "rule", "run"]);
        foreach (var page in pages)
        {
            foreach (var row in page)
                csv.WriteRecord([.. Fields(row)]);
            if (Maildrop.StandardStreams.HasLostReader(output))
                return;
        }
    }

    private static string[] Fields(SpoolRow row)
    {
        var e = row.Event;
        return
        [
            row.Id.ToString(CultureInfo.InvariantCulture), OutcomeLines.Name(e), row.HeldBy ?? "", row.Route.Provider, row.Route.Tenant,
            HistoryCommand.Kind(e.Kind), e.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), e.JobId, e.EnvelopeSender,
            e.Status, e.Diagnostic, e.RemoteMta ?? "", e.Rule, row.Run.ToString(CultureInfo.InvariantCulture),
        ];
    }
}
