using System.Diagnostics;
using System.Text;
using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>An outage that lasts until a million rows wait: memory stays bounded, nobody else is slower for it, and every command still answers.</summary>
[Trait("Proof", "outage")]
public sealed class LongQueueTests : IAsyncLifetime
{
    private const int RowsPerRecord = 2;
    private const int RecordsPerBlock = 300;
    private const int Samples = 20;

    private Site _site = null!;
    private CampaignServer _healthy = null!;
    private int _others;

    private static int Rows => Effort.Of(30_000, 1_000_000);

    private static int Delivered => Effort.Of(2000, 20_000);

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _healthy = await CampaignServer.StartAsync();
        const string More = """{ "senders": ["*@lists.example.com"], "timeoutSeconds": 1 }""";
        _site.Configuration.MailWizz(_site.Server, More).Interspire(_site.Server, More)
            .MailWizz(_healthy, """{ "senders": ["*@other.example"] }""", "other").Set("delivery.drainSeconds", "1");
        _site.Server.Faults.Add(new Fault(FaultKind.Hang) { System = CampaignSystem.MailWizz });
        _site.Server.Faults.Add(new Fault(FaultKind.Status) { System = CampaignSystem.Interspire, Status = 503, Body = FaultBody.Html });
    }

    [Fact]
    public async Task Memory_is_bounded_and_others_go_on_however_many_rows_wait()
    {
        var process = _site.Start();
        await process.WriteAsync(Accounting.Header);
        Effort.Report($"record to API of the healthy provider, empty queue: median {(await SampleAsync(process)).TotalMilliseconds:F1} ms");

        var began = Stopwatch.GetTimestamp();
        await FeedAsync(process);
        var accepted = _others + (Rows / RowsPerRecord);
        while (StateTables.Accepted(_site.Directory) < accepted)
            await Task.Delay(200, TestContext.Current.CancellationToken);
        var took = Stopwatch.GetElapsedTime(began);
        Effort.Report($"{Rows} rows queued in {took.TotalSeconds:F0} s ({Rows / RowsPerRecord / took.TotalSeconds:F0} records/s)");
        // The suppression list has done its part, and the store is at rest.
        while (StateTables.Suppressed(_site.Directory) < accepted)
            await Task.Delay(200, TestContext.Current.CancellationToken);
        Effort.Report($"record to API of the healthy provider, {Rows} rows queued: median {(await SampleAsync(process)).TotalMilliseconds:F1} ms");
        AssertBounded(ProcessMemory.Peak(process), $"the process that read {Rows / RowsPerRecord} records and delivers");
        Assert.Equal((Rows / 2, Rows / 2), (StateTables.Queued(_site.Directory, "mailwizz"), StateTables.Queued(_site.Directory, "interspire")));

        await RunAsync("status", 1, "status");
        var head = await RunAsync("queue list | head", 0, "queue", "list");
        Assert.Equal(10, head.Lines.Count);

        began = Stopwatch.GetTimestamp();
        process.Signal(Posix.SigTerm);
        process.CloseInput();
        var (run, peak) = await ProcessMemory.EndAsync(process);
        run.Exited(0);
        AssertBounded(peak, $"ending it took {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s; until then it");
        (await RunAsync("drain", 75, "drain")).Says($"still queued={Rows}");
        await StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _healthy.DisposeAsync();
    }

    // The next process has the healthy provider's work done at once, and after the outage the other two's.
    private async Task StartAgainAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var process = _site.Start();
        await process.WriteAsync(Accounting.Header + Other());
        await OtherArrivedAsync();
        Effort.Report($"a process started with {Rows} rows queued reaches the healthy provider after {Stopwatch.GetElapsedTime(began).TotalSeconds:F2} s");

        _site.Server.Faults.Clear();
        began = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(() => Searches() >= Delivered, $"{Delivered} rows are delivered after the outage");
        Effort.Report($"{Searches()} of {Rows} rows delivered {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s after the outage");
        process.Signal(Posix.SigTerm);
        process.CloseInput();
        var (run, peak) = await ProcessMemory.EndAsync(process);
        run.Exited(0);
        AssertBounded(peak, "the process that delivers them");
    }

    private int Searches() => _site.Server.Log.Requests.Count(request => request.Operation is "search-all-lists" or "GetAllListsForEmailAddress" && request.Fault is null);

    private static async Task FeedAsync(BounceHandlerProcess process)
    {
        var block = new StringBuilder();
        for (var i = 0; i < Rows / RowsPerRecord; i++)
        {
            block.Append(Accounting.Bounce($"user{i}@gone.example"));
            if (i % RecordsPerBlock != RecordsPerBlock - 1 && i != (Rows / RowsPerRecord) - 1)
                continue;
            await process.WriteAsync(block.ToString());
            block.Clear();
        }
    }

    private async Task<TimeSpan> SampleAsync(BounceHandlerProcess process)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < Samples; i++)
        {
            var sent = TimeProvider.System.GetUtcNow();
            await process.WriteAsync(Other());
            times.Add(await OtherArrivedAsync() - sent);
        }

        return times.Order().ElementAt(Samples / 2);
    }

    private string Other() => Accounting.Bounce($"other{++_others}@gone.example", sender: "news@other.example");

    private async Task<DateTimeOffset> OtherArrivedAsync()
    {
        bool IsIt(LoggedRequest request) => request["EMAIL"] == $"other{_others}@gone.example";
        await Eventually.TrueAsync(() => _healthy.Log.Requests.Any(IsIt), "the healthy provider is asked about it");
        return _healthy.Log.Requests.First(IsIt).Time;
    }

    private async Task<FinishedRun> RunAsync(string name, int code, params string[] arguments)
    {
        var began = Stopwatch.GetTimestamp();
        // The shell gives its place to the program, whose output ends after ten lines where it is asked for.
        var output = name.EndsWith("head", StringComparison.Ordinal) ? " > >(head -n 10)" : "";
        var process = _site.StartBare(["/bin/bash", "-c", $"exec \"$@\"{output}", "bash", Binaries.BounceHandler, "--config", _site.Directory.Configuration, .. arguments]);
        process.CloseInput();
        var (run, peak) = await ProcessMemory.EndAsync(process);
        AssertBounded(peak, $"{name}, which took {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s,");
        return run.Exited(code);
    }

    private static void AssertBounded(double peak, string what)
    {
        Effort.Report($"{what} has held at most {peak:F0} MiB");
        ProcessMemory.AssertBounded(peak, what);
    }
}
