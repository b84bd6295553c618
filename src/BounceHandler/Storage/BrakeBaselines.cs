using BounceHandler.Classification.Brake;

namespace BounceHandler.Storage;

/// <summary>Baselines that were needed lately: making one looks at hundreds of rows, and a busy group asks with every batch. For the writer's thread.</summary>
internal sealed class BrakeBaselines(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private const int MostKept = 10_000;

    private readonly Dictionary<(long Hour, long Group), BrakeBaseline?> _known = [];
    private DateTimeOffset _since;

    /// <summary>Numbers of groups that were met lately.</summary>
    public BrakeGroupNumbers Numbers { get; } = new();

    /// <summary>The baseline of a group in an hour, at most a minute old.</summary>
    public BrakeBaseline? Of(StatementCache statements, long hour, long group)
    {
        var now = time.GetUtcNow();
        if (now - _since >= Kept || _known.Count >= MostKept)
        {
            _known.Clear();
            _since = now;
        }

        if (!_known.TryGetValue((hour, group), out var baseline))
            _known[(hour, group)] = baseline = BrakeWindows.Baseline(statements, hour, group);
        return baseline;
    }

    /// <summary>Forgets all: windows were learned.</summary>
    public void Clear() => _known.Clear();
}
