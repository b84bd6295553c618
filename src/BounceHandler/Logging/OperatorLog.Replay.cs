namespace BounceHandler.Logging;

public sealed partial class OperatorLog
{
    /// <summary>A file that was replayed before is read from its beginning again, which does nothing twice.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is different about it.</param>
    public void ReplayedAnew(string path, string reason) => log.Warning("{File} is read from its beginning: {Reason}", path, reason);

    /// <summary>A file has gone between being listed and being opened: PowerMTA has moved it, or somebody has deleted it.</summary>
    public void ReplayFileGone(string path) =>
        log.Information("{File} has gone before it was read. If it was moved it is read under its new name, now or next time", path);

    /// <summary>Nothing is there at the moment.</summary>
    public void ReplayNothingFound(string pattern) => log.Information("{File}: no such file at the moment", pattern);

    /// <summary>A file ends in the middle of a row.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Byte at which the row starts.</param>
    public void ReplayTailLeft(string path, long offset) =>
        log.Information("{File}: its last row is not complete yet and is left for the next time, offset={Offset}", path, offset);

    /// <summary>What a continued replay has looked at.</summary>
    /// <param name="files">Files that were found.</param>
    /// <param name="unchanged">Those of them that have not changed and were not opened.</param>
    /// <param name="bytes">Bytes read.</param>
    public void ReplayContinued(int files, int unchanged, long bytes) =>
        log.Information("Continued: files={Files}, unchanged={Unchanged}, bytes read={Bytes}", files, unchanged, bytes);

    /// <summary>A run has died, or had to stop, before it had read its input to the end. Said once, by whoever starts next.</summary>
    /// <param name="run">Its id.</param>
    /// <param name="command">What was started.</param>
    /// <param name="what">When, and how far it had come.</param>
    /// <param name="remedy">The command that closes the gap.</param>
    public void Gap(long run, string command, string what, string remedy) =>
        log.Warning("GAP: run={Run} ({Command}) did not read its input to the end: {What}. To close it: {Remedy}", run, command, Cut(what), Cut(remedy));

    /// <summary>A replay has read everything: gaps of runs before it are closed.</summary>
    public void GapsClosed(int count) => log.Information("Gaps closed by this replay: {Gaps}", count);
}
