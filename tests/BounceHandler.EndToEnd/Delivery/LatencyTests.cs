using System.Globalization;

namespace BounceHandler.EndToEnd.Delivery;

/// <summary>Times mean something only while nothing else runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

[Collection(Alone.Name)]
public sealed class LatencyTests
{
    private const int Records = 20;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(150);

    // Only the published program has to be this quick: the build output compiles itself while it runs.
    private static readonly TimeSpan Promised = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_record_on_an_open_idle_pipe_reaches_the_API_at_once()
    {
        await using var site = await Site.OpenAsync();
        site.Configuration.MailWizz(site.Server);
        var audience = new Audience(site.Server).Add(Accounting.Users(Records + 1));
        var process = site.Start();
        await process.WriteAsync(Accounting.Header);
        var times = new List<TimeSpan>();
        foreach (var user in Accounting.Users(Records + 1))
        {
            var sent = TimeProvider.System.GetUtcNow();
            await process.WriteAsync(Accounting.Bounce(user));
            await Eventually.TrueAsync(() => site.About(user).Count > 0, $"a request about {user} while the pipe is open");
            times.Add(site.About(user)[0].Time - sent);
            await Task.Delay(Idle, TestContext.Current.CancellationToken);
        }

        Assert.False(process.HasExited);
        process.CloseInput();
        (await process.EndAsync()).Exited(0).Counted(total: Records + 1, processed: Records + 1);
        Assert.All(Accounting.Users(Records + 1), user => Assert.True(audience.HasLeftMailWizz(user)));

        // The first one waits for the process to start.
        var sorted = times.Skip(1).Order().ToList();
        var median = (sorted[(Records / 2) - 1] + sorted[Records / 2]) / 2;
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Record to API over {Records} records: median {median.TotalMilliseconds:F1} ms, least {sorted[0].TotalMilliseconds:F1} ms, most {sorted[^1].TotalMilliseconds:F1} ms"));
        if (Binaries.ArePublished)
            Assert.True(median < Promised, $"The median is {median.TotalMilliseconds} ms");
    }
}
