using System.Diagnostics;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>Waits for what must come true. The limit is for a busy machine, not a measure of speed.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(15);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(begin) < Limit, $"This did not come true within {Limit.TotalSeconds} s: {what}");
            await Task.Delay(BetweenLooks, TestContext.Current.CancellationToken);
        }
    }
}
