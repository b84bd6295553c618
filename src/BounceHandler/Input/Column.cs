namespace BounceHandler.Input;

/// <summary>The accounting columns that are looked at; all others are ignored. Names as PowerMTA writes them are in <see cref="ColumnName"/>.</summary>
public enum Column
{
    Type,
    TimeLogged,
    TimeQueued,
    Orig,
    Rcpt,
    Orcpt,
    DsnAction,
    DsnStatus,
    DsnDiag,
    DsnMta,
    DsnReportingMta,
    BounceCat,
    SrcMta,
    DlvType,
    DlvSourceIp,
    Vmta,
    JobId,
    EnvId,
    Queue,
    RepSourceIp,
    FeedbackType,
    Format,
    UserAgent,
    ReportingMta,
    ReportedDomain,
    HeaderFrom,
    HeaderReturnPath,
    HeaderXJob,
    HeaderSubject,
    HeaderBatchId,
    HeaderMessageId,
    HeaderListUnsubscribe,
    HeaderListId,
    HeaderFeedbackId,

    /// <summary><c>header_X-Mailer-LID</c>: Interspire's list.</summary>
    MailerListId,

    /// <summary><c>header_X-Mailer-RecptId</c>: Interspire's subscriber.</summary>
    MailerRecipientId,

    /// <summary><c>header_X-*-Subscriber-Uid</c>: MailWizz's subscriber; the middle is the installation's own prefix.</summary>
    SubscriberUid,
}
