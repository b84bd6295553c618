using System.CommandLine;
using System.Globalization;
using BounceHandler.Events;
using BounceHandler.Maildrop;
using BounceHandler.Storage;
using CsvHelper;

namespace BounceHandler.Commands;

/// <summary>The local suppression list.</summary>
internal static class SuppressionsCommand
{
    private const int PageSize = 1000;

    public static Command Create(CommandLine line, Startup startup, CommandConsole console)
    {
        var address = new Argument<string>("ADDRESS") { Description = "The recipient." };
        var list = new Command("list", "List the addresses.");
        var export = new Command("export", "Write the list as CSV: address, kind, tenant, list, since, reason.");
        var remove = new Command("remove", "Take an address off the list.") { address };
        var command = new Command("suppressions", "The local suppression list.") { list, export, remove };

        Store Open(ParseResult result) => startup.OpenStore(Startup.OpenDirectory(Startup.ReadSettings(line.Options(result))));

        list.SetAction(result =>
        {
            using var store = Open(result);
            using var output = StandardStreams.OpenOutput(autoFlush: false);
            foreach (var entry in All(store).TakeWhile(_ => !StandardStreams.HasLostReader(output)))
                output.WriteLine(LogLine.Escape($"{entry.Recipient.Spelling}  {HistoryCommand.Kind(entry.Kind)}, {StatusCommand.Local(entry.Since)}{Extra(entry)}"));
            return ExitCodes.Ok;
        });
        export.SetAction(result =>
        {
            using var store = Open(result);
            using var output = StandardStreams.OpenOutput(autoFlush: false);
            Export(store, output);
            return ExitCodes.Ok;
        });
        remove.SetAction(async (result, _) =>
        {
            if (!EmailAddress.TryParse(result.GetRequiredValue(address), out var recipient))
            {
                console.Error.WriteLine($"Not an address: {LogLine.Escape(result.GetRequiredValue(address))}");
                return ExitCodes.Usage;
            }

            using var store = Open(result);
            var removed = await store.Suppressions.RemoveAllAsync(recipient);
            console.Out.WriteLine($"{removed} {(removed == 1 ? "entry" : "entries")} removed.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Export(Store store, TextWriter output)
    {
        // A spreadsheet must not take a stranger's text for a formula.
        using var csv = CsvWriter.Create(output, CsvWriterOptions.Default with { NewLine = "\n", Injection = CsvInjection.Escape });
        csv.WriteRecord(["address", "kind", "tenant", "list", "since", "reason"]);
        foreach (var entry in All(store).TakeWhile(_ => !StandardStreams.HasLostReader(output)))
        {
            csv.WriteRecord(
            [
                entry.Recipient.Spelling, HistoryCommand.Kind(entry.Kind), entry.Tenant, entry.List,
                entry.Since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), entry.Reason,
            ]);
        }
    }

    private static string Extra(SuppressionEntry entry) =>
        (entry.Tenant.Length > 0 ? $", tenant {entry.Tenant}" : "") + (entry.List.Length > 0 ? $", list {entry.List}" : "");

    private static IEnumerable<SuppressionEntry> All(Store store)
    {
        SuppressionEntry? last = null;
        while (store.Suppressions.After(last, PageSize) is { Count: > 0 } page)
        {
            foreach (var entry in page)
                yield return entry;
            last = page[^1];
        }
    }
}
