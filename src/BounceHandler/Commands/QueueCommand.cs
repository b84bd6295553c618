using System.CommandLine;
using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Maildrop;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>What waits: list it, try it now, take it out.</summary>
internal static class QueueCommand
{
    private const int PageSize = 1000;

    public static Command Create(CommandLine line, Startup startup, CommandConsole console)
    {
        var provider = new Option<string?>("--provider") { Description = "Only rows for this provider.", HelpName = "NAME", Recursive = true };
        var domain = new Option<string?>("--domain") { Description = "Only recipients of this domain.", HelpName = "DOMAIN", Recursive = true };
        var retryIds = new Argument<long[]>("ID") { Description = "Rows; without any, all that the options select.", Arity = ArgumentArity.ZeroOrMore };
        var dropIds = new Argument<long[]>("ID") { Description = "Rows; without any, all that the options select.", Arity = ArgumentArity.ZeroOrMore };
        var list = new Command("list", "List rows that are queued, held, failed or given up.");
        var retry = new Command("retry", "Make rows due now, also failed and given-up ones; held ones where their ids are given.") { retryIds };
        var drop = new Command("drop", "Take rows out of the queue. Their recipients are not removed.") { dropIds };
        var command = new Command("queue", "Show and steer what is not delivered yet.") { provider, domain, list, retry, drop };

        async Task<int> RunAsync(ParseResult result, Func<Store, IEnumerable<SpoolRow>, Task<int>> act, long[] ids)
        {
            var settings = Startup.ReadSettings(line.Options(result));
            using var store = startup.OpenStore(Startup.OpenDirectory(settings));
            var missing = ids.Where(id => store.Queued.Find(id) is null).ToList();
            if (missing.Count > 0)
            {
                console.Error.WriteLine($"Not in the queue: {string.Join(", ", missing)}");
                return ExitCodes.Usage;
            }

            var rows = (ids.Length > 0 ? ids.Select(id => store.Queued.Find(id)!) : All(store))
                .Where(row => Selects(row, result.GetValue(provider), result.GetValue(domain)));
            return await act(store, rows);
        }

        list.SetAction(async (result, _) =>
        {
            using var output = StandardStreams.OpenOutput(autoFlush: false);
            return await RunAsync(result, (_, rows) => Task.FromResult(Show(rows, output)), []);
        });
        retry.SetAction((result, _) =>
        {
            var ids = result.GetValue(retryIds) ?? [];
            return RunAsync(result, (store, rows) => RetryAsync(store, rows, alsoHeld: ids.Length > 0, Startup.ReadSettings(line.Options(result)), console.Out), ids);
        });
        drop.SetAction((result, _) =>
        {
            var ids = result.GetValue(dropIds) ?? [];
            if (ids.Length == 0 && result.GetValue(provider) is null && result.GetValue(domain) is null)
            {
                console.Error.WriteLine("Which rows? Name ids, --provider or --domain. \"bouncehandler queue list\" shows them.");
                return Task.FromResult(ExitCodes.Usage);
            }

            return RunAsync(result, async (store, rows) =>
            {
                var count = 0;
                foreach (var page in rows.Chunk(PageSize))
                    count += await store.Spool.DropAsync(page);
                console.Out.WriteLine($"{Quantity.Of(count, "row", "rows")} dropped.");
                return ExitCodes.Ok;
            }, ids);
        });
        return command;
    }

    // Held rows wait for the operator's own word: only those that he names.
    private static async Task<int> RetryAsync(Store store, IEnumerable<SpoolRow> rows, bool alsoHeld, Settings settings, TextWriter output)
    {
        var (count, held) = (0, 0);
        foreach (var page in rows.Chunk(PageSize))
        {
            count += await store.Spool.RetryAsync([.. page.Select(row => row.Id)], alsoHeld);
            held += alsoHeld ? 0 : page.Count(row => row.State is SpoolState.Held or SpoolState.Observed);
        }

        output.WriteLine($"{Quantity.Of(count, "row is", "rows are")} due now; {DeliveryHint.Of(settings)}");
        if (held > 0)
            output.WriteLine($"{Quantity.Of(held, "row is", "rows are")} held or observed: \"bouncehandler held release\" and \"bouncehandler observe release\" let them go, or this command where their ids are given.");
        return ExitCodes.Ok;
    }

    private static int Show(IEnumerable<SpoolRow> rows, TextWriter output)
    {
        var count = 0;
        foreach (var row in rows)
        {
            // A million rows may follow the ten that "head" takes.
            if (StandardStreams.HasLostReader(output))
                break;
            if (count++ == 0)
                output.WriteLine("id\tstate\tprovider\trecipient\tkind\taccepted\tnext attempt\tattempts\terror");
            var due = row.State == SpoolState.Queued ? StatusCommand.Local(row.Due) : "-";
            output.WriteLine(
                $"{row.Id}\t{StatusCommand.StateName(row.State)}\t{row.Route.Provider}\t{LogLine.Escape(OutcomeLines.Name(row.Event))}\t{HistoryCommand.Kind(row.Event.Kind)}\t"
                    + $"{StatusCommand.Local(row.AcceptedAt)}\t{due}\t{row.Attempts}\t{LogLine.Escape(row.Error.Length > 0 || row.HeldBy is null ? row.Error : $"held by {row.HeldBy}")}");
        }

        if (count == 0)
            output.WriteLine("The queue is empty.");
        return ExitCodes.Ok;
    }

    private static bool Selects(SpoolRow row, string? provider, string? domain) =>
        (provider is null || row.Route.Provider == provider)
        && (domain is null || (EmailAddress.TryParse("x@" + domain, out var any) && row.Event.Recipient?.Domain == any.Domain));

    // Page by page: an outage may have left a million rows.
    private static IEnumerable<SpoolRow> All(Store store)
    {
        var last = 0L;
        while (store.Queued.List(last, PageSize) is { Count: > 0 } page)
        {
            foreach (var row in page)
                yield return row;
            last = page[^1].Id;
        }
    }
}
