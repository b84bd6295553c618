namespace BounceHandler.Providers.Http;

/// <summary>What one HTTP call brought back, before anybody judges it.</summary>
/// <param name="Status">Status code; 0 if there was no complete answer.</param>
/// <param name="Body">The body as UTF-8 text without a byte order mark; invalid bytes are replaced.</param>
/// <param name="RetryAfter">The delay that the server asked for, never negative.</param>
/// <param name="Location">Target of a redirect.</param>
/// <param name="Failure">Why there was no complete answer; null if there was one.</param>
/// <param name="IsUnsent">There was no connection by which the request could have been sent.</param>
public sealed record HttpAnswer(
    int Status, string Body, TimeSpan? RetryAfter = null, string? Location = null, string? Failure = null, bool IsUnsent = false)
{
    /// <summary>Longest part of a body that is quoted in a message, in UTF-16 units.</summary>
    public const int QuoteLimit = 200;

    /// <summary>No complete answer: refused, reset, timed out, too long.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="isUnsent">See <see cref="IsUnsent"/>.</param>
    public static HttpAnswer None(string failure, bool isUnsent = false) => new(0, "", Failure: failure, IsUnsent: isUnsent);

    /// <summary>
    /// The request may have been carried out even if this is no answer to it. False where there was no connection, and for a page that turns the request
    /// away: a redirect, 4xx, 503.
    /// </summary>
    public bool MayHaveActed => Status switch
    {
        0 => !IsUnsent,
        (>= 200 and < 300) or 500 or 502 or 504 => true,
        _ => false,
    };

    /// <summary>The beginning of the body for messages, on one line.</summary>
    public string Quote() => PlainText.Cut(PlainText.OneLine(PlainText.Cut(Body, 10 * QuoteLimit)), QuoteLimit);
}
