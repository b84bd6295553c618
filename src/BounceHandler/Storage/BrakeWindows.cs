using BounceHandler.Classification.Brake;
using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>Windows of the brake, inside a transaction: one row a group and hour of event time, shared by all processes.</summary>
internal static class BrakeWindows
{
    /// <summary>What is known of one group and hour.</summary>
    public static (long Made, long Deliveries, bool IsClosed) Read(StatementCache statements, long hour, long group)
    {
        var rows = statements.Query(
            "SELECT made, delivered, closed FROM brake WHERE hour=$1 AND grp=$2", r => (r.GetInt64(0), r.GetInt64(1), r.GetBoolean(2)), hour, group);
        return rows.Count == 0 ? default : rows[0];
    }

    /// <summary>Adds removals that were made. A group that is closed stays closed for its hour.</summary>
    public static void Add(StatementCache statements, long hour, long group, long made, bool isClosed, long now) => statements.Run(
        "INSERT INTO brake(hour, grp, made, closed, noted) VALUES($1,$2,$3,$4,$5) "
        + "ON CONFLICT(hour, grp) DO UPDATE SET made=made+excluded.made, closed=max(closed, excluded.closed), noted=max(noted, excluded.noted)",
        hour, group, made, isClosed ? 1L : 0L, now);

    /// <summary>The baseline of a group in an hour. Looks at every hour by itself, as the rows of an hour stand together: for groups with many removals.</summary>
    public static BrakeBaseline? Baseline(StatementCache statements, long hour, long group) => BrakeBaseline.Of(hour, statements.Query(
        "WITH RECURSIVE hours(hour) AS (SELECT $1 UNION ALL SELECT hour+1 FROM hours WHERE hour+1<$2) "
        + "SELECT b.hour, max(b.made, b.learned) FROM hours h CROSS JOIN brake b ON b.hour=h.hour AND b.grp=$3 WHERE b.made+b.learned>0",
        r => (r.GetInt64(0), r.GetInt64(1)), hour - BrakeBaseline.Hours, hour, group));

    /// <summary>Counts events that are made after all, since the operator has released them.</summary>
    public static void AddReleased(StatementCache statements, IEnumerable<BounceEvent> events)
    {
        var counts = new Dictionary<(long Hour, long Group), long>();
        foreach (var e in events.Where(BrakeGroups.Counts))
        {
            var hour = BrakeGroups.HourOf(e.OccurredAt);
            foreach (var group in GroupsOf(e))
                counts[(hour, group.Id)] = counts.GetValueOrDefault((hour, group.Id)) + 1;
        }

        foreach (var ((hour, group), count) in counts)
            Add(statements, hour, group, count, isClosed: false, now: 0);
    }

    /// <summary>The groups of an event that may hold it, in the order they are asked.</summary>
    public static IEnumerable<BrakeGroup> GroupsOf(BounceEvent e)
    {
        if (BrakeGroups.OfRemote(e.RemoteMta) is { } remote)
            yield return remote;
        yield return BrakeGroups.OfDomain(e.Recipient!.Domain);
        if (BrakeGroups.OfCampaign(e.JobId, e.FeedbackId) is { } campaign)
            yield return campaign;
    }

    /// <summary>
    /// Forgets a batch of hours that no baseline is made of any more, and that nobody has counted in for a day: old files are read as well. Returns how many rows.
    /// </summary>
    public static int Forget(StatementCache statements, DateTimeOffset now, long batchSize)
    {
        var hour = BrakeGroups.HourOf(now);
        return statements.Run(
            "DELETE FROM brake WHERE (hour, grp) IN (SELECT hour, grp FROM brake WHERE (hour<$1 OR hour>$2) AND noted<$4 LIMIT $3)",
            hour - BrakeBaseline.Hours, hour + BrakeBaseline.Hours, batchSize, now.AddDays(-1).ToUnixTimeMilliseconds());
    }
}
