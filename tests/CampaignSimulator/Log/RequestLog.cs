namespace CampaignSimulator;

/// <summary>Every request in order of arrival, and how many were under way at once. Counting goes on where keeping is off.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<LoggedRequest> _requests = [];
    private long _total;
    private readonly int[] _underWayBySystem = new int[2];
    private int _underWay;
    private int _maxConcurrent;

    /// <summary>Off for benchmarks: requests are then counted and not kept.</summary>
    public bool Keep { get; set; } = true;

    /// <summary>Called with each request once it was answered, or dropped.</summary>
    public Action<LoggedRequest>? Completed { get; set; }

    public long Total => Interlocked.Read(ref _total);

    public int UnderWay => Volatile.Read(ref _underWay);

    public int MaxConcurrent => Volatile.Read(ref _maxConcurrent);

    public IReadOnlyList<LoggedRequest> Requests
    {
        get
        {
            lock (_gate) return [.. _requests];
        }
    }

    public IReadOnlyList<LoggedRequest> Of(string operation) => [.. Requests.Where(request => request.Operation == operation)];

    /// <summary>Forgets what was kept and counted; requests under way still count as such.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
            Interlocked.Exchange(ref _total, 0);
            Volatile.Write(ref _maxConcurrent, UnderWay);
        }
    }

    internal LoggedRequest Arrived(CampaignSystem system, SimulatorRequest request, DateTimeOffset time)
    {
        var underWay = Interlocked.Increment(ref _underWay);
        int max;
        while (underWay > (max = MaxConcurrent) && Interlocked.CompareExchange(ref _maxConcurrent, underWay, max) != max)
        {
        }

        if (!Keep) return Describe(system, request, time, Interlocked.Increment(ref _total), keep: false);
        lock (_gate)
        {
            // The number is taken inside the lock, so that it is also the place in the log.
            var entry = Describe(system, request, time, Interlocked.Increment(ref _total), keep: true);
            _requests.Add(entry);
            return entry;
        }
    }

    /// <summary>
    /// Called before the answer is sent: a client that has it may look into the log, or send its next request, before we go on.
    /// </summary>
    internal void Answered(LoggedRequest request, int status)
    {
        if (request.IsAnswered) return;
        request.IsAnswered = true;
        request.Status = status;
        Interlocked.Decrement(ref _underWay);
        Interlocked.Decrement(ref _underWayBySystem[(int)request.System]);
        Completed?.Invoke(request);
    }

    private LoggedRequest Describe(
        CampaignSystem system, SimulatorRequest request, DateTimeOffset time, long number, bool keep) => new()
        {
            Number = number,
            Time = time,
            UnderWay = Interlocked.Increment(ref _underWayBySystem[(int)system]),
            System = system,
            Method = request.Context.Request.Method,
            Override = request.Override,
            Path = request.RawPath,
            ContentType = request.Context.Request.ContentType,
            Parameters = keep ? [.. request.Query, .. request.Form] : [],
            Body = keep ? System.Text.Encoding.UTF8.GetString(request.Body) : "",
        };
}
