using System.Collections.Frozen;

namespace BounceHandler.Input;

/// <summary>Column names as they stand in a header line or as names of a JSON record. Case and surrounding spaces are ignored.</summary>
public static class ColumnName
{
    /// <summary>How many columns there are in <see cref="Column"/>.</summary>
    internal const int Count = (int)Column.SubscriberUid + 1;

    private const string SubscriberUidStart = "header_X-";
    private const string SubscriberUidEnd = "-Subscriber-Uid";

    private static readonly FrozenDictionary<string, Column> Columns = new Dictionary<string, Column>(StringComparer.OrdinalIgnoreCase)
    {
        ["type"] = Column.Type,
        ["timeLogged"] = Column.TimeLogged,
        ["timeQueued"] = Column.TimeQueued,
        ["orig"] = Column.Orig,
        ["rcpt"] = Column.Rcpt,
        ["orcpt"] = Column.Orcpt,
        ["dsnAction"] = Column.DsnAction,
        ["dsnStatus"] = Column.DsnStatus,
        ["dsnDiag"] = Column.DsnDiag,
        ["dsnMta"] = Column.DsnMta,
        ["dsnReportingMta"] = Column.DsnReportingMta,
        ["bounceCat"] = Column.BounceCat,
        ["srcMta"] = Column.SrcMta,
        ["dlvType"] = Column.DlvType,
        ["dlvSourceIp"] = Column.DlvSourceIp,
        ["vmta"] = Column.Vmta,
        ["jobId"] = Column.JobId,
        ["envId"] = Column.EnvId,
        ["queue"] = Column.Queue,
        ["repSourceIp"] = Column.RepSourceIp,
        ["feedbackType"] = Column.FeedbackType,
        ["format"] = Column.Format,
        ["userAgent"] = Column.UserAgent,
        ["reportingMta"] = Column.ReportingMta,
        ["reportedDomain"] = Column.ReportedDomain,
        ["header_From"] = Column.HeaderFrom,
        ["header_Return-Path"] = Column.HeaderReturnPath,
        ["header_X-Job"] = Column.HeaderXJob,
        ["header_Subject"] = Column.HeaderSubject,
        ["header_BatchId"] = Column.HeaderBatchId,
        ["header_Message-Id"] = Column.HeaderMessageId,
        ["header_List-Unsubscribe"] = Column.HeaderListUnsubscribe,
        ["header_List-Id"] = Column.HeaderListId,
        ["header_Feedback-ID"] = Column.HeaderFeedbackId,
        ["header_X-Mailer-LID"] = Column.MailerListId,
        ["header_X-Mailer-RecptId"] = Column.MailerRecipientId,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds the column of a name.</summary>
    /// <returns>False for a column that is not looked at.</returns>
    public static bool TryParse(string name, out Column column)
    {
        name = name.Trim();
        if (Columns.TryGetValue(name, out column))
            return true;
        column = Column.SubscriberUid;
        return name.Length > SubscriberUidStart.Length + SubscriberUidEnd.Length
            && name.StartsWith(SubscriberUidStart, StringComparison.OrdinalIgnoreCase)
            && name.EndsWith(SubscriberUidEnd, StringComparison.OrdinalIgnoreCase);
    }
}
