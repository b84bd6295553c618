namespace BounceHandler.Storage;

/// <summary>A run that did not read its input to the end: killed, or stopped because the state could not be written.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Command">What was started.</param>
/// <param name="Started">When.</param>
/// <param name="LastRecord">When it read a record last, within some seconds; null if it read none.</param>
/// <param name="Accepted">Bytes of its input that it accepted at least; null if that was not noted.</param>
public sealed record RunGap(long Run, string Command, DateTimeOffset Started, DateTimeOffset? LastRecord, long? Accepted);

/// <summary>
/// Runs that may have lost input. PowerMTA keeps nothing for a pipe: what such a run was given and did not accept stands in the companion file only.
/// </summary>
public sealed class RunGaps
{
    private const string Columns = "SELECT id, command, started, last_record, accepted, gap FROM runs WHERE gap IS NOT 2";

    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;
    private readonly RunTable _runs;

    internal RunGaps(StoreWriter writer, StoreReader reader, RunTable runs)
    {
        _writer = writer;
        _reader = reader;
        _runs = runs;
    }

    /// <summary>A run has read its input to the end: it leaves no gap, whatever becomes of it.</summary>
    /// <exception cref="StoreException">The state cannot be written.</exception>
    public Task NoteNoneAsync(long run) => _writer.WriteAsync(statements => statements.Run("UPDATE runs SET gap=2 WHERE id=$1", run));

    /// <summary>The gaps of dead runs that nobody has been told of; from now on they count as told. Of several processes that ask at once one gets each.</summary>
    /// <exception cref="StoreException">The state cannot be read or written.</exception>
    public async Task<IReadOnlyList<RunGap>> TakeNewAsync()
    {
        var found = Read(" AND gap IS NULL");
        if (found.Count == 0)
            return [];
        return await _writer.WriteAsync(statements =>
            (IReadOnlyList<RunGap>)[.. found.Where(gap => statements.Run("UPDATE runs SET gap=1 WHERE id=$1 AND gap IS NULL", gap.Run) > 0)]);
    }

    /// <summary>All gaps that no replay has closed yet, oldest first.</summary>
    /// <exception cref="StoreException">The state cannot be read.</exception>
    public IReadOnlyList<RunGap> Open() => Read("");

    /// <summary>A replay that began as <paramref name="run"/> has read everything: it has closed the gaps of all earlier runs that are over. Returns how many.</summary>
    /// <exception cref="StoreException">The state cannot be read or written.</exception>
    public async Task<int> CloseAsync(long run)
    {
        var open = Open().Where(gap => gap.Run < run).ToList();
        return open.Count == 0
            ? 0
            : await _writer.WriteAsync(statements => open.Sum(gap => statements.Run("UPDATE runs SET gap=2 WHERE id=$1", gap.Run)));
    }

    private List<RunGap> Read(string condition)
    {
        var runs = _reader.Read(statements => statements.Query(
            Columns + condition + " ORDER BY id",
            r => (IsTold: !r.IsDBNull(5), Gap: new RunGap(
                r.GetInt64(0), r.GetString(1), Time(r.GetInt64(2)), r.IsDBNull(3) ? null : Time(r.GetInt64(3)), r.IsDBNull(4) ? null : r.GetInt64(4)))));
        return [.. runs.Where(run => run.IsTold || _runs.IsOver(run.Gap.Run, run.Gap.Started)).Select(run => run.Gap)];
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
