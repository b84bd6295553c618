namespace CampaignSimulator;

/// <summary>What goes wrong. The names are those of the control API, in PascalCase.</summary>
public enum FaultKind
{
    /// <summary>Answer <see cref="Fault.Status"/> with a body of <see cref="Fault.Body"/>.</summary>
    Status,
    Unauthorized,
    ForbiddenIp,
    InvalidSignature,
    TooManyRequests,
    MutexLock,

    /// <summary>Answer 301, or <see cref="Fault.Status"/> where that is a redirect, to <see cref="Fault.Location"/>, or to the same address with https.</summary>
    Redirect,

    /// <summary>200 without a body.</summary>
    EmptyBody,

    /// <summary>200, well framed, but only the first half of what should have been said.</summary>
    CutBody,

    /// <summary>The connection ends in the middle of the body that was announced.</summary>
    TruncatedBody,

    /// <summary>The connection is reset before a byte was answered.</summary>
    Reset,

    /// <summary>No answer until the client gives up, or for <see cref="Fault.Duration"/>; then the connection is reset.</summary>
    Hang,

    /// <summary>The true answer, <see cref="Fault.Duration"/> later.</summary>
    Latency,

    /// <summary>Interspire: FAILED with an empty errormessage.</summary>
    FailedEmpty,

    /// <summary>Interspire: status ERROR instead of FAILED.</summary>
    ErrorStatus,
}

public enum FaultBody
{
    Json,
    Html,
    Empty,
}

/// <summary>A fault and the requests that it befalls: all of them, unless narrowed down.</summary>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>Both systems where null.</summary>
    public CampaignSystem? System { get; init; }

    /// <summary>How many requests it befalls before it is used up; no limit where null.</summary>
    public int? Count { get; init; }

    /// <summary>Only requests whose path contains this.</summary>
    public string? Path { get; init; }

    /// <summary>Only requests of this operation, such as create-bounce or UnsubscribeSubscriber.</summary>
    public string? Operation { get; init; }

    /// <summary>Only requests about an address that contains this, also where they name the subscriber by uid.</summary>
    public string? Email { get; init; }

    /// <summary>The share of the matching requests that it befalls, drawn from the server's seeded random numbers.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>The request does its work first, and only the answer is lost.</summary>
    public bool ApplyFirst { get; init; }

    public int Status { get; init; } = 500;

    public FaultBody Body { get; init; } = FaultBody.Json;

    /// <summary>The Retry-After header: seconds or an HTTP date.</summary>
    public string? RetryAfter { get; init; }

    public string? Location { get; init; }

    public TimeSpan? Duration { get; init; }
}
