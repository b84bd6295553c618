using System.Text;
using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>
/// PowerMTA stands still while its accounting pipe is full, and gives the pipe up after a minute (write-timeout, User's Guide 3.3.11.9): a consumer must
/// never make it wait, least of all while an API hangs. The limit is the promise itself.
/// </summary>
[Trait("Proof", "pipe")]
[Collection(Delivery.Alone.Name)]
public sealed class PipeSpeedTests
{
    // Only the published program has to be this quick: the build output compiles itself while it runs.
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(Binaries.ArePublished ? 1 : 5);

    private static int Records => Effort.Of(20_000, 200_000);

    [Theory]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    public async Task No_write_blocks_for_a_second_while_the_API_hangs(int blockSize)
    {
        await using var site = await Site.OpenAsync();
        site.Configuration.MailWizz(site.Server).Interspire(site.Server).Set("delivery.drainSeconds", "0");
        site.Server.Faults.Add(new Fault(FaultKind.Hang));
        var process = site.Start();
        var writer = new PipeWriter(process);

        await Task.Factory.StartNew(() => Write(writer, blockSize), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        process.CloseInput();
        (await process.EndAsync()).Exited(0).Counted(Records, processed: Records);
        Assert.Equal((Records, Records), (StateTables.Queued(site.Directory, "mailwizz"), StateTables.Queued(site.Directory, "interspire")));
        Effort.Report($"{Records} records ({writer.Written / 1e6:F0} MB) in writes of {(blockSize == 1 ? "one record" : $"{blockSize} bytes")} while both APIs hang: longest write {writer.Longest.TotalMilliseconds:F0} ms, all {writer.Total.TotalSeconds:F1} s ({Records / writer.Total.TotalSeconds:F0} records/s)");
        Assert.True(writer.Longest < LongestWrite, $"A write took {writer.Longest.TotalMilliseconds:F0} ms");
    }

    // Blocks of the size, cut wherever they end; at size 1 each record is a block.
    private static void Write(PipeWriter writer, int blockSize)
    {
        var block = new StringBuilder(Accounting.Header);
        for (var i = 0; i < Records; i++)
        {
            block.Append(Accounting.Bounce($"user{i}@gone.example", Audience.JobId));
            while (block.Length >= blockSize)
            {
                var size = blockSize == 1 ? block.Length : blockSize;
                writer.Write(Encoding.UTF8.GetBytes(block.ToString(0, size)));
                block.Remove(0, size);
            }
        }

        if (block.Length > 0)
            writer.Write(Encoding.UTF8.GetBytes(block.ToString()));
    }
}
