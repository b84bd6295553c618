using System.CommandLine;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Maildrop;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>What waits for the operator's word: show it, let it go, take it out.</summary>
internal static class HeldCommand
{
    private const int PageSize = 1000;

    public static Command Create(CommandLine line, Startup startup, CommandConsole console)
    {
        var selection = new Selection(startup.Time);
        var all = new Option<bool>("--all") { Description = "Everything that is held." };
        var list = new Command("list", "Show the groups that hold something: how much, since when, with which replies.");
        var release = new Command("release", "Let rows go: they are delivered, whatever other group would hold them.") { all };
        var discard = new Command("discard", "Take rows out. Their recipients are not removed, and the same records are not accepted again.") { all };
        var export = new Command("export", "Write rows as CSV.");
        var command = new Command("held", "Removals that wait for your word: too many at once, or a long list of plain addresses.") { list, release, discard, export };
        selection.AddTo(command);

        async Task<int> RunAsync(ParseResult result, Func<Store, HeldFilter, Settings, Task> act)
        {
            if (selection.Read(result) is not { } filter)
            {
                console.Error.WriteLine("Not a domain: " + LogLine.Escape(selection.DomainOf(result)));
                return ExitCodes.Usage;
            }

            var settings = Startup.ReadSettings(line.Options(result));
            using var store = startup.OpenStore(Startup.OpenDirectory(settings));
            await act(store, filter, settings);
            return ExitCodes.Ok;
        }

        async Task<int> EndAsync(ParseResult result, Func<Store, IReadOnlyList<SpoolRow>, Task<int>> end, Func<long, Settings, string> words)
        {
            if (selection.Read(result) is { IsEverything: true } && !result.GetValue(all))
            {
                console.Error.WriteLine("Which rows? Name --group, --domain, --provider, --since or --until, or --all. \"bouncehandler held list\" shows them.");
                return ExitCodes.Usage;
            }

            return await RunAsync(result, async (store, filter, settings) =>
            {
                var count = 0L;
                foreach (var page in Pages(store, filter))
                    count += await end(store, page);
                console.Out.WriteLine(words(count, settings));
                if (count == 0)
                    HeldListing.WriteNames(store, console.Out);
            });
        }

        list.SetAction((result, _) => RunAsync(result, (store, filter, _) =>
        {
            using var output = StandardStreams.OpenOutput(autoFlush: false);
            HeldListing.Write(store, filter, output);
            return Task.CompletedTask;
        }));
        export.SetAction((result, _) => RunAsync(result, (store, filter, _) =>
        {
            using var output = StandardStreams.OpenOutput(autoFlush: false);
            HeldExport.Write(Pages(store, filter), output);
            return Task.CompletedTask;
        }));
        release.SetAction((result, _) => EndAsync(
            result, (store, rows) => store.Held.ReleaseAsync(rows),
            (count, settings) => $"{Quantity.Of(count, "row", "rows")} released; {DeliveryHint.Of(settings)}"));
        discard.SetAction((result, _) => EndAsync(result, (store, rows) => store.Held.DiscardAsync(rows), (count, _) => $"{Quantity.Of(count, "row", "rows")} discarded."));
        return command;
    }

    // Page by page: a million rows may be held.
    private static IEnumerable<IReadOnlyList<SpoolRow>> Pages(Store store, HeldFilter filter)
    {
        var last = 0L;
        while (store.Held.List(filter, last, PageSize) is { Count: > 0 } page)
        {
            yield return page;
            last = page[^1].Id;
        }
    }

    /// <summary>The options that say which rows are meant.</summary>
    private sealed class Selection(TimeProvider time)
    {
        private readonly Option<string?> _domain = new("--domain") { Description = "Only recipients of this domain.", HelpName = "DOMAIN", Recursive = true };
        private readonly Option<string?> _provider = new("--provider") { Description = "Only rows for this provider.", HelpName = "NAME", Recursive = true };
        private readonly Option<string?> _group = new("--group") { Description = "Only this group, as \"held list\" names it.", HelpName = "GROUP", Recursive = true };
        private readonly Option<DateTimeOffset?> _since = Moment.Option("--since", "Only events at this time or later", time);
        private readonly Option<DateTimeOffset?> _until = Moment.Option("--until", "Only events before this time", time);

        public void AddTo(Command command)
        {
            (_since.Recursive, _until.Recursive) = (true, true);
            foreach (var option in (Option[])[_domain, _provider, _group, _since, _until])
                command.Options.Add(option);
        }

        public string DomainOf(ParseResult result) => result.GetValue(_domain) ?? "";

        /// <summary>Null if the domain is none.</summary>
        public HeldFilter? Read(ParseResult result)
        {
            EmailAddress? any = null;
            if (result.GetValue(_domain) is { } domain && !EmailAddress.TryParse("x@" + domain, out any))
                return null;
            return new HeldFilter
            {
                Domain = any?.Domain,
                Provider = result.GetValue(_provider),
                Group = result.GetValue(_group),
                Since = result.GetValue(_since),
                Until = result.GetValue(_until),
            };
        }
    }
}
