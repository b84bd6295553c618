namespace BounceHandler.Providers.MailWizz;

/// <summary>What an answer of MailWizz means for the call that brought it.</summary>
public enum MailWizzVerdict
{
    /// <summary>Done.</summary>
    Ok,

    /// <summary>The subscriber, or the list that it should be on, does not exist: nothing is left to be done.</summary>
    NotFound,

    /// <summary>The campaign does not exist: go on as without campaign.</summary>
    MissingCampaign,

    /// <summary>The campaign holds a bounce for this subscriber already: as good as done.</summary>
    AlreadyBounced,

    /// <summary>Key, signature, clock, IP, account or permission: no call will work before somebody mends it.</summary>
    Refused,

    /// <summary>Try again later. Also whatever is not understood.</summary>
    Temporary,

    /// <summary>This very call will never work.</summary>
    Permanent,
}
