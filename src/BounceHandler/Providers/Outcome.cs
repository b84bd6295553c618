namespace BounceHandler.Providers;

/// <summary>
/// What became of one attempt to apply an event at one provider. Six cases; whatever is not understood is <see cref="TemporaryFailure"/>.
/// </summary>
/// <param name="Changes">List changes made by this attempt, also by one that failed half-way: they go into the ledger either way.</param>
/// <param name="Notes">Things the operator should read beside the changes, for example <c>soft bounce recorded on campaign x</c>.</param>
public abstract record Outcome(IReadOnlyList<ListChange> Changes, IReadOnlyList<string> Notes)
{
    /// <summary>The event is fully applied. With no changes it was a record without an effect on a list (a soft bounce).</summary>
    public sealed record Done(IReadOnlyList<ListChange> Changes, IReadOnlyList<string> Notes) : Outcome(Changes, Notes);

    /// <summary>The provider does not know the address, or nothing on its lists is left to change.</summary>
    public sealed record NothingToDo(string Reason) : Outcome([], []);

    /// <summary>The event is older than a change of ours, and wherever it would act somebody has subscribed the recipient again since: nothing was done.</summary>
    public sealed record Superseded(string Reason) : Outcome([], []);

    /// <summary>Try again later; after <paramref name="RetryAfter"/> where the provider named a delay.</summary>
    public sealed record TemporaryFailure(string Error, TimeSpan? RetryAfter, IReadOnlyList<ListChange> Changes) : Outcome(Changes, []);

    /// <summary>This event can never be applied: recorded, reported to the operator, kept visible in the queue.</summary>
    public sealed record PermanentFailure(string Error, IReadOnlyList<ListChange> Changes) : Outcome(Changes, []);

    /// <summary>The provider refuses us (key, signature, IP, account, permission): all its work is kept and the provider is paused.</summary>
    public sealed record Refused(string Error, IReadOnlyList<ListChange> Changes) : Outcome(Changes, []);
}

/// <summary>One subscriber row on one list that an attempt changed.</summary>
/// <param name="List">List uid or id.</param>
/// <param name="ListName">Display name; empty if the provider does not tell.</param>
/// <param name="Subscriber">Subscriber uid or id; the address where the provider has none.</param>
/// <param name="Before">Status before, in the provider's words (<c>confirmed</c>, <c>active</c>).</param>
/// <param name="After">Status after (<c>blacklisted</c>, <c>unsubscribed</c>).</param>
public sealed record ListChange(string List, string ListName, string Subscriber, string Before, string After)
{
    /// <summary>
    /// <see cref="Before"/> of a change that may not be ours, or of which the provider did not tell the status before. It is never restored: somebody who
    /// has left by himself must not be subscribed again.
    /// </summary>
    public const string Unknown = "unknown";
}
