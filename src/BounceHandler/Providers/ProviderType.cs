using BounceHandler.Configuration;
using BounceHandler.Events;

namespace BounceHandler.Providers;

/// <summary>One line of the registry: a <c>"type"</c> in the configuration and how its section is read.</summary>
/// <param name="Name">The value of <c>"type"</c>.</param>
/// <param name="Read">
/// Reads one section; null where the section itself says that it is not enabled. Throws <see cref="ConfigurationException"/> naming key and line.
/// </param>
public sealed record ProviderType(string Name, Func<ProviderSection, ProviderDefinition?> Read);

/// <summary>
/// A configured provider: what routing, limits and displays need to know of it, and how to build it. Reading it touches no network.
/// </summary>
public sealed record ProviderDefinition
{
    /// <summary>Key in the configuration's <c>providers</c>; names the provider in spool, ledger and log.</summary>
    public required string Name { get; init; }

    /// <summary>The <c>"type"</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Shown in start-up lines; for a local provider the state directory it works on.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Providers with the same host share one concurrency limit. Empty: nothing is shared.</summary>
    public string Host { get; init; } = "";

    /// <summary>True for the local suppression list: it follows the other providers' routing instead of having senders.</summary>
    public bool FollowsOthers { get; init; }

    /// <summary>Sender patterns as configured; empty if none.</summary>
    public IReadOnlyList<string> Senders { get; init; } = [];

    /// <summary>
    /// It is told of every soft bounce and counts them by itself, as MailWizz does: soft bounces that add up here are not made a hard one for it.
    /// </summary>
    public bool CountsSoftBounces { get; init; }

    /// <summary>Tenant; null is the one default tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Calls under way at once, 1 to 256.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Every key with its value in force, secrets masked, for <c>config show</c> (a JSON object).</summary>
    public required string Shown { get; init; }

    /// <summary>Builds the provider. Touches no network.</summary>
    public required Func<ProviderServices, IBounceProvider> Create { get; init; }
}

/// <summary>What providers are built from.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Suppressions">The local suppression list.</param>
public sealed record ProviderServices(TimeProvider Time, ISuppressionList Suppressions);

/// <summary>The local suppression list as providers see it; stored by <c>Storage</c>.</summary>
public interface ISuppressionList
{
    /// <summary>
    /// Stores a suppression. Returns the status before (<c>absent</c> or <c>suppressed</c>); for the same event again, the same answer as the first
    /// time, so that the ledger stays right when an attempt is repeated after a crash.
    /// </summary>
    Task<string> AddAsync(Suppression suppression, CancellationToken cancellationToken);

    /// <summary>True if such an entry stands there, whatever event put it there.</summary>
    bool Has(EmailAddress recipient, string tenant, EventKind kind, string list);

    /// <summary>Removes what <paramref name="eventIdentity"/> added; false if it is not there any more or another event owns it.</summary>
    Task<bool> RemoveAsync(EmailAddress recipient, string tenant, EventKind kind, string list, EventIdentity eventIdentity, CancellationToken cancellationToken);
}

/// <summary>One entry of the suppression list.</summary>
/// <param name="Recipient">The address.</param>
/// <param name="Tenant">Tenant; empty for the default one.</param>
/// <param name="Kind">Hard bounce, complaint or unsubscribe.</param>
/// <param name="List">The list that a list unsubscribe is for; empty: all.</param>
/// <param name="Reason">Status and diagnostic, cut.</param>
/// <param name="Since">When the event happened, UTC.</param>
/// <param name="Source">The event that caused it.</param>
public sealed record Suppression(
    EmailAddress Recipient, string Tenant, EventKind Kind, string List, string Reason, DateTimeOffset Since, EventIdentity Source);
