using System.Collections.Immutable;

namespace CampaignSimulator;

/// <summary>The faults in force and the latency of each system. The first fault that fits a request befalls it.</summary>
public sealed class FaultBoard
{
    private readonly Lock _gate = new();
    private readonly Random _random;
    private readonly long[] _latencyTicks = new long[2];
    private volatile ImmutableList<ActiveFault> _active = [];

    internal FaultBoard(Random random) => _random = random;

    /// <summary>The faults still in force, each with the number of requests left to it.</summary>
    public IReadOnlyList<Fault> Active => [.. _active.Select(active => active.Fault with { Count = active.Remaining })];

    public void Add(Fault fault)
    {
        lock (_gate) _active = _active.Add(new ActiveFault(fault) { Remaining = fault.Count });
    }

    public void Clear()
    {
        lock (_gate) _active = [];
    }

    /// <summary>How long each request takes at least; both systems where none is named.</summary>
    public void SetLatency(TimeSpan latency, CampaignSystem? system = null)
    {
        foreach (var each in Enum.GetValues<CampaignSystem>())
        {
            if (system is null || system == each) Volatile.Write(ref _latencyTicks[(int)each], latency.Ticks);
        }
    }

    public TimeSpan LatencyOf(CampaignSystem system) => TimeSpan.FromTicks(Volatile.Read(ref _latencyTicks[(int)system]));

    /// <summary>Looks the address up only where some fault asks for it: most requests meet no fault at all.</summary>
    internal Fault? Meet(LoggedRequest request, Func<string?> email)
    {
        if (_active.IsEmpty) return null;

        lock (_gate)
        {
            foreach (var active in _active)
            {
                var fault = active.Fault;
                if (!Fits(fault, request, email)) continue;
                if (fault.Probability < 1 && _random.NextDouble() >= fault.Probability) continue;
                if (active.Remaining is not null && --active.Remaining == 0) _active = _active.Remove(active);
                return fault;
            }
        }

        return null;
    }

    private static bool Fits(Fault fault, LoggedRequest request, Func<string?> email) =>
        (fault.System is null || fault.System == request.System)
        && (fault.Path is null || request.Path.Contains(fault.Path, StringComparison.Ordinal))
        && (fault.Operation is null || fault.Operation == request.Operation)
        && (fault.Email is null || email()?.Contains(fault.Email, StringComparison.OrdinalIgnoreCase) == true);

    private sealed class ActiveFault(Fault fault)
    {
        public Fault Fault { get; } = fault;

        public int? Remaining { get; set; }
    }
}
