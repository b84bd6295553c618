using System.Globalization;
using BounceHandler.Events;
using BounceHandler.Maildrop;

namespace BounceHandler.Storage;

public sealed partial class NoticeTable
{
    /// <summary>Unsubscribe mails that were not understood are told of together, this long after the first of them.</summary>
    public static readonly TimeSpan NotUnderstoodAfter = TimeSpan.FromHours(24);

    /// <summary>
    /// Tells the operator that he must act. False if a notice with the same <paramref name="key"/> was raised less than <paramref name="quiet"/> ago:
    /// then nothing is added.
    /// </summary>
    /// <param name="key">Names the trouble; not empty.</param>
    /// <param name="title">One line.</param>
    /// <param name="text">What happened and what mends it; may have several lines.</param>
    /// <param name="quiet">How long the same trouble is not told again.</param>
    public Task<bool> RaiseAsync(string key, string title, string text, TimeSpan quiet)
    {
        var now = Now;
        // key<>'' lets SQLite use the index, which is limited to it.
        return _writer.WriteAsync(statements => statements.Run(
            "INSERT INTO notices(kind, key, title, text, created, due) SELECT 2, $1, $2, $3, $4, $4 "
            + "WHERE NOT EXISTS (SELECT 1 FROM notices WHERE key=$1 AND key<>'' AND kind=2 AND created>$5)",
            key, title, text, now, now - (long)quiet.TotalMilliseconds) > 0);
    }

    /// <summary>Notes an unsubscribe mail that was not understood, for the mail of the day. The same drop is noted once.</summary>
    public Task AddNotUnderstoodAsync(string dropName, string to, string from, string subject, string reason, DateTimeOffset at)
    {
        var now = Now;
        // Escaped texts have no line feed of their own.
        string[] fields = [at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), Field(to), Field(from), Field(subject), Field(reason)];
        return _writer.WriteAsync(statements => statements.Run(
            "INSERT INTO notices(kind, key, text, created, due) SELECT 3, $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM notices WHERE key=$1 AND key<>'' AND kind=3)",
            dropName, string.Join('\n', fields), now, now + (long)NotUnderstoodAfter.TotalMilliseconds));
    }

    /// <summary>
    /// Once the oldest mail that was not understood has waited for <see cref="NotUnderstoodAfter"/>: all of them, oldest first, at most
    /// <paramref name="limit"/>. Until then none.
    /// </summary>
    public IReadOnlyList<(Notice Notice, NotUnderstood Mail)> DueNotUnderstood(int limit) => _reader.Read(statements =>
        statements.Number("SELECT 1 FROM notices INDEXED BY notices_others WHERE done IS NULL AND due<=$1 AND kind=3 AND kind>1 LIMIT 1", Now) == 0
            ? []
            : statements.Query(
                "SELECT n.id, n.kind, n.event, n.title, n.text, n.created, n.attempts, 1, n.key FROM notices n INDEXED BY notices_others "
                + "WHERE n.done IS NULL AND n.kind=3 AND n.kind>1 ORDER BY n.due, n.id LIMIT $1",
                r => (Row(r), NotUnderstood(r.GetString(8), r.GetString(4))), (long)limit));

    private static string Field(string text) => BounceEvent.Cut(LogLine.Escape(text));

    private static NotUnderstood NotUnderstood(string dropName, string text)
    {
        var fields = text.Split('\n');
        string Field(int index) => index < fields.Length ? fields[index] : "";
        _ = long.TryParse(Field(0), NumberStyles.None, CultureInfo.InvariantCulture, out var at);
        return new NotUnderstood(dropName, Field(1), Field(2), Field(3), Field(4), DateTimeOffset.FromUnixTimeMilliseconds(at));
    }
}
