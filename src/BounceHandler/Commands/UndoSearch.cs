using BounceHandler.Events;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>
/// Goes through the ledger page by page, newest first, and decides for each recipient once, where its newest selected change is met: a ledger of millions
/// of entries is never in memory.
/// </summary>
/// <param name="store">The state.</param>
/// <param name="filter">What is to be taken back.</param>
/// <param name="providers">Names of the configured providers: for others nobody would do it.</param>
internal sealed class UndoSearch(Store store, UndoFilter filter, IReadOnlySet<string> providers)
{
    private const int PageSize = 1000;

    /// <summary>Everything found, a page at a time; a page may be empty.</summary>
    public IEnumerable<IReadOnlyList<(EmailAddress Recipient, UndoPlan Plan)>> Pages()
    {
        // What is changed from now on is not looked at.
        var newest = store.Ledger.LastId();
        var next = newest + 1;
        var range = filter.Range with { Domain = filter.Domain };
        do
        {
            var found = store.Undo.Changed(next, range, PageSize, out next);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var page = new List<(EmailAddress, UndoPlan)>();
            foreach (var (ledger, recipient) in found.Where(one => seen.Add(one.Recipient)))
            {
                var entries = store.Ledger.Of(recipient);
                // Of another filter, or decided already on an earlier page.
                if (entries.LastOrDefault(entry => Selects(entry, newest)) is { } last && last.Id <= ledger && last.Id >= next)
                    page.AddRange(UndoPlan.For(entries, entry => entry.Id <= newest && filter.Selects(entry)).Select(plan => (last.Event.Recipient!, Check(plan))));
            }

            yield return page;
        }
        while (next > 0);
    }

    private bool Selects(LedgerEntry entry, long newest) =>
        entry.Id <= newest && entry.Changes.Any(change => change.Before != change.After) && filter.Selects(entry);

    private UndoPlan Check(UndoPlan plan)
    {
        if (plan is not UndoPlan.Restore { Planned: var planned })
            return plan;
        UndoPlan.Leave Leave(string why) => new(planned.Route, planned.Change, why);
        if (store.Undo.PersonsWord(planned.Recipient, planned.Change) is { } word)
            return Leave(word);
        if (!providers.Contains(planned.Route.Provider))
            return Leave("its provider is not configured");
        return store.Undo.StateOf(planned) switch
        {
            RestoreState.UnderWay => Leave("being taken back already"),
            RestoreState.Done => Leave("tried already, and nothing was to be done"),
            _ => plan,
        };
    }
}
