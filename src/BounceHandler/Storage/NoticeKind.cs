namespace BounceHandler.Storage;

/// <summary>What a mail to the operator is about. The numbers are stored.</summary>
public enum NoticeKind
{
    /// <summary>A complaint; its event says more.</summary>
    Complaint = 0,

    /// <summary>An unsubscribe mail; its event says more.</summary>
    Unsubscribe = 1,

    /// <summary>The operator must act; title and text say what happened.</summary>
    Alarm = 2,

    /// <summary>Unsubscribe mails of a day that were not understood.</summary>
    NotUnderstood = 3,
}
