using System.Diagnostics;
using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>
/// kill -9 for unsubhandler at any moment. Exit code 0 stands for a request that is carried out; without it PowerMTA tries again, and the request is
/// carried out once all the same.
/// </summary>
[Trait("Proof", "crash")]
public sealed class KilledHandlerTests : IAsyncLifetime
{
    private const int KilledBySignal = 137;
    private const int AtOnce = 4;
    private const int Measured = 4;
    private const string Head = "From: Reader <reader@isp.example>\r\nSubject: unsubscribe\r\nMessage-Id: <1@isp.example>\r\n\r\n";

    private static readonly int Requests = Effort.Of(60, 600);

    private readonly Random _random = new(Effort.Seed);
    private Site _site = null!;
    private MailWizzList _list = null!;
    private MailWizzCampaign _campaign = null!;
    private int _killed;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _list = _site.Server.MailWizz.AddList("News");
        _campaign = _site.Server.MailWizz.AddCampaign(_list, uid: Audience.Campaign);
        _site.Configuration.MailWizz(_site.Server);
        _site.Directory.Write("bouncehandler.json", _site.Configuration.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_is_killed_has_taken_a_request_or_leaves_it_to_PowerMTA(bool somebodyDelivers)
    {
        var reader = somebodyDelivers ? _site.Start() : null;
        var life = await MeasureAsync();
        var subscribers = Enumerable.Range(0, Requests).Select(i => _site.Server.MailWizz.AddSubscriber(_list, $"reader{i}@isp.example")).ToList();
        foreach (var some in subscribers.Chunk(AtOnce))
            await Task.WhenAll(some.Select(subscriber => RequestAsync(subscriber, life, _random.Next())));

        await Eventually.TrueAsync(() => subscribers.TrueForAll(subscriber => subscriber.Status == SubscriberStatus.Unsubscribed), "all are unsubscribed");
        await Eventually.TrueAsync(() => _site.Maildrop("new").Count == 0, "all mails are taken");
        reader?.CloseInput();
        Assert.Equal(0, reader is null ? 0 : (await reader.EndAsync()).ExitCode);
        await Drains.EndedAsync(_site.Directory);
        Assert.Equal(Requests + Measured, _site.Server.MailWizz.UnsubscribesOf(_campaign).Count);
        Assert.Equal(Requests + Measured, _site.Server.Log.Of("track-unsubscribe").Count);
        Assert.Empty(_site.Server.Log.Of("unsubscribe"));
        Assert.Empty(_site.Maildrop("corrupt"));
        Assert.Empty(_site.Maildrop("set-aside"));
        var left = _site.Maildrop("tmp");
        Effort.Report($"{Requests} mails, {(somebodyDelivers ? "a process delivers" : "nobody runs")}: {_killed} handlers killed within {1.5 * life.TotalMilliseconds:0.0} ms of their start, {Events() - Requests - Measured} of them had kept the mail, {left.Count} left a file in tmp (seed {Effort.Seed}).");
        await AssertLeftoversGoInTimeAsync(left);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    // The first attempt is killed, if it lives so long; PowerMTA hands the mail over again, at once or a little later, until it is taken.
    private async Task RequestAsync(MailWizzSubscriber subscriber, TimeSpan life, int seed)
    {
        var random = new Random(seed);
        var mail = System.Text.Encoding.ASCII.GetBytes(Head + new string('x', random.Next(2) == 0 ? 100 : random.Next(400_000)));
        var handler = Start(subscriber);
        if (random.Next(4) == 0)
        {
            // It is killed while it waits for the rest of the mail.
            await handler.WriteAsync(mail[..random.Next(mail.Length)]);
            await Task.Delay(life * random.NextDouble(), TestContext.Current.CancellationToken);
        }
        else
        {
            var killing = Task.Run(
                () =>
                {
                    var (begin, moment) = (Stopwatch.GetTimestamp(), life * random.NextDouble() * 1.5);
                    SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(begin) > moment);
                    handler.Kill();
                },
                TestContext.Current.CancellationToken);
            await handler.WriteAsync(mail);
            handler.CloseInput();
            await killing;
        }

        var end = await handler.KillAsync();
        if (end.ExitCode == 0)
            return;
        Assert.Equal(KilledBySignal, end.ExitCode);
        Interlocked.Increment(ref _killed);
        await Task.Delay(random.Next(200), TestContext.Current.CancellationToken);
        (await _site.UnsubscribeAsync(System.Text.Encoding.ASCII.GetString(mail), "--to=" + AddressOf(subscriber))).Exited(0);
    }

    // A file that a dead handler left belongs to nobody and may be one that a living one is writing: it goes when it is old.
    private async Task AssertLeftoversGoInTimeAsync(IReadOnlyList<string> left)
    {
        (await _site.RunAsync("drain")).Exited(0);
        Assert.Equal(left, _site.Maildrop("tmp"));
        foreach (var path in left)
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().AddDays(-31).UtcDateTime);
        (await _site.RunAsync("drain")).Exited(0);
        Assert.Empty(_site.Maildrop("tmp"));
    }

    // The shortest of some lives: the first start reads the program from disk.
    private async Task<TimeSpan> MeasureAsync()
    {
        var shortest = TimeSpan.MaxValue;
        for (var i = 0; i < Measured; i++)
        {
            var subscriber = _site.Server.MailWizz.AddSubscriber(_list, $"measured{i}@isp.example");
            var begin = Stopwatch.GetTimestamp();
            (await _site.UnsubscribeAsync(Head, "--to=" + AddressOf(subscriber))).Exited(0);
            shortest = TimeSpan.FromTicks(Math.Min(shortest.Ticks, Stopwatch.GetElapsedTime(begin).Ticks));
        }

        return shortest;
    }

    private long Events()
    {
        using var state = StateCopy.Of(_site.Directory);
        return state.Number("SELECT count(*) FROM events WHERE origin IS NULL");
    }

    private BounceHandlerProcess Start(MailWizzSubscriber subscriber) => _site.StartBare(
        Binaries.UnsubHandler, "--config=" + _site.Directory.Configuration, "--logfile=" + _site.Directory.In("unsubhandler.log"), "--to=" + AddressOf(subscriber));

    private string AddressOf(MailWizzSubscriber subscriber) => $"{subscriber.Uid}.{_list.Uid}.{Audience.Campaign}@fbl-unsub.example.com";
}
