namespace BounceHandler.Providers.MailWizz;

/// <summary>
/// Changes that were asked for and never answered. MailWizz may have made them: the next attempt then finds the row changed already, and without this
/// memory the ledger would say nothing of it. Bounded; safe for concurrent use.
/// </summary>
public sealed class UnsureChanges
{
    /// <summary>Changes remembered at most.</summary>
    public const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string List, string Subscriber), ListChange> _changes = [];

    /// <summary>Remembers a change whose call brought no answer, or could not be seen afterwards. The first one for a row stays.</summary>
    public void Add(ListChange change)
    {
        lock (_lock)
        {
            if (_changes.Count < Capacity)
                _changes.TryAdd((change.List, change.Subscriber), change);
        }
    }

    /// <summary>The change that a row now shows to have been made; null if none was open or it was not made.</summary>
    public ListChange? Settle(MailWizzRow row)
    {
        lock (_lock)
            return _changes.Remove((row.List, row.Subscriber), out var change) && change.After == row.Status ? change : null;
    }
}
