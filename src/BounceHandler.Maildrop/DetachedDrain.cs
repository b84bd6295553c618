namespace BounceHandler.Maildrop;

/// <summary>
/// Somebody must carry out what was dropped or is queued. Where no process dispatches, `bouncehandler drain --until-empty` is started
/// from our own directory; where one does, it looks into the maildrop by itself.
/// </summary>
public static class DetachedDrain
{
    private const string ProgramName = "bouncehandler";

    /// <summary>
    /// Starts one if nobody dispatches. Call it after the drop or the release of the lock, so that no request falls between the two.
    /// </summary>
    /// <param name="state">Whose dispatcher.</param>
    /// <param name="configuration">The configuration in force; one that was named is passed on with its absolute path.</param>
    /// <returns>Null when somebody dispatches or has been started, else the reason why nobody could be.</returns>
    public static string? Ensure(StateDirectory state, ConfigurationPath configuration) =>
        IsHeld(state.DispatcherLockPath) ? null : Start(configuration);

    /// <summary>Starts one whether or not somebody dispatches; one too many ends at once.</summary>
    /// <inheritdoc cref="Ensure"/>
    public static string? Start(ConfigurationPath configuration)
    {
        string[] arguments = configuration is { IsNamed: true, FilePath: { } path }
            ? ["drain", "--until-empty", $"--config={path}"]
            : ["drain", "--until-empty"];
        var reason = DetachedProcess.Start(Path.Combine(AppContext.BaseDirectory, ProgramName), arguments);
        return reason is null ? null : $"{reason}: what waits is carried out by the next run of {ProgramName}";
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
