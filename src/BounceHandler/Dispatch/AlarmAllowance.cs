namespace BounceHandler.Dispatch;

/// <summary>What may become of an alarm whose name a stranger has chosen.</summary>
public enum AlarmPermit
{
    /// <summary>It is raised.</summary>
    Raise,

    /// <summary>One is raised that stands for this one and all that follow within the hour.</summary>
    RaiseForAll,

    /// <summary>It is covered by that one.</summary>
    Covered,
}

/// <summary>So many alarms of a kind in an hour, then one for all others: nobody may flood the operator.</summary>
/// <param name="most">In an hour.</param>
/// <param name="time">The clock.</param>
public sealed class AlarmAllowance(int most, TimeProvider time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private int _raised;
    private DateTimeOffset _ends;

    /// <summary>Asks for one more.</summary>
    public AlarmPermit Ask()
    {
        var now = time.GetUtcNow();
        if (now >= _ends)
            (_raised, _ends) = (0, now + Hour);
        _raised++;
        return _raised <= most ? AlarmPermit.Raise : _raised == most + 1 ? AlarmPermit.RaiseForAll : AlarmPermit.Covered;
    }
}
