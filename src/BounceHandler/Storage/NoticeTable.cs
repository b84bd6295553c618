using BounceHandler.Events;

namespace BounceHandler.Storage;

/// <summary>
/// Mail to the operator. A notice is open until it is done: sent, part of another mail, or not wanted. Only the process that holds the dispatcher lock
/// closes notices; any process may raise one.
/// </summary>
public sealed partial class NoticeTable
{
    // A held notice says so in its title, which notices of events have no other use for.
    private const string Held = "held";

    // Nothing of the event, or of an event that comes from it, may still change by itself.
    private const string IsSettled =
        "NOT EXISTS (SELECT 1 FROM spool s WHERE s.event=n.event AND s.state=0) "
        + "AND NOT EXISTS (SELECT 1 FROM events o JOIN spool s ON s.event=o.id WHERE o.origin=n.event AND s.state=0)";

    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;
    private readonly TimeProvider _time;

    internal NoticeTable(StoreWriter writer, StoreReader reader, TimeProvider time)
    {
        _writer = writer;
        _reader = reader;
        _time = time;
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Looks at notices of events that are due, longest due first, and finds those that are ready: nothing of their event is queued any more, or it was
    /// accepted before <paramref name="acceptedBefore"/>.
    /// </summary>
    /// <param name="acceptedBefore">When events were accepted that wait no longer.</param>
    /// <param name="limit">Most notices that are looked at: very many may be open and not ready.</param>
    /// <param name="after">Where the last look ended; null: from the beginning.</param>
    public ReadyNotices ReadyEvents(DateTimeOffset acceptedBefore, int limit, NoticePosition? after = null) => _reader.Read(statements =>
    {
        var looked = statements.Query(
            "SELECT n.id, n.kind, n.event, n.title, n.text, n.created, n.attempts, ifnull(r.counted, 1), n.due, n.created<=$2 OR (" + IsSettled + ") "
            + "FROM notices n INDEXED BY notices_open LEFT JOIN reports r ON r.event=n.event "
            + "WHERE n.done IS NULL AND n.due<=$1 AND (n.due, n.id)>($3, $4) AND n.kind<=1 ORDER BY n.due, n.id LIMIT $5",
            r => (Notice: r.GetInt64(9) != 0 ? Row(r) : null, Position: new NoticePosition(r.GetInt64(8), r.GetInt64(0))),
            Now, acceptedBefore.ToUnixTimeMilliseconds(), after?.Due ?? long.MinValue, after?.Id ?? 0, (long)limit);
        return new ReadyNotices([.. looked.Select(entry => entry.Notice).OfType<Notice>()], looked.Count < limit ? null : looked[^1].Position);
    });

    /// <summary>Alarms that are due, longest due first.</summary>
    public IReadOnlyList<Notice> DueAlarms(int limit) => _reader.Read(statements => statements.Query(
        "SELECT id, kind, event, title, text, created, attempts, 1 FROM notices INDEXED BY notices_others "
        + "WHERE done IS NULL AND due<=$1 AND kind=2 AND kind>1 ORDER BY due, id LIMIT $2",
        Row, Now, (long)limit));

    /// <summary>True if some notice is due, be it ready or not. Costs one look into an index.</summary>
    public bool AnyDue() => _reader.Read(statements => statements.Number(
        "SELECT 1 FROM notices INDEXED BY notices_open WHERE done IS NULL AND due<=$1 LIMIT 1", Now) > 0);

    /// <summary>Makes notices due now that could not be sent before.</summary>
    public Task<int> MakeDueAsync()
    {
        var now = Now;
        return _writer.WriteAsync(statements => statements.Run("UPDATE notices SET due=$1 WHERE done IS NULL AND attempts>0 AND due>$1", now));
    }

    /// <summary>Notices that could not be sent so far: how many, and the last error; for <c>status</c>.</summary>
    public (long Count, string Error) Unsent() => _reader.Read(statements => statements.Query(
        "SELECT count(*), ifnull(max(error), '') FROM notices WHERE done IS NULL AND attempts>0", r => (r.GetInt64(0), r.GetString(1))).First());

    /// <summary>
    /// When the mails about events went out that were sent after <paramref name="since"/>, oldest first. A mail that stands for several notices is one.
    /// </summary>
    public IReadOnlyList<DateTimeOffset> SentSince(DateTimeOffset since) => _reader.Read(statements => statements.Query(
        "SELECT min(done) FROM notices INDEXED BY notices_done WHERE done>$1 AND kind<=1 AND key<>'' GROUP BY key ORDER BY 1",
        r => DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(0)), since.ToUnixTimeMilliseconds()));

    /// <summary>Closes notices that are not mailed.</summary>
    public Task DropAsync(IReadOnlyList<long> ids)
    {
        if (ids.Count == 0)
            return Task.CompletedTask;
        var now = Now;
        return _writer.WriteAsync(statements => ids.Sum(id => statements.Run("UPDATE notices SET done=$2 WHERE id=$1 AND done IS NULL", id, now)));
    }

    /// <summary>Closes notices that one mail stood for.</summary>
    public Task SentAsync(IReadOnlyList<Notice> notices)
    {
        var now = Now;
        return _writer.WriteAsync(statements => notices.Sum(notice => notice.EventId is null
            ? statements.Run("UPDATE notices SET done=$2 WHERE id=$1 AND done IS NULL", notice.Id, now)
            : statements.Run("UPDATE notices SET done=$2, key=$3 WHERE id=$1 AND done IS NULL", notice.Id, now, $"mail {notices[0].Id}")));
    }

    /// <summary>Notes a failed attempt; it is due again at <paramref name="due"/>.</summary>
    public Task PostponeAsync(IReadOnlyList<Notice> notices, DateTimeOffset due, string error) => notices.Count == 0 ? Task.CompletedTask : _writer.WriteAsync(statements => notices.Sum(
        notice => statements.Run(
            "UPDATE notices SET attempts=attempts+1, due=$2, error=$3 WHERE id=$1 AND done IS NULL",
            notice.Id, due.ToUnixTimeMilliseconds(), BounceEvent.Cut(error))));

    /// <summary>Lets notices of events wait: enough mails were sent within the hour.</summary>
    public Task HoldAsync(IReadOnlyList<Notice> notices, DateTimeOffset due) => _writer.WriteAsync(statements => notices.Sum(
        notice => statements.Run(
            "UPDATE notices SET title=$3, due=$2 WHERE id=$1 AND done IS NULL", notice.Id, due.ToUnixTimeMilliseconds(), Held)));

    /// <summary>Notes, all at once, that events have been shown to those who count. Returns those that had not been before: they must not see one twice.</summary>
    public Task<HashSet<long>> ClaimCountsAsync(IReadOnlyList<long> eventIds) => _writer.WriteAsync(statements =>
        eventIds.Where(id => statements.Run("UPDATE reports SET counted=1 WHERE event=$1 AND counted=0", id) > 0).ToHashSet());

    /// <summary>Forgets one batch of notices that were done before <paramref name="before"/>. True if there may be more.</summary>
    public Task<bool> ForgetAsync(DateTimeOffset before)
    {
        const long batchSize = 2000;
        return _writer.WriteAsync(statements => statements.Run(
            "DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE done<$1 LIMIT $2)", before.ToUnixTimeMilliseconds(), batchSize) >= batchSize);
    }

    private static Notice Row(StatementRow r)
    {
        var isEvent = !r.IsDBNull(2);
        return new Notice(
            r.GetInt64(0), (NoticeKind)r.GetInt32(1), isEvent ? r.GetInt64(2) : null, isEvent ? "" : r.GetString(3), r.GetString(4),
            DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(5)), r.GetInt32(6), isEvent && r.GetString(3) == Held, r.GetInt64(7) != 0);
    }
}
