namespace BounceHandler.Maildrop;

/// <summary>One unsubscribe request as it was handed over.</summary>
public sealed record Drop
{
    /// <summary>Bytes of the mail that are kept; the address carries the request, the mail is evidence.</summary>
    public const int MaxMailBytes = 1 << 20;

    /// <summary>Characters of <see cref="To"/> and <see cref="From"/> that are kept: more than any valid address has.</summary>
    public const int MaxAddressLength = 4096;

    /// <summary>When it arrived, UTC, to the microsecond.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The address the mail was sent to, as written by a stranger; may be empty.</summary>
    public required string To { get; init; }

    /// <summary>The envelope sender as passed on the command line; null where it was not.</summary>
    public string? From { get; init; }

    /// <summary>What the address says; null where it was not understood.</summary>
    public UnsubscribeAddress? Address { get; init; }

    /// <summary>The raw mail, at most <see cref="MaxMailBytes"/>.</summary>
    public ReadOnlyMemory<byte> Mail { get; init; }

    /// <summary>Bytes of the mail beyond those that are kept.</summary>
    public long OmittedBytes { get; init; }
}
