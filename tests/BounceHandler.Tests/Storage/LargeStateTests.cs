using System.Diagnostics;
using System.Globalization;
using BounceHandler.Commands;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

/// <summary>
/// A state as a large sender has it after months, made by SQL through the program's own schema. Small by default; <c>BOUNCEHANDLER_LONG=1</c>: a million rows
/// in the ledger and as many held, and what it took in the output.
/// </summary>
public sealed class LargeStateTests(ITestOutputHelper output) : IDisposable
{
    private const int Rare = 1000;

    private static readonly int Rows = Environment.GetEnvironmentVariable("BOUNCEHANDLER_LONG") == "1" ? 1_000_000 : 5_000;

    private readonly StateFolder _folder = new();

    [Fact]
    public async Task A_long_ledger_and_a_million_held_rows_are_gone_through()
    {
        var store = _folder.Open();
        await store.RegisterAsync([StateFolder.MailWizz]);
        Fill();

        var found = Measure("undo --dry-run --domain", () => new UndoSearch(
            store, new UndoFilter { Domain = "rare.example" }, new HashSet<string>(["mailwizz"])).Pages().Sum(page => page.Count(one => one.Plan is UndoPlan.Restore)));
        Assert.Equal(Rows / Rare, found);

        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Measure("held list", () =>
        {
            HeldListing.Write(store, new HeldFilter(), text);
            return 0;
        });
        Assert.StartsWith($"domain gmail.com\n    {Rows - (Rows / Rare)} rows, ", text.ToString(), StringComparison.Ordinal);
        Assert.Contains($"domain rare.example\n    {Rows / Rare} rows, ", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("    e.g. user1@gmail.com: 5.1.1 no such user\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains($"    e.g. user{Rare}@rare.example: 5.1.1 no such user\n", text.ToString(), StringComparison.Ordinal);

        Assert.Equal(Rows, Measure("held export", () => Count(last => store.Held.List(new HeldFilter(), last, 1000))));
        Assert.Equal(
            Rows / Rare, Measure("held export --group", () => Count(last => store.Held.List(new HeldFilter { Group = "domain rare.example" }, last, 1000))));
        Assert.Equal(Rows, Measure("queue list", () => Count(last => store.Queued.List(last, 1000))));
        Assert.Equal(0, Measure("observe release", () => Count(last => store.Queued.Observed(last, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, 500))));
    }

    public void Dispose() => _folder.Dispose();

    private static long Count(Func<long, IReadOnlyList<SpoolRow>> pageAfter)
    {
        var (count, last) = (0L, 0L);
        while (pageAfter(last) is { Count: > 0 } page)
            (count, last) = (count + page.Count, page[^1].Id);
        return count;
    }

    private long Measure(string what, Func<long> work)
    {
        var watch = Stopwatch.StartNew();
        var result = work();
        output.WriteLine($"{what}: {watch.ElapsedMilliseconds} ms, {Environment.WorkingSet / 1_000_000} MB");
        return result;
    }

    private void Fill()
    {
        using var connection = Database.OpenForWriting(_folder.DatabasePath);
        using var statements = new StatementCache(connection);
        var at = StateFolder.Begin.ToUnixTimeMilliseconds();
        statements.Run("BEGIN");
        statements.Run(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM numbers WHERE n<$1) "
            + "INSERT INTO events(identity, run, accepted, occurred, kind, record_type, rule, recipient, spelling, category, sender, vmta, job, feedback_id, "
            + "message_id, status, diagnostic, agent) SELECT randomblob(16), 1, $2, $2, 0, 'b', 'reply:mailbox-unknown', a, a, 'bad-mailbox', "
            + "'news@lists.example.com', 'vmta1', 'job', '', '', '5.1.1', 'no such user', '' FROM "
            + "(SELECT 'user' || n || CASE WHEN n % $3 THEN '@gmail.com' ELSE '@rare.example' END AS a FROM numbers)", (long)Rows, at, (long)Rare);
        statements.Run("INSERT INTO ledger(event, route, run, at, outcome, attempts, detail) SELECT id, 1, 1, $1, 0, 0, '' FROM events ORDER BY id", at);
        statements.Run(
            "INSERT INTO changes(ledger, event, list, list_name, subscriber, status_before, status_after) "
            + "SELECT id, event, 'l', 'News', 's' || event, 'confirmed', 'unsubscribed' FROM ledger ORDER BY id");
        statements.Run("INSERT INTO spool(event, route, run, state, due) SELECT id, 1, 1, 1, $1 FROM events ORDER BY id", at);
        statements.Run(
            "INSERT INTO held(spool, recipient, occurred, since, grp) SELECT s.id, s.id, $1, $1, 'domain ' || substr(e.recipient, instr(e.recipient, '@')+1) "
            + "FROM spool s CROSS JOIN events e ON e.id=s.event", at);
        statements.Run("COMMIT");
    }
}
