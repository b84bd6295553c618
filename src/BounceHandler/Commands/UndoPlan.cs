using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>What one recipient's history says about taking changes back. Pure.</summary>
internal abstract record UndoPlan
{
    /// <summary>This row of a list is to be put back.</summary>
    public sealed record Restore(PlannedRestore Planned) : UndoPlan;

    /// <summary>It stays as it is.</summary>
    /// <param name="Route">Provider and tenant.</param>
    /// <param name="Change">The newest change.</param>
    /// <param name="Why">Why.</param>
    public sealed record Leave(Route Route, ListChange Change, string Why) : UndoPlan;

    /// <summary>
    /// Decides for each row of a list that a selected entry has changed. The newest change decides: if it is not among those to be taken back, it has its own
    /// reason, and the row stays; so it does if another hard bounce that is not taken back has found nothing left to change there. Else the row goes back through
    /// all selected changes that follow upon each other, to the status before the first of them.
    /// </summary>
    /// <param name="entries">Everything that was done about the recipient, oldest first.</param>
    /// <param name="selects">Which entries are to be taken back.</param>
    public static IReadOnlyList<UndoPlan> For(IReadOnlyList<LedgerEntry> entries, Func<LedgerEntry, bool> selects)
    {
        var rows = new OrderedDictionary<(Route Route, string List, string Subscriber), List<(LedgerEntry Entry, ListChange Change, bool IsSelected)>>();
        foreach (var entry in entries)
        {
            var isSelected = selects(entry);
            foreach (var change in entry.Changes.Where(change => change.Before != change.After))
            {
                var key = (entry.Route, change.List, change.Subscriber);
                if (!rows.TryGetValue(key, out var changes))
                    rows.Add(key, changes = []);
                changes.Add((entry, change, isSelected));
            }
        }

        return [.. rows.Values.Where(changes => changes.Exists(one => one.IsSelected)).Select(changes => Decide(changes, entries, selects))];
    }

    // It would have removed the recipient by itself, and never comes again.
    private static bool HasReason(LedgerEntry entry, LedgerEntry newest, Func<LedgerEntry, bool> selects) =>
        entry.Id > newest.Id && entry.Route == newest.Route && entry.Event.Kind == EventKind.HardBounce
        && entry.Outcome is LedgerOutcome.NothingToDo or LedgerOutcome.Done
        && entry.Event.Identity != newest.Event.Identity && !selects(entry);

    private static UndoPlan Decide(
        List<(LedgerEntry Entry, ListChange Change, bool IsSelected)> changes, IReadOnlyList<LedgerEntry> entries, Func<LedgerEntry, bool> selects)
    {
        var (entry, newest, isSelected) = changes[^1];
        if (entry.Outcome == LedgerOutcome.Restored)
            return new Leave(entry.Route, newest, "taken back already");
        if (!isSelected)
            return new Leave(entry.Route, newest, "changed again later by what is not selected");
        if (entries.Any(later => HasReason(later, entry, selects)))
            return new Leave(entry.Route, newest, "bounced again later, as what is not selected says");
        var before = newest.Before;
        for (var i = changes.Count - 2; i >= 0 && changes[i].IsSelected && changes[i].Change.After == before; i--)
            before = changes[i].Change.Before;
        return new Restore(new PlannedRestore(
            entry.Id, entry.Route, entry.Event.Recipient!, entry.Event.Kind, entry.Event.Identity, newest with { Before = before }));
    }
}
