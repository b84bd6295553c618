using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Providers;

/// <summary>The suppression list's contract without a database.</summary>
internal sealed class MemorySuppressionList : ISuppressionList
{
    public List<Suppression> Entries { get; } = [];

    public Exception? Failure { get; set; }

    public Task<string> AddAsync(Suppression suppression, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Failure is not null)
            throw Failure;
        var owner = Entries.Find(e => (e.Recipient.Identity, e.Tenant, e.Kind, e.List) == (suppression.Recipient.Identity, suppression.Tenant, suppression.Kind, suppression.List));
        if (owner is null)
            Entries.Add(suppression);
        return Task.FromResult(owner is null || owner.Source == suppression.Source ? "absent" : "suppressed");
    }

    public bool Has(EmailAddress recipient, string tenant, EventKind kind, string list) =>
        Entries.Exists(e => (e.Recipient.Identity, e.Tenant, e.Kind, e.List) == (recipient.Identity, tenant, kind, list));

    public Task<bool> RemoveAsync(
        EmailAddress recipient, string tenant, EventKind kind, string list, EventIdentity eventIdentity, CancellationToken cancellationToken)
    {
        if (Failure is not null)
            throw Failure;
        return Task.FromResult(Entries.RemoveAll(e =>
            e.Recipient.Identity == recipient.Identity && e.Tenant == tenant && e.Kind == kind && e.List == list && e.Source == eventIdentity) > 0);
    }
}
