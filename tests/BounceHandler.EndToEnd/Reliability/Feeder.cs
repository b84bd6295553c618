namespace BounceHandler.EndToEnd.Reliability;

/// <summary>A process that is fed with records about readers of its own until it is stopped. It calls Interspire under a name of its own, by which the server's log tells it.</summary>
internal sealed class Feeder : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _readers = [];
    private readonly Audience _audience;
    private readonly Task _feeding;

    private Feeder(Site site, Audience audience, string name)
    {
        (Name, _audience) = (name, audience);
        site.Server.Interspire.AddUser(name, name);
        site.Configuration.Interspire(site.Server, """{ "concurrency": 4 }""")
            .Set("providers.interspire.userId", $"\"{name}\"").Set("providers.interspire.apiKey", $"\"{name}\"");
        Process = site.Start();
        _feeding = FeedAsync();
    }

    public string Name { get; }

    public BounceHandlerProcess Process { get; }

    /// <summary>Whom it was told about.</summary>
    public IReadOnlyList<string> Readers => _readers;

    public static Feeder Start(Site site, Audience audience, string name) => new(site, audience, name);

    /// <summary>Kills it while it is being fed. The time stamp is taken when the signal was sent.</summary>
    public async Task<long> KillAsync()
    {
        var time = System.Diagnostics.Stopwatch.GetTimestamp();
        await Process.KillAsync();
        await _stop.CancelAsync();
        await _feeding;
        return time;
    }

    /// <summary>Feeds it no more and waits for its end.</summary>
    public async Task<FinishedRun> EndAsync()
    {
        await _stop.CancelAsync();
        await _feeding;
        Process.CloseInput();
        return await Process.EndAsync();
    }

    public void Dispose() => _stop.Dispose();

    private async Task FeedAsync()
    {
        await Process.WriteAsync(Accounting.Header);
        while (!_stop.IsCancellationRequested)
        {
            var reader = $"{Name}-{_readers.Count}@gone.example";
            _audience.Add(reader);
            _readers.Add(reader);
            await Process.WriteAsync(Accounting.Bounce(reader));
            await Task.Delay(Pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
