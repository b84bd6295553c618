namespace BounceHandler.Maildrop;

/// <summary>What a maildrop file turned out to be.</summary>
public abstract record DropReading
{
    private DropReading()
    {
    }

    /// <summary>A complete request.</summary>
    public sealed record Complete(Drop Drop) : DropReading;

    /// <summary>Not a file that <see cref="DropFile"/> wrote.</summary>
    /// <param name="Reason">In words for the log; contains nothing of the file.</param>
    public sealed record Corrupt(string Reason) : DropReading;
}
