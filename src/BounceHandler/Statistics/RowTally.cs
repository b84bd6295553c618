namespace BounceHandler.Statistics;

/// <summary>Counts rows as they are read. Reasons that strangers can make up are bounded.</summary>
public sealed class RowTally
{
    private const int MostReasons = 200;
    private const string OtherReasons = "other reasons";

    private readonly Dictionary<string, long> _processed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _skipped = new(StringComparer.Ordinal);

    /// <summary>Rows that are neither header nor blank.</summary>
    public long Total { get; private set; }

    /// <summary>Rows that put at least one event into the spool.</summary>
    public long Processed => _processed.Values.Sum();

    /// <summary>All others.</summary>
    public long Skipped => _skipped.Values.Sum();

    /// <summary>A header or at least one row made sense.</summary>
    public bool AnythingRecognised { get; private set; }

    /// <summary>A header was read; it is no row.</summary>
    public void CountHeader() => AnythingRecognised = true;

    /// <summary>A row was accepted.</summary>
    public void CountProcessed(string kind)
    {
        Total++;
        AnythingRecognised = true;
        _processed[kind] = _processed.GetValueOrDefault(kind) + 1;
    }

    /// <summary>Rows were skipped for one reason.</summary>
    public void CountSkipped(string reason, bool recognised, long count = 1)
    {
        Total += count;
        AnythingRecognised |= recognised;
        var key = _skipped.Count < MostReasons || _skipped.ContainsKey(reason) ? reason : OtherReasons;
        _skipped[key] = _skipped.GetValueOrDefault(key) + count;
    }

    /// <summary>A picture of now.</summary>
    public RunTotals Totals(IReadOnlyList<ProviderTotals> providers) => new(
        Total, new Dictionary<string, long>(_processed), new Dictionary<string, long>(_skipped), providers);
}
