using System.CommandLine;
using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Maildrop;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Takes back what bounces have changed. It only spools the work; whoever delivers does it.</summary>
internal static class UndoCommand
{
    public static Command Create(CommandLine line, Startup startup, CommandConsole console)
    {
        var run = new Option<long?>("--run") { Description = "Only what this run has accepted (\"history\" names it).", HelpName = "ID" };
        var since = Moment.Option("--since", "Only changes made then or later", startup.Time);
        var until = Moment.Option("--until", "Only changes made before then", startup.Time);
        var domain = Text("--domain", "DOMAIN", "Only recipients of this domain.");
        var exchanger = Text("--exchanger", "DOMAIN", "Only where a server of this domain refused (dsnMta: mx1.google.com is of google.com), or as \"held list\" names it: an address, or \"no remote server\".");
        var campaign = Text("--campaign", "ID", "Only this job id, or this campaign of the Feedback-ID.");
        var match = Text("--match", "TEXT", "Only replies with this text in status or diagnostic, whatever the case.");
        var dryRun = new Option<bool>("--dry-run") { Description = "List what would be taken back and what not, and why; change nothing." };
        var command = new Command("undo", "Take back what bounces have changed. At least one filter is needed; several restrict each other.")
        {
            run, since, until, domain, exchanger, campaign, match, dryRun,
        };
        command.SetAction(async (result, stop) =>
        {
            var filter = new UndoFilter
            {
                Range = new UndoRange(result.GetValue(run), result.GetValue(since), result.GetValue(until)),
                Domain = result.GetValue(domain) is { } d ? UndoFilter.DomainOf(d) ?? "" : null,
                Exchanger = result.GetValue(exchanger) is { } x ? UndoFilter.ExchangerOf(x) ?? "" : null,
                Campaign = result.GetValue(campaign),
                Text = result.GetValue(match),
            };
            if (Refusal(filter, result.GetValue(domain)) is { } refusal)
            {
                console.Error.WriteLine(refusal);
                return ExitCodes.Usage;
            }

            var settings = Startup.ReadSettings(line.Options(result));
            using var store = startup.OpenStore(Startup.OpenDirectory(settings));
            var search = new UndoSearch(store, filter, settings.Providers.Select(provider => provider.Name).ToHashSet(StringComparer.Ordinal));
            if (!result.GetValue(dryRun))
                return await SpoolAsync(store, search, settings, console.Out, stop);
            using var output = StandardStreams.OpenOutput(autoFlush: false);
            return Show(search, output);
        });
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    private static string? Refusal(UndoFilter filter, string? domain)
    {
        if (filter.IsEmpty)
            return "Which changes? Give at least one of --run, --since, --until, --domain, --exchanger, --campaign, --match; --dry-run shows what they select.";
        if (filter.Domain is "")
            return $"Not a domain: \"{LogLine.Escape(domain ?? "")}\" (--domain)";
        return filter.Exchanger is "" || filter.Campaign is "" || filter.Text is "" ? "--exchanger, --campaign and --match need a text." : null;
    }

    private static async Task<int> SpoolAsync(Store store, UndoSearch search, Settings settings, TextWriter output, CancellationToken stop)
    {
        var left = new Dictionary<string, long>(StringComparer.Ordinal);
        long rows = 0, recipients = 0;
        Run? run = null;
        try
        {
            foreach (var page in search.Pages())
            {
                foreach (var leave in page.Select(one => one.Plan).OfType<UndoPlan.Leave>())
                    left[leave.Why] = left.GetValueOrDefault(leave.Why) + 1;
                var planned = page.Select(one => one.Plan).OfType<UndoPlan.Restore>().Select(one => one.Planned).ToList();
                if (planned.Count == 0)
                    continue;
                run ??= await BeginAsync(store);
                rows += await store.Undo.SpoolAsync(run.Id, planned);
                recipients += planned.DistinctBy(one => one.Recipient.Identity).Count();
                if (stop.IsCancellationRequested)
                    break;
            }

            if (run is not null)
                await store.Runs.EndAsync(run.Id);
        }
        finally
        {
            run?.Dispose();
        }

        output.WriteLine(run is null
            ? "Nothing to take back."
            : $"Run {run.Id}: to take back={rows}, addresses={recipients}; {DeliveryHint.Of(settings)}");
        Tell(left, output);
        if (run is not null)
            output.WriteLine($"What does not come back will be listed in {LogLine.Escape(UndoFile.PathOf(store.Directory, run.Id))}");
        return ExitCodes.Ok;
    }

    // Whatever becomes of it, it leaves no gap: it reads no input.
    private static async Task<Run> BeginAsync(Store store)
    {
        var run = await store.Runs.BeginAsync("undo");
        await store.Gaps.NoteNoneAsync(run.Id);
        return run;
    }

    private static int Show(UndoSearch search, TextWriter output)
    {
        var left = new Dictionary<string, long>(StringComparer.Ordinal);
        long rows = 0;
        foreach (var (recipient, plan) in search.Pages().SelectMany(page => page).TakeWhile(_ => !StandardStreams.HasLostReader(output)))
        {
            switch (plan)
            {
                case UndoPlan.Restore { Planned: var planned }:
                    rows++;
                    output.WriteLine(LogLine.Escape($"{planned.Route.Provider}: {Row(recipient, planned.Change)} {planned.Change.After} -> {planned.Change.Before}"));
                    break;
                case UndoPlan.Leave leave:
                    left[leave.Why] = left.GetValueOrDefault(leave.Why) + 1;
                    output.WriteLine(LogLine.Escape($"{leave.Route.Provider}: {Row(recipient, leave.Change)} stays: {leave.Why}"));
                    break;
            }
        }

        output.WriteLine($"Would be taken back={rows}. This is a dry run: nothing was changed.");
        Tell(left, output);
        return ExitCodes.Ok;
    }

    private static string Row(EmailAddress recipient, Providers.ListChange change) =>
        $"{recipient.Spelling} list={change.List}{(change.ListName.Length > 0 ? $" ({change.ListName})" : "")}";

    private static void Tell(Dictionary<string, long> left, TextWriter output)
    {
        foreach (var (why, count) in left.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal))
            output.WriteLine($"Left as they are={count}: {why}");
    }
}
