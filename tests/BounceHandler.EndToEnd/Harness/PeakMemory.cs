using System.Globalization;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>The most memory that a process has held at once.</summary>
internal static class PeakMemory
{
    /// <summary>What is promised of the published program. The one of the build output brings the compiler and its own code along.</summary>
    public static int Limit => Binaries.ArePublished ? 100 : 400;

    /// <summary>The high-water mark of a running process's resident memory, MiB.</summary>
    public static int Of(BounceHandlerProcess process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return int.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Fails where a running process has held more than is promised.</summary>
    public static int Check(BounceHandlerProcess process)
    {
        var peak = Of(process);
        Assert.True(peak <= Limit, $"{peak} MiB of memory where {Limit} are allowed");
        return peak;
    }
}
