using MimeKit;

namespace BounceHandler.Notifications;

/// <summary>One visit to the mail server, for any number of mails.</summary>
internal interface IPostman : IAsyncDisposable
{
    /// <summary>Sends one mail. Throws only <see cref="OperationCanceledException"/>, and only if <paramref name="cancellationToken"/> asked for it.</summary>
    Task<PostResult> SendAsync(MimeMessage message, CancellationToken cancellationToken);
}

/// <summary>What became of one mail.</summary>
internal abstract record PostResult
{
    /// <summary>The server has taken it.</summary>
    /// <param name="Refused">Recipients that it refused, with its words; empty if none.</param>
    public sealed record Sent(string Refused = "") : PostResult;

    /// <summary>It was not taken.</summary>
    /// <param name="Error">What happened; no secrets.</param>
    /// <param name="ConcernsAll">The server cannot be used at all now: it makes no sense to offer it another mail.</param>
    public sealed record Failed(string Error, bool ConcernsAll) : PostResult;
}
