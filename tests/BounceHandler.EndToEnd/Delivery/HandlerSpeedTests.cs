using System.Diagnostics;
using System.Globalization;

namespace BounceHandler.EndToEnd.Delivery;

/// <summary>How long PowerMTA waits for unsubhandler, beside how long this machine takes to start any program. Shown, not judged: machines are noisy.</summary>
[Collection(Alone.Name)]
public sealed class HandlerSpeedTests
{
    private const int Mails = 100;
    private const string Mail = "From: reader@isp.example\r\nSubject: unsubscribe\r\n\r\nPlease.\r\n";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_to_exit(bool isSomebodyDelivering)
    {
        await using var site = await Site.OpenAsync();
        site.Configuration.MailWizz(site.Server);
        var process = isSomebodyDelivering ? site.Start() : null;
        if (process is not null)
            await site.LogsAsync("Delivering: this process works on the queue now");
        var (handler, bare) = (new List<double>(), new List<double>());
        for (var i = 0; i < Mails; i++)
        {
            bare.Add(await TimeAsync(() => site.RunBareAsync("", "/bin/true")));
            handler.Add(await TimeAsync(async () => (await site.UnsubscribeAsync(Mail, $"--to=ab123cd{i:D6}.cn417nrhmv922.bs224mf5v20f4@fbl.example.com")).Exited(0)));
        }

        await Eventually.TrueAsync(() => site.Maildrop("new").Count == 0, "all mails are taken");
        await Eventually.TrueAsync(() => site.Log.Count(line => line.Contains("Unsubscribe: ", StringComparison.Ordinal)) == Mails, "all mails are in the log");
        process?.CloseInput();
        if (process is not null)
            (await process.EndAsync()).Exited(0);
        await Drains.EndedAsync(site.Directory);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"unsubhandler, {(isSomebodyDelivering ? "somebody delivers" : "it starts who delivers")}: median {Median(handler):F1} ms of {Mails}, /bin/true {Median(bare):F1} ms"));
    }

    private static async Task<double> TimeAsync(Func<Task> run)
    {
        var begin = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
