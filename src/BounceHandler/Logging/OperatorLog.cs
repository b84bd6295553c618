using Serilog;

namespace BounceHandler.Logging;

/// <summary>
/// Every line that an operator may grep for has a method here, so that wording and property names stay what scripts and dashboards were built on.
/// Values are scalars only (anything else prints differently in the published binary), and text from outside is cut. Safe for several threads.
/// </summary>
/// <param name="log">Where the lines go.</param>
/// <param name="gather">Holds lines back until what it returns is disposed, so that many are written at once; null if nothing can.</param>
public sealed partial class OperatorLog(ILogger log, Func<IDisposable?>? gather = null)
{
    /// <summary>Longest value that somebody else wrote, in UTF-16 units: one remote reply must not fill the file.</summary>
    public const int ValueLimit = 500;

    private const string NoConfiguration = "No configuration file: no campaign tool is configured, the local suppression list is the only provider";

    /// <summary>The first line of a run.</summary>
    /// <param name="version">Version of the program.</param>
    /// <param name="runId">Names this run in the ledger.</param>
    /// <param name="configurationSource">Path of the configuration file; null for the built-in defaults, and the line then says so.</param>
    public void Started(string version, string runId, string? configurationSource)
    {
        if (configurationSource is null)
            log.Information("BounceHandler {Version}, run={Run}. " + NoConfiguration, version, runId);
        else
            log.Information("BounceHandler {Version}, run={Run}, configuration={Configuration}", version, runId, configurationSource);
    }

    /// <summary>The last line of a run on the built-in defaults: whoever reads only the end must see it too.</summary>
    public void EndedWithDefaults() => log.Information(NoConfiguration);

    /// <summary>Where the state lies.</summary>
    /// <param name="path">The directory in use.</param>
    /// <param name="note">Why it is another than the operator may expect; empty if it is not.</param>
    public void StateDirectory(string path, string note)
    {
        if (note.Length == 0)
            log.Information("State directory: {StateDirectory}", path);
        else
            log.Information("State directory: {StateDirectory} ({Note})", path, note);
    }

    /// <summary>What is handled as what, so that a mistake in the configuration shows at the start.</summary>
    public void Categories(IReadOnlyList<string> hard, IReadOnlyList<string> soft)
    {
        log.Information("Handling bounce categories={Categories}", Names(hard));
        log.Information("Handling soft-bounce categories={Categories}", Names(soft));
    }

    /// <summary>A signal asked us to stop.</summary>
    public void Signal(string name) =>
        log.Information("{Signal} received: no provider call is started any more, input is read to its end and stored", name);

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "(none)" : Cut(string.Join(',', names));

    private static string Cut(string text)
    {
        if (text.Length <= ValueLimit)
            return text;
        var end = char.IsHighSurrogate(text[ValueLimit - 1]) ? ValueLimit - 1 : ValueLimit;
        return text[..end] + "…";
    }
}
