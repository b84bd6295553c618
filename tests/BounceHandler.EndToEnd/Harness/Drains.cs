using System.Diagnostics;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>The processes that unsubhandler starts and does not wait for. They carry the configuration on their command line.</summary>
internal static class Drains
{
    public static IReadOnlyList<string> Of(TestDirectory directory) =>
    [
        .. Process.GetProcessesByName("bouncehandler").Select(process => CommandLineOf(process.Id))
            .Where(line => line.Contains(directory.Configuration, StringComparison.Ordinal)),
    ];

    /// <summary>Waits until none is left.</summary>
    public static Task EndedAsync(TestDirectory directory) => Eventually.TrueAsync(() => Of(directory).Count == 0, "no process is left");

    private static string CommandLineOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return ""; // It has just ended.
        }
    }
}
