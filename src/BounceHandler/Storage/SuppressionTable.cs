using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Storage;

/// <summary>A stored suppression.</summary>
/// <param name="Recipient">Address.</param>
/// <param name="Tenant">Tenant; empty for the default one.</param>
/// <param name="Kind">Hard bounce, complaint or unsubscribe.</param>
/// <param name="List">The list it is for; empty: all.</param>
/// <param name="Reason">Status and diagnostic.</param>
/// <param name="Since">When the event happened.</param>
public sealed record SuppressionEntry(EmailAddress Recipient, string Tenant, EventKind Kind, string List, string Reason, DateTimeOffset Since);

/// <summary>The local suppression list. Never purged.</summary>
public sealed class SuppressionTable : ISuppressionList
{
    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;
    private readonly TimeProvider _time;

    internal SuppressionTable(StoreWriter writer, StoreReader reader, TimeProvider time)
    {
        _writer = writer;
        _reader = reader;
        _time = time;
    }

    /// <inheritdoc/>
    public Task<string> AddAsync(Suppression suppression, CancellationToken cancellationToken) => _writer.WriteAsync(statements =>
    {
        var source = suppression.Source.ToBytes();
        var added = statements.Run(
            "INSERT OR IGNORE INTO suppressions(recipient, tenant, kind, list, spelling, reason, since, added, source) "
            + "VALUES($1,$2,$3,$4,$5,$6,$7,$8,$9)",
            suppression.Recipient.Identity, suppression.Tenant, (long)suppression.Kind, suppression.List, suppression.Recipient.Spelling,
            suppression.Reason, suppression.Since.ToUnixTimeMilliseconds(), _time.GetUtcNow().ToUnixTimeMilliseconds(), source);
        // An attempt repeated after a crash finds its own entry: it was absent before this event.
        var owner = added > 0 ? source : (byte[]?)statements.Scalar(
            "SELECT source FROM suppressions WHERE recipient=$1 AND tenant=$2 AND kind=$3 AND list=$4",
            suppression.Recipient.Identity, suppression.Tenant, (long)suppression.Kind, suppression.List);
        return owner.AsSpan().SequenceEqual(source) ? "absent" : "suppressed";
    });

    /// <inheritdoc/>
    public bool Has(EmailAddress recipient, string tenant, EventKind kind, string list) => _reader.Read(statements => statements.Number(
        "SELECT EXISTS (SELECT 1 FROM suppressions WHERE recipient=$1 AND tenant=$2 AND kind=$3 AND list=$4)", recipient.Identity, tenant, (long)kind, list) > 0);

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(
        EmailAddress recipient, string tenant, EventKind kind, string list, EventIdentity eventIdentity, CancellationToken cancellationToken) =>
        _writer.WriteAsync(statements => statements.Run(
            "DELETE FROM suppressions WHERE recipient=$1 AND tenant=$2 AND kind=$3 AND list=$4 AND source=$5",
            recipient.Identity, tenant, (long)kind, list, eventIdentity.ToBytes()) > 0);

    /// <summary>Removes every entry of an address, whatever put it there. Returns how many.</summary>
    public Task<int> RemoveAllAsync(EmailAddress recipient) =>
        _writer.WriteAsync(statements => statements.Run("DELETE FROM suppressions WHERE recipient=$1", recipient.Identity));

    /// <summary>Entries of one address.</summary>
    public IReadOnlyList<SuppressionEntry> Of(string recipientIdentity) => _reader.Read(statements =>
        statements.Query(Select + "WHERE recipient=$1 ORDER BY kind, tenant, list", Entry, recipientIdentity));

    /// <summary>Entries after a key in the order of the list, for listings of any length.</summary>
    public IReadOnlyList<SuppressionEntry> After(SuppressionEntry? last, int limit) => _reader.Read(statements => last is null
        ? statements.Query(Select + "ORDER BY recipient, tenant, kind, list LIMIT $1", Entry, (long)limit)
        : statements.Query(
            Select + "WHERE (recipient, tenant, kind, list) > ($1,$2,$3,$4) ORDER BY recipient, tenant, kind, list LIMIT $5", Entry,
            last.Recipient.Identity, last.Tenant, (long)last.Kind, last.List, (long)limit));

    private const string Select = "SELECT recipient, tenant, kind, list, spelling, reason, since FROM suppressions ";

    private static SuppressionEntry Entry(StatementRow r) => new(
        new EmailAddress(r.GetString(4), r.GetString(0)), r.GetString(1), (EventKind)r.GetInt32(2), r.GetString(3), r.GetString(5),
        DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(6)));
}
