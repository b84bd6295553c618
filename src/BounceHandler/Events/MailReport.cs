namespace BounceHandler.Events;

/// <summary>
/// What the operator is told about a complaint or an unsubscribe mail beside the event itself. All of it was written by strangers; every text is cut to
/// <see cref="BounceEvent.TextLimit"/>, <see cref="Headers"/> to <see cref="HeadersLimit"/>.
/// </summary>
public sealed record MailReport
{
    /// <summary>Longest <see cref="Headers"/> kept, in UTF-16 units.</summary>
    public const int HeadersLimit = 16_000;

    /// <summary>Complaint: <c>From</c> of the original message. Unsubscribe: who sent the request.</summary>
    public string From { get; init; } = "";

    /// <summary>Complaint: <c>Subject</c> of the original message. Unsubscribe: of the request.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Complaint: <c>List-Unsubscribe</c> of the original message. Unsubscribe: the address the request was sent to.</summary>
    public string ListUnsubscribe { get; init; } = "";

    /// <summary>Complaint: PowerMTA <c>reportingMta</c>, the host that made the report.</summary>
    public string ReportingMta { get; init; } = "";

    /// <summary>Complaint: PowerMTA <c>dlvSourceIp</c>, the address that the report came from.</summary>
    public string SourceIp { get; init; } = "";

    /// <summary>Complaint: PowerMTA <c>reportedDomain</c>.</summary>
    public string ReportedDomain { get; init; } = "";

    /// <summary>Unsubscribe: the headers of the request, without its body.</summary>
    public string Headers { get; init; } = "";
}
