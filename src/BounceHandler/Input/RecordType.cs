namespace BounceHandler.Input;

/// <summary>What an accounting record reports: PowerMTA's <c>type</c> column.</summary>
public enum RecordType
{
    /// <summary><c>b</c>: refused while PowerMTA was connected, or given up by it.</summary>
    Bounce,

    /// <summary><c>rb</c>: accepted, then a bounce message came back.</summary>
    RemoteBounce,

    /// <summary><c>f</c>: a complaint from a feedback loop.</summary>
    FeedbackLoop,

    /// <summary><c>d</c>: delivered.</summary>
    Delivery,

    /// <summary><c>t</c>: one attempt for one recipient failed, another follows.</summary>
    Transient,

    /// <summary><c>tq</c>: one attempt failed for a whole queue.</summary>
    TransientQueue,

    /// <summary><c>r</c>: submitted to PowerMTA.</summary>
    Receipt,

    /// <summary><c>rs</c>: a delivery status notification that is not a failure.</summary>
    RemoteStatus,
}
