namespace BounceHandler.Input;

/// <summary>
/// Column orders that are recognised without a header, by their shape. PowerMTA's are the defaults of its user guides and of files seen in the field;
/// the 12 and 24 columns are what users of the PHP tool were told to configure; 18 and 25 are what <c>config/powermta.conf</c> asks for,
/// 17 what it asked for before it had <c>timeLogged</c>.
/// </summary>
internal static class KnownLayouts
{
    private const string Recommended = "timeQueued,bounceCat,vmta,orig,rcpt,srcMta,dlvSourceIp,jobId,dsnStatus,dsnMta,dsnDiag";

    private const string Shipped = Recommended + ",dlvType,dsnAction,orcpt,header_Feedback-ID,header_Message-Id";

    private const string Default50 =
        "timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta,bounceCat,srcType,srcMta,dlvType,dlvSourceIp,dlvDestinationIp,"
        + "dlvEsmtpAvailable,dlvSize,vmta,jobId,envId,queue";

    private const string RecommendedFeedback =
        "timeLogged,repSourceIp,feedbackType,format,userAgent,envId,orig,rcpt,reportingMta,dlvSourceIp,reportedDomain,header_From,header_Return-Path,"
        + "header_X-job,header_Subject,header_subject,header_BatchId,header_Message-Id,header_List-Unsubscribe,header_List-Id,header_X-Mw-Subscriber-Uid,"
        + "header_X-Mailer-LID,header_X-Mailer-RecptId";

    /// <summary>Orders of <c>b</c>, the first that fits wins.</summary>
    public static IReadOnlyList<RecordLayout> Bounces { get; } =
    [
        Parse(Recommended),
        Parse(Shipped),
        Parse(Shipped + ",timeLogged"),
        Parse(
            "timeLogged,timeQueued,timeImprinted,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta,bounceCat,srcType,srcMta,dlvType,dlvSourceIp,"
            + "dlvDestinationIp,dlvEsmtpAvailable,dlvSize,vmta,jobId,envId"),
        Parse(Default50),
        Parse(Default50 + ",vmtaPool"),
    ];

    /// <summary>Orders of <c>rb</c>: its own default, then those that it shares a file with.</summary>
    public static IReadOnlyList<RecordLayout> RemoteBounces { get; } =
        [Parse("timeLogged,orig,rcpt,orcpt,dsnStatus,dsnDiag,dsnMta,dsnReportingMta,bounceCat,srcType,srcMta,envId"), .. Bounces];

    /// <summary>Orders of <c>d</c>: what <c>config/powermta.conf</c> asks for, then those that it shares a file with.</summary>
    public static IReadOnlyList<RecordLayout> Deliveries { get; } = [Parse("timeLogged,orig,rcpt"), .. Bounces];

    /// <summary>Orders of <c>f</c>: that of PowerMTA 4.0, then the recommended ones.</summary>
    public static IReadOnlyList<RecordLayout> Feedback { get; } =
    [
        Parse("timeLogged,format,userAgent,envId,orig,rcpt,reportingMta,dlvSourceIp"),
        Parse(RecommendedFeedback),
        Parse(RecommendedFeedback + ",header_Feedback-ID"),
    ];

    private static RecordLayout Parse(string names) => new(names.Split(','));
}
