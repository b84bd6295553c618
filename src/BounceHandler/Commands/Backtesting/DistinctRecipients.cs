using BounceHandler.Events;

namespace BounceHandler.Commands.Backtesting;

/// <summary>
/// Counts different recipients in bounded memory: exactly up to its capacity, then by a sample of their hashes that becomes half as dense whenever it is
/// full, within about one percent.
/// </summary>
/// <param name="hash">Makes hashes that strangers cannot choose.</param>
/// <param name="capacity">Hashes kept.</param>
internal sealed class DistinctRecipients(RecipientHash hash, int capacity = 100_000)
{
    private readonly HashSet<ulong> _kept = [];
    private int _halvings;

    /// <summary>The number is exact.</summary>
    public bool IsExact => _halvings == 0;

    /// <summary>How many different ones there were.</summary>
    public long Count => (long)_kept.Count << _halvings;

    /// <summary>Counts one.</summary>
    public void Add(EmailAddress recipient)
    {
        var value = hash.Of(recipient);
        if (!IsSampled(value) || !_kept.Add(value))
            return;
        while (_kept.Count > capacity)
        {
            _halvings++;
            _kept.RemoveWhere(kept => !IsSampled(kept));
        }
    }

    /// <summary>For a sentence: <c>12 recipients</c>, <c>about 3400000 recipients</c>.</summary>
    public override string ToString() => $"{(IsExact ? "" : "about ")}{Count} {(Count == 1 ? "recipient" : "recipients")}";

    private bool IsSampled(ulong value) => value >> (64 - _halvings) == 0 || _halvings == 0;
}
