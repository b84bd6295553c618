using BounceHandler.Configuration;
using BounceHandler.Maildrop;
using Serilog;
using Serilog.Events;
using Serilog.Formatting;

namespace BounceHandler.Logging;

/// <summary>Opens the log where the options say, or as near to it as can be.</summary>
public static class LogSetup
{
    /// <summary>Name of the file in the working directory that stands in for one that cannot be opened.</summary>
    public const string FallbackName = "pmta-bounce-handler.log";

    /// <summary>
    /// Opens the log. Where its file cannot be opened, one in the working directory takes its place, else standard error, and the first line says
    /// so: a program that cannot log must still do its work.
    /// </summary>
    public static OpenLog Open(LogOptions options, TimeProvider time) =>
        Open(options, time, StandardStreams.OpenError(), Environment.CurrentDirectory);

    internal static OpenLog Open(LogOptions options, TimeProvider time, TextWriter error, string workingDirectory)
    {
        ITextFormatter formatter = options.Format == LogFormat.Json ? new JsonLineFormatter(time) : new TextLineFormatter(time);
        if (options.Debug)
            return ToStandardError(LogEventLevel.Debug, formatter, error, time);
        var console = options.Console ? error : null;
        if (TryFile(options.File, options.RetainDays, formatter, console, time, out var reason) is { } log)
            return log;
        log = TryFile(Path.Combine(workingDirectory, FallbackName), options.RetainDays, formatter, console, time, out _)
            ?? ToStandardError(LogEventLevel.Information, formatter, error, time);
        log.Logger.Warning(
            "The log file {LogFile} cannot be used, logging to {Fallback}: {Error}", options.File, log.FilePath ?? "standard error", reason);
        return log;
    }

    private static OpenLog ToStandardError(LogEventLevel level, ITextFormatter formatter, TextWriter error, TimeProvider time) =>
        new(new LoggerConfiguration().MinimumLevel.Is(level).WriteTo.Sink(new StandardErrorSink(formatter, error)).CreateLogger(), null, time);

    private static OpenLog? TryFile(
        string path, int retainDays, ITextFormatter formatter, TextWriter? console, TimeProvider time, out string reason)
    {
        LogFileStream file;
        try
        {
            file = new LogFileStream(path, retainDays, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            reason = e.Message;
            return null;
        }

        var hooks = new LogFileHooks(file);
        var configuration = new LoggerConfiguration().WriteTo.File(
            formatter, file.FilePath, fileSizeLimitBytes: null, buffered: false, rollingInterval: RollingInterval.Infinite, hooks: hooks);
        if (console is not null)
            configuration.WriteTo.Sink(new StandardErrorSink(formatter, console));
        var logger = configuration.CreateLogger();
        reason = hooks.IsInUse ? "" : "another program has locked it";
        if (hooks.IsInUse)
            return new OpenLog(logger, file, time);
        logger.Dispose();
        file.Dispose();
        return null;
    }
}
