using Serilog;
using Serilog.Core;

namespace BounceHandler.Logging;

/// <summary>A log that is open. Dispose writes what is left and closes it.</summary>
public sealed class OpenLog : IDisposable
{
    /// <summary>How soon after midnight the file is rotated when no line is written: a backup at 00:05 finds yesterday's file complete.</summary>
    private static readonly TimeSpan BetweenVisits = TimeSpan.FromMinutes(1);

    private readonly Logger _logger;
    private readonly LogFileStream? _file;
    private readonly ITimer? _visits;

    internal OpenLog(Logger logger, LogFileStream? file, TimeProvider time)
    {
        _logger = logger;
        _file = file;
        if (file is null)
            return;
        Visit();
        _visits = time.CreateTimer(_ => Visit(), null, BetweenVisits, BetweenVisits);
    }

    /// <summary>Writes lines.</summary>
    public ILogger Logger => _logger;

    /// <summary>Absolute path of the log file; null when lines go to standard error only.</summary>
    public string? FilePath => _file?.FilePath;

    /// <summary>Lines go to the file together, at the latest when what this returns is disposed. Null where there is no file.</summary>
    public IDisposable? Gather() => _file?.Gather();

    /// <inheritdoc/>
    public void Dispose()
    {
        _visits?.Dispose();
        _logger.Dispose();
    }

    // Not from within the stream: it is called under the sink's lock, while a line is being written.
    private void Visit()
    {
        if (_file?.Tend() is { } trouble)
            _logger.Warning("The log file {LogFile} cannot be rotated or reopened: {Error}", _file.FilePath, trouble);
    }
}
