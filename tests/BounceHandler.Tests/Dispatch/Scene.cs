using System.Collections.Concurrent;
using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Logging;
using BounceHandler.Providers;
using BounceHandler.Storage;
using BounceHandler.Tests.Classification;
using BounceHandler.Tests.Storage;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace BounceHandler.Tests.Dispatch;

/// <summary>A real store, providers that do as they are told, and dispatchers as several processes would run them.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<(ProviderDefinition Definition, IBounceProvider Provider)> _providers = [];
    private readonly List<(CancellationTokenSource Stop, Task Running, Dispatcher Dispatcher)> _running = [];
    private readonly Lines _lines = new();
    private int _numbers;

    public Scene()
    {
        Store = Folder.Open();
        Log = new OperatorLog(new LoggerConfiguration().MinimumLevel.Debug().WriteTo.Sink(_lines).CreateLogger());
    }

    public StateFolder Folder { get; } = new();

    public Store Store { get; }

    public OperatorLog Log { get; }

    public Settings Settings { get; init; } = new();

    /// <summary>Where an event goes beside the provider that has told whom its reference names.</summary>
    public IReadOnlyList<Route> Beside { get; set; } = [];

    public IReadOnlyList<ICompanion> Companions { get; set; } = [];

    public IReadOnlyList<string> Logged => [.. _lines.Written];

    public Scene With(string name, IBounceProvider provider, int concurrency = 4, string host = "")
    {
        _providers.Add((TestDefinitions.Tool(name) with { Concurrency = concurrency, Host = host }, provider));
        return this;
    }

    /// <summary>Spools events for one provider.</summary>
    public Task AcceptAsync(string provider, int count = 1, long run = 1, EventKind kind = EventKind.HardBounce, string? recipient = null) =>
        Store.Spool.AddAsync(run, [.. Enumerable.Range(0, count).Select(_ => StateFolder.Entry(StateFolder.Event(++_numbers, recipient, kind), new Route(provider, "")))]);

    public Dispatcher Create(long? ownRun = null, bool forgetOutages = false) =>
        new(Store, _providers, (_, _) => Beside, Companions, Settings, Log, ownRun, forgetOutages, Folder.Time, new Random(1));

    /// <summary>Starts a dispatcher.</summary>
    public Dispatcher Start(long? ownRun = null, bool forgetOutages = false, TimeSpan? grace = null)
    {
        var stop = new CancellationTokenSource();
        var dispatcher = Create(ownRun, forgetOutages);
        _running.Add((stop, dispatcher.RunAsync(grace ?? TimeSpan.FromSeconds(5), stop.Token), dispatcher));
        return dispatcher;
    }

    /// <summary>Stops what was started; comes back when it has ended.</summary>
    public async Task StopAsync()
    {
        foreach (var (stop, running, dispatcher) in _running)
        {
            await stop.CancelAsync();
            await running.WaitAsync(Patience);
            dispatcher.Dispose();
            stop.Dispose();
        }

        _running.Clear();
    }

    /// <summary>Asks the last one that was started to stop, and does not wait for it.</summary>
    public Task BeginStop()
    {
        _running[^1].Stop.Cancel();
        return _running[^1].Running;
    }

    /// <summary>Lets the clock run until something is so.</summary>
    public Task UntilAsync(Func<bool> condition, TimeSpan? step = null) => UntilAsync(condition, Folder.Time, step);

    public static async Task UntilAsync(Func<bool> condition, Microsoft.Extensions.Time.Testing.FakeTimeProvider time, TimeSpan? step = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, "It has not come to pass.");
            time.Advance(step ?? TimeSpan.FromMilliseconds(10));
            await Task.Delay(1, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Folder.Dispose();
    }

    private sealed class Lines : ILogEventSink
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public void Emit(LogEvent logEvent) => Written.Enqueue(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture).Replace("\"", "", StringComparison.Ordinal));
    }
}
