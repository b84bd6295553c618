using BounceHandler.Maildrop;

namespace UnsubHandler;

/// <summary>
/// Somebody must carry the request out. Where no process dispatches, one is started; where one does, it looks into the maildrop by
/// itself. The test comes after the drop, so no request falls between the two.
/// </summary>
internal static class DispatcherStart
{
    private const string ProgramName = "bouncehandler";

    public static void Ensure(StateDirectory state, ConfigurationPath configuration, HandlerLog log)
    {
        if (IsHeld(state.DispatcherLockPath))
            return;
        string[] arguments = configuration is { IsNamed: true, FilePath: { } path }
            ? ["drain", "--until-empty", $"--config={path}"]
            : ["drain", "--until-empty"];
        if (DetachedProcess.Start(Path.Combine(AppContext.BaseDirectory, ProgramName), arguments) is { } reason)
            log.Warning($"{reason}: the request waits for the next run of {ProgramName}");
    }

    // A lock that we may not open tells nothing; one dispatcher too many ends at once.
    private static bool IsHeld(string path)
    {
        try
        {
            return FileLock.IsHeldExclusively(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
