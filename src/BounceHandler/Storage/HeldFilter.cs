namespace BounceHandler.Storage;

/// <summary>Which held rows are meant; everything that is null selects all.</summary>
public sealed record HeldFilter
{
    // In the order of the held rows, so that a page goes on where the last one ended.
    internal const string From =
        " FROM held h CROSS JOIN spool s ON s.id=h.spool CROSS JOIN events e ON e.id=s.event WHERE s.state=1 AND ($1 IS NULL OR h.grp=$1) "
        + "AND ($2 IS NULL OR h.occurred>=$2) AND ($3 IS NULL OR h.occurred<$3) "
        + "AND ($4 IS NULL OR substr(e.recipient, -length($4))=$4) AND ($5 IS NULL OR s.route IN (SELECT id FROM routes WHERE provider=$5)) ";

    /// <summary>Name of the group that holds them, as <c>held list</c> shows it.</summary>
    public string? Group { get; init; }

    /// <summary>Events at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Events before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Domain of the recipient, in A-labels, lower case.</summary>
    public string? Domain { get; init; }

    /// <summary>Name of the provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Nothing is left out.</summary>
    public bool IsEverything => this == new HeldFilter();

    internal SqlValue[] Values =>
        [Group, Since?.ToUnixTimeMilliseconds(), Until?.ToUnixTimeMilliseconds(), Domain is null ? (string?)null : "@" + Domain, Provider];
}
