namespace BounceHandler.Statistics.Rrd;

/// <summary>What became of an update.</summary>
public abstract record RrdOutcome
{
    /// <summary>The counts are in the file.</summary>
    /// <param name="Left">Sources that the file lacks and that could not be added, for the operator; empty if none, or if that was said before.</param>
    public sealed record Written(string Left) : RrdOutcome;

    /// <summary>Too early: rrdtool takes one update a second. Nothing is wrong, and nothing was written.</summary>
    public sealed record TooEarly : RrdOutcome;

    /// <summary>Nothing was written.</summary>
    public sealed record Failed(string Error) : RrdOutcome;
}
