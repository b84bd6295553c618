namespace BounceHandler.Classification;

/// <summary>More complaints in an hour than reports of readers explain: a campaign gone wrong, or somebody forging reports.</summary>
/// <param name="Hour">Beginning of the clock hour, UTC.</param>
/// <param name="SourceIp">The source that has just passed the limit; null if none has.</param>
/// <param name="ReportedDomain">The reported domain that has just passed it, lower case; null if none has. Never both null.</param>
public sealed record ComplaintAlarm(DateTimeOffset Hour, string? SourceIp, string? ReportedDomain);
