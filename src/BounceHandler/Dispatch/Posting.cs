namespace BounceHandler.Dispatch;

/// <summary>What became of an attempt to send a mail.</summary>
internal enum Posting
{
    /// <summary>The mail server has it.</summary>
    Sent,

    /// <summary>The mail server did not take this one.</summary>
    Refused,

    /// <summary>The mail server cannot be used at all.</summary>
    Away,
}
