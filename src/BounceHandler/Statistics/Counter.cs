namespace BounceHandler.Statistics;

/// <summary>One number that only grows, or what is to be added to it. It is shared by all processes of a state directory and outlives them.</summary>
/// <param name="Name">One of <see cref="CounterName"/>.</param>
/// <param name="Labels">What it counts within that name, see <see cref="LabelSet"/>; may be empty.</param>
/// <param name="Value">Count; 0 or more.</param>
public readonly record struct Counter(string Name, string Labels, long Value);

/// <summary>What is counted. The names are stored.</summary>
public static class CounterName
{
    /// <summary>Rows of input by record type and outcome.</summary>
    public const string Records = "records";

    /// <summary>Accepted events by kind.</summary>
    public const string Events = "events";

    /// <summary>Ledger entries by provider and outcome.</summary>
    public const string Outcomes = "outcomes";

    /// <summary>List changes by provider.</summary>
    public const string Removals = "removals";

    /// <summary>Calls of providers by outcome.</summary>
    public const string ApiRequests = "api_requests";

    /// <summary>Calls of providers that failed.</summary>
    public const string ApiErrors = "api_errors";

    /// <summary>Calls by provider and the bucket of their duration, each in one bucket only.</summary>
    public const string ApiSeconds = "api_seconds";

    /// <summary>Sum of all durations by provider, microseconds.</summary>
    public const string ApiMicroseconds = "api_microseconds";

    /// <summary>What is not in the RRDtool database yet, by <see cref="GraphSource"/>.</summary>
    public const string Graph = "graph";
}

/// <summary>What the RRDtool database shows, as labels of <see cref="CounterName.Graph"/>.</summary>
public static class GraphSource
{
    /// <summary>Complaints.</summary>
    public const string Complaints = "fbl_reports";

    /// <summary>Bounces of every kind.</summary>
    public const string Bounces = "bounces";

    private const string ProviderPrefix = "provider ";

    /// <summary>Lists changed by one provider.</summary>
    public static string Provider(string name) => ProviderPrefix + name;
}
