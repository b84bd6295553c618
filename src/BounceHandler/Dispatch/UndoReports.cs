using BounceHandler.Logging;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// Accounts for each undo: a line in the log when its last row has been tried, and a file of what did not come back. The file is always written whole from
/// the ledger, so that no crash leaves half of it or a row twice.
/// </summary>
internal sealed class UndoReports(Store store, OperatorLog log, TimeProvider time) : ICompanion
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    // An undo of a million rows takes hours; its file is not written anew with every row.
    private static readonly TimeSpan BetweenFiles = TimeSpan.FromMinutes(1);

    private long _version = -1;
    private DateTimeOffset _writeAgainAt;
    private DateTimeOffset _lookAgainAt;

    /// <summary>Never: what there is to say is said when the deliveries end.</summary>
    public bool IsBusy => false;

    /// <summary>Looks every second; and once more at the end, when the last calls are recorded.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Rounds.GoAsync(_ => LookAsync(isLast: false), BetweenLooks, time, cancellationToken);
        await LookAsync(isLast: true);
    }

    private async Task LookAsync(bool isLast)
    {
        var now = time.GetUtcNow();
        if (now < _lookAgainAt && !isLast)
            return;
        try
        {
            var version = store.Version();
            if (version == _version && !isLast)
                return;
            var isLeft = false;
            foreach (var progress in await store.Undo.AdvanceAsync(store.Runs.IsAlive))
            {
                if (progress.IsOpen && progress.NotRestored == progress.Written)
                    continue;
                if (progress.IsOpen && !isLast && now < _writeAgainAt)
                {
                    isLeft = true;
                    continue;
                }

                await ReportAsync(progress);
                _writeAgainAt = now + BetweenFiles;
            }

            _version = isLeft ? -1 : version;
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            _lookAgainAt = now + BetweenFiles;
            log.HousekeepingFailed(e.Message);
        }
    }

    private async Task ReportAsync(UndoProgress progress)
    {
        var path = UndoFile.PathOf(store.Directory, progress.Run);
        if (progress.NotRestored != progress.Written)
            UndoFile.Write(store.Directory, progress.Run, after => store.Undo.NotRestored(progress.Run, after, UndoFile.PageSize));
        await store.Undo.NoteWrittenAsync(progress);
        if (!progress.IsOpen || progress.NotRestored > 0)
        {
            log.Undone(
                progress.Run, progress.IsOpen, progress.Restored, progress.NothingToDo, progress.NotRestored, progress.Others,
                progress.NotRestored > 0 ? path : "");
        }
    }
}
