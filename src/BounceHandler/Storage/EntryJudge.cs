using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>
/// The step before bounces are spooled, inside the same transaction: one that is older than a delivery counts no more, and soft ones that have added up
/// become a hard one. Reads for a whole batch at once.
/// </summary>
/// <param name="settings">When soft bounces add up.</param>
/// <param name="deliveries">What this process knows of deliveries.</param>
internal sealed class EntryJudge(SoftBounceSettings settings, Deliveries deliveries)
{
    private const string Superseded = "superseded";

    /// <summary>The rule of a hard bounce that soft ones have added up to.</summary>
    private const string Rule = "soft-bounces";

    /// <summary>Decides about entries, in their order. Keeps nothing of its own: the transaction may be tried again.</summary>
    public IReadOnlyList<JudgedEntry> Judge(StatementCache statements, IReadOnlyList<SpoolEntry> entries, long now)
    {
        var judged = new JudgedEntry[entries.Count];
        var bounces = entries.Where(IsBounce).Select(entry => entry.Event.Recipient!.Identity).ToHashSet(StringComparer.Ordinal);
        var delivered = DeliveryTable.LastOf(statements, bounces);
        SoftBounceDays? days = null;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (IsBounce(entry) && IsSuperseded(statements, entry.Event, delivered))
                judged[i] = new JudgedEntry(null, null, Superseded);
            else if (entry.HardRoutes.Count > 0)
                judged[i] = Count(statements, entry, days ??= SoftBounceDays.Read(statements, entries, now, deliveries.ComeAlong));
            else
                judged[i] = new JudgedEntry(entry, null, null);
        }

        return judged;
    }

    // What a person asks for, and what the operator says, no delivery makes undone.
    private static bool IsBounce(SpoolEntry entry) =>
        entry.Event is { Kind: EventKind.HardBounce or EventKind.SoftBounce, RecordType: "b" or "rb", Recipient: not null };

    private bool IsSuperseded(StatementCache statements, BounceEvent bounce, Dictionary<string, long> delivered)
    {
        var recipient = bounce.Recipient!;
        if (delivered.TryGetValue(recipient.Identity, out var at) && bounce.OccurredAt.ToUnixTimeMilliseconds() < at)
            return true;
        if (deliveries.LastOf(recipient) is not { } remembered || bounce.OccurredAt >= remembered)
            return false;
        // Whoever reads this bounce again, another process or after a restart, is to know it as well.
        DeliveryTable.Add(statements, recipient.Identity, remembered.ToUnixTimeMilliseconds());
        return true;
    }

    private JudgedEntry Count(StatementCache statements, SpoolEntry entry, SoftBounceDays days)
    {
        SoftBounceSum? sum = null;
        var hard = new List<Route>();
        foreach (var tenant in entry.HardRoutes.GroupBy(route => route.Tenant))
        {
            if (!days.Add(statements, entry.Event, tenant.Key) || SoftBounceSum.Of(days.Counting(entry.Event, tenant.Key), settings) is not { } found)
                continue;
            days.Convert(statements, entry.Event, tenant.Key);
            hard.AddRange(tenant);
            sum ??= found;
        }

        if (sum is not { } reached)
            return new JudgedEntry(entry, null, null);
        var converted = entry.Event with
        {
            Kind = EventKind.HardBounce,
            Rule = Rule,
            Diagnostic = BounceEvent.Cut($"{reached.Text}, the last one: {entry.Event.Diagnostic}"),
        };
        return new JudgedEntry(
            entry with { Routes = [.. entry.Routes.Except(hard)] }, new SpoolEntry(converted, hard, entry.Held), null);
    }
}
