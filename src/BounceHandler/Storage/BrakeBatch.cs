using BounceHandler.Classification.Brake;
using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>
/// The brake in one transaction: each window is read once and written back once, whatever the number of records. For one thread.
/// </summary>
internal sealed class BrakeBatch(StatementCache statements, BrakeLimits limits, BrakeBaselines baselines, long now)
{
    private readonly BrakeDecision _decision = new(limits);
    private readonly Dictionary<long, BrakeHour> _hours = [];
    private BrakeHour? _last;

    /// <summary>Decides whether a removal is held: see <see cref="BrakeDecision"/>. Null: it is made.</summary>
    /// <param name="e">The event.</param>
    /// <param name="counts">False for an event that was counted when it was accepted first.</param>
    public BrakeHold? Decide(BounceEvent e, bool counts)
    {
        var (window, isClosing) = _decision.Decide(HourOf(e), e, counts);
        return isClosing ? window!.FirstHold : window?.Hold;
    }

    /// <summary>Writes back what has changed.</summary>
    public void Write()
    {
        foreach (var hour in _hours.Values)
        {
            foreach (var window in hour.Windows)
            {
                if (window.HasChanged)
                    BrakeWindows.Add(statements, hour.Number, window.Id, window.Added, window.IsClosed, now);
            }
        }
    }

    private BrakeHour HourOf(BounceEvent e)
    {
        var number = BrakeGroups.HourOf(e.OccurredAt);
        if (_last?.Number == number)
            return _last;
        if (!_hours.TryGetValue(number, out _last))
            _hours[number] = _last = new BrakeHour(number, statements, baselines);
        return _last;
    }
}
