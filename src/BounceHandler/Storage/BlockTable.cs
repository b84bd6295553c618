using BounceHandler.Classification.Blocks;

namespace BounceHandler.Storage;

/// <summary>Replies that blame the sender, counted by group and hour by every process, for <c>status</c>. Nothing here is a promise: a crash loses the last seconds.</summary>
public sealed class BlockTable
{
    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;

    internal BlockTable(StoreWriter writer, StoreReader reader)
    {
        _writer = writer;
        _reader = reader;
    }

    /// <summary>Adds what a process has counted.</summary>
    /// <param name="counted">One a group and UTC hour.</param>
    /// <exception cref="StoreException">The state cannot be written.</exception>
    public Task AddAsync(IReadOnlyList<BlockSpell> counted) => counted.Count == 0
        ? Task.CompletedTask
        : _writer.WriteAsync(statements => counted.Sum(spell => statements.Run(
            "INSERT INTO blocks(hour, reason, vmta, domain, replies, first, last) VALUES($1,$2,$3,$4,$5,$6,$7) ON CONFLICT DO UPDATE SET "
            + "replies=replies+excluded.replies, first=min(first, excluded.first), last=max(last, excluded.last)",
            spell.Since.ToUnixTimeSeconds() / 3600, spell.Group.Reason, spell.Group.VirtualMta, spell.Group.Domain, spell.Count,
            spell.Since.ToUnixTimeMilliseconds(), spell.Last.ToUnixTimeMilliseconds())));

    /// <summary>The newest reply of a group and hour that is stored; null if there is none.</summary>
    /// <param name="group">Which.</param>
    /// <param name="at">Any time within the UTC hour.</param>
    /// <exception cref="StoreException">The state cannot be read.</exception>
    public DateTimeOffset? LastOf(BlockGroup group, DateTimeOffset at) => _reader.Read<DateTimeOffset?>(statements => statements.Scalar(
        "SELECT last FROM blocks WHERE hour=$1 AND reason=$2 AND vmta=$3 AND domain=$4",
        at.ToUnixTimeSeconds() / 3600, group.Reason, group.VirtualMta, group.Domain) is long last ? DateTimeOffset.FromUnixTimeMilliseconds(last) : null);

    /// <summary>The largest groups of the hours from <paramref name="since"/> on, largest first.</summary>
    public IReadOnlyList<BlockSpell> Largest(DateTimeOffset since, int limit) => _reader.Read(statements => statements.Query(
        "SELECT reason, vmta, domain, min(first), max(last), sum(replies) FROM blocks WHERE hour>=$1 GROUP BY reason, vmta, domain ORDER BY 6 DESC LIMIT $2",
        r => new BlockSpell(
            new BlockGroup(r.GetString(0), r.GetString(1), r.GetString(2)), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(3)),
            DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(4)), r.GetInt64(5)),
        since.ToUnixTimeSeconds() / 3600, (long)limit));
}
