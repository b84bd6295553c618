using BounceHandler.Providers;

namespace BounceHandler.Storage;

/// <summary>Writes ledger entries with their list changes, inside the transaction that moves the spool row.</summary>
internal static class LedgerRows
{
    /// <summary>Notes an outcome.</summary>
    public static void Insert(
        StatementCache statements, RouteTable routes, SpoolRow row, LedgerOutcome outcome, string detail, IReadOnlyList<ListChange> changes, DateTimeOffset now)
    {
        statements.Run(
            "INSERT INTO ledger(event, route, run, at, outcome, attempts, detail) VALUES($1,$2,$3,$4,$5,$6,$7)",
            row.EventId, routes.Id(statements, row.Route), row.Run, now.ToUnixTimeMilliseconds(), (long)outcome, (long)row.Attempts, detail);
        var ledger = statements.LastId;
        foreach (var change in changes)
        {
            statements.Run(
                "INSERT INTO changes(ledger, event, list, list_name, subscriber, status_before, status_after) VALUES($1,$2,$3,$4,$5,$6,$7)",
                ledger, row.EventId, change.List, change.ListName, change.Subscriber, change.Before, change.After);
        }
    }

    /// <summary>Notes what an attempt changed before it failed, if anything.</summary>
    public static void InsertIfChanged(
        StatementCache statements, RouteTable routes, SpoolRow row, IReadOnlyList<ListChange> changes, DateTimeOffset now)
    {
        if (changes.Count > 0)
            Insert(statements, routes, row, LedgerOutcome.Partly, "", changes, now);
    }
}
