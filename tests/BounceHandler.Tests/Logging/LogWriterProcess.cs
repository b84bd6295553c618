using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using BounceHandler.Logging;

namespace BounceHandler.Tests.Logging;

/// <summary>This very test program, started again to do nothing but write a log: only real processes show whether they share a file.</summary>
internal static class LogWriterProcess
{
    private const string Variable = "BOUNCEHANDLER_TESTS_WRITE_LOG";

    public static Process Start(string path, string name, int lines)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "BounceHandler.Tests"));
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{lines} {name} {path}");
        return Process.Start(start)!;
    }

    /// <summary>The text of one line: long enough not to fit into any buffer on the way.</summary>
    public static string Line(string name, int number) => $"{name} line {number} {new string('x', 3000)} end";

    [ModuleInitializer]
    internal static void WriteIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(' ', 3) is not [var lines, var name, var path])
            return;
        using (var log = LogSetup.Open(new LogOptions { File = path, RetainDays = 0 }, TimeProvider.System))
        {
            for (var i = 0; i < int.Parse(lines, CultureInfo.InvariantCulture); i++)
                log.Logger.Information("{Text}", Line(name, i));
        }

        Environment.Exit(0);
    }
}
