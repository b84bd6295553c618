using System.Runtime.InteropServices;
using BounceHandler.EndToEnd.Harness;

namespace BounceHandler.Tests;

/// <summary>What strangers write takes time in proportion to its length, however it is made.</summary>
[Trait("Proof", "hostile")]
public sealed partial class LinearTimeTests
{
    private const int Growth = 8;

    // Time that grows with the square of the input would take 64 times as long; twice as long as in proportion is the machine's noise.
    private const double MostTimes = Growth * 4;

    // Shorter than this, what is measured is the machine.
    private static readonly TimeSpan TooShortToTell = TimeSpan.FromMilliseconds(60);

    public static TheoryData<string> Names => [.. HostileGrowth.Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Eight_times_the_input_takes_not_much_more_than_eight_times_the_time(string name)
    {
        var (size, read) = HostileGrowth.Cases[name];
        read(Math.Min(size, 2000));
        var large = Least(read, size * Growth);
        if (large < TooShortToTell)
            return;
        var small = Least(read, size);
        if (Effort.IsLong)
            Effort.Report($"{name}: {size * Growth / 1024} KiB in {large.TotalMilliseconds:F0} ms, an eighth of it in {small.TotalMilliseconds:F1} ms");
        Assert.True(large < small * MostTimes, $"{name}: {small.TotalMilliseconds} ms for {size}, {large.TotalMilliseconds} ms for {size * Growth}");
    }

    private static TimeSpan Least(Action<int> read, int size)
    {
        var least = TimeSpan.MaxValue;
        for (var i = 0; i < 3 && least > TooShortToTell; i++)
        {
            var start = ProcessorTime();
            read(size);
            var time = ProcessorTime() - start;
            least = time < least ? time : least;
        }

        return least;
    }

    // What this thread itself has used: other work on the machine does not count.
    private static TimeSpan ProcessorTime()
    {
        const int ThisThread = 3;
        Assert.Equal(0, GetTime(ThisThread, out var time));
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Moment time);

    private readonly record struct Moment(long Seconds, long Nanoseconds);
}
