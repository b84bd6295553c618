using BounceHandler.Events;

namespace BounceHandler.Providers;

/// <summary>
/// A system whose lists are changed. Calls for different recipients run at the same time; calls for one recipient do not. Idempotent: an event may be
/// applied again after a crash. Further abilities are further interfaces (<see cref="ICheckable"/>, <see cref="IRestoresListChanges"/>, <see cref="ISparesResubscribed"/>,
/// <see cref="IResolvesSubscribers"/>); a provider that lacks one says so by not implementing it.
/// </summary>
public interface IBounceProvider
{
    /// <summary>Pure and quick: has this provider any action for such an event? False keeps it out of the spool as "nothing to do".</summary>
    bool HasActionFor(BounceEvent bounceEvent);

    /// <summary>Pure and quick: is there any event of a kind that it has an action for? Spares the making of events that nobody wants.</summary>
    bool ActsOn(EventKind kind) => true;

    /// <summary>
    /// Applies one event. Every failure is an <see cref="Outcome"/>; throws only <see cref="OperationCanceledException"/>, and only while no list has
    /// been changed: a cancelled attempt that has changed some says so as a <see cref="Outcome.TemporaryFailure"/>.
    /// </summary>
    /// <param name="bounceEvent">What happened.</param>
    /// <param name="tenant">The tenant for whom it was routed; empty for the default one. A remote system belongs to one and may ignore it.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, CancellationToken cancellationToken);
}

/// <summary>Can be asked once whether it is reachable and accepts our credentials (<c>config check</c>, start-up lines).</summary>
public interface ICheckable
{
    /// <summary>Asks once, changes nothing.</summary>
    Task<ProviderCheck> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>Can leave alone those who have been subscribed again since an event happened.</summary>
public interface ISparesResubscribed
{
    /// <summary>
    /// As <see cref="IBounceProvider.ApplyAsync"/>, for an event that is older than changes of ours: a list that was changed later and shows the
    /// recipient subscribed again is left alone. <see cref="Outcome.Superseded"/> where that leaves nothing to do.
    /// </summary>
    /// <param name="bounceEvent">What happened.</param>
    /// <param name="tenant">The tenant for whom it was routed; empty for the default one.</param>
    /// <param name="later">What was changed for this recipient after the event had happened, by other events; not empty.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, IReadOnlyList<LaterChange> later, CancellationToken cancellationToken);
}

/// <summary>A list that we changed for the recipient of an event after that event had happened.</summary>
/// <param name="List">List uid or id, as in <see cref="ListChange"/>.</param>
/// <param name="Kind">What the event that changed it was.</param>
/// <param name="At">When it was changed last, UTC.</param>
public sealed record LaterChange(string List, EventKind Kind, DateTimeOffset At)
{
    /// <summary>Why a list is left alone.</summary>
    public string Reason => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"list {List} left alone: changed later than this event, at {At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, and subscribed again since");
}

/// <summary>Can put a subscriber back to the status before a change.</summary>
public interface IRestoresListChanges
{
    /// <summary>
    /// Restores one change if the row still shows what we made of it; otherwise <see cref="Outcome.NothingToDo"/>. <see cref="Outcome.Done"/> only
    /// after the provider shows the old status again. Throws only <see cref="OperationCanceledException"/>.
    /// </summary>
    Task<Outcome> RestoreAsync(AppliedChange applied, CancellationToken cancellationToken);
}

/// <summary>Can tell which address a subscriber reference stands for.</summary>
public interface IResolvesSubscribers
{
    /// <summary>Looks a reference up.</summary>
    Task<Resolution> ResolveAsync(SubscriberRef reference, CancellationToken cancellationToken);
}

/// <summary>Can describe a campaign to people.</summary>
public interface IDescribesCampaigns
{
    /// <summary>The campaign that an event belongs to, as this provider understands it; null if it names none.</summary>
    string? CampaignOf(BounceEvent bounceEvent);

    /// <summary>Asks for one campaign; null if there is none, or it cannot be told now. Throws only <see cref="OperationCanceledException"/>.</summary>
    Task<CampaignDescription?> DescribeAsync(string campaign, CancellationToken cancellationToken);
}

/// <summary>A change as the ledger knows it: enough for a provider to find what it did and for whom.</summary>
/// <param name="Recipient">The address; null where the event named its subscriber by reference only.</param>
/// <param name="Tenant">Tenant of the event; empty for the default one.</param>
/// <param name="Kind">What had happened.</param>
/// <param name="Event">The event that caused the change.</param>
/// <param name="Change">The change.</param>
public sealed record AppliedChange(EmailAddress? Recipient, string Tenant, EventKind Kind, EventIdentity Event, ListChange Change);

/// <summary>The answer to one probe of a provider.</summary>
/// <param name="Ok">Reachable and our credentials were accepted.</param>
/// <param name="Answer">Status and beginning of the answer, or the error and what would mend it; secrets masked.</param>
/// <param name="Lists">Lists that the credentials can see, as <c>id name</c>; empty if not asked or none.</param>
public sealed record ProviderCheck(bool Ok, string Answer, IReadOnlyList<string> Lists);

/// <summary>What a subscriber reference stands for.</summary>
public abstract record Resolution
{
    /// <summary>The provider knows the subscriber.</summary>
    public sealed record Known(EmailAddress Recipient) : Resolution;

    /// <summary>The provider does not know it.</summary>
    public sealed record Unknown : Resolution;

    /// <summary>Could not be asked: the outcome of the attempt, never <see cref="Outcome.Done"/> or <see cref="Outcome.NothingToDo"/>.</summary>
    public sealed record Failed(Outcome Outcome) : Resolution;
}
