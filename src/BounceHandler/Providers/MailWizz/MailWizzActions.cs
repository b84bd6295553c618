namespace BounceHandler.Providers.MailWizz;

/// <summary>What <c>onHard</c>, <c>onSoft</c>, … may ask of MailWizz.</summary>
[Flags]
public enum MailWizzActions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>bounce</c>: a bounce of the type that goes with the event.</summary>
    Bounce = 1,

    /// <summary><c>bounce-soft</c>: a bounce of type soft whatever the event.</summary>
    BounceSoft = 2,

    /// <summary><c>bounce-internal</c>: a bounce of type internal whatever the event.</summary>
    BounceInternal = 4,

    /// <summary><c>unsubscribe</c>.</summary>
    Unsubscribe = 8,

    /// <summary><c>blacklist</c>: the status of the row, set by an update.</summary>
    Blacklist = 16,

    /// <summary>The actions that need a campaign.</summary>
    AnyBounce = Bounce | BounceSoft | BounceInternal,

    /// <summary>The actions that take a subscriber off a list.</summary>
    AnyRemoval = Unsubscribe | Blacklist,
}
