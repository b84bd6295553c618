using System.Globalization;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>The most memory that a process has held at once (VmHWM of proc(5)).</summary>
internal static class ProcessMemory
{
    /// <summary>What is promised, in MiB.</summary>
    public const double Promised = 100;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <summary>So far, in MiB; 0 if the process has ended.</summary>
    public static double Peak(BounceHandlerProcess process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.AsSpan(6, line.Length - 6 - 3), NumberStyles.Any, CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Waits for the end of a process and tells its peak, to within its last milliseconds.</summary>
    public static async Task<(FinishedRun Run, double Peak)> EndAsync(BounceHandlerProcess process)
    {
        var end = process.EndAsync();
        var peak = 0.0;
        while (!end.IsCompleted)
        {
            peak = Math.Max(peak, Peak(process));
            await Task.WhenAny(end, Task.Delay(BetweenLooks, TestContext.Current.CancellationToken));
        }

        return (await end, peak);
    }

    /// <summary>The published program keeps its promise; the build output brings the shared runtime and its compiler with it.</summary>
    public static void AssertBounded(double peak, string what) =>
        Assert.True(peak < (Binaries.ArePublished ? Promised : 2.5 * Promised), $"{what} has held {peak:F0} MiB");
}
