using BounceHandler.Configuration;
using BounceHandler.Logging;
using BounceHandler.Statistics;
using BounceHandler.Statistics.Prometheus;
using BounceHandler.Statistics.Rrd;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// Counts and writes the files for Prometheus and RRDtool while this process holds the dispatcher lock, and once more when it stops. Does nothing where
/// neither file is configured. Whatever goes wrong here costs a line in the log, never an event.
/// </summary>
public sealed class StatisticsLoop : ICompanion
{
    /// <summary>Between two countings, each with the Prometheus file.</summary>
    public static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(15);

    /// <summary>Between two updates of the RRDtool database.</summary>
    public static readonly TimeSpan BetweenGraphs = TimeSpan.FromSeconds(60);

    // Whoever stops us waits for the last round.
    private static readonly TimeSpan LastRound = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(20);

    // The RRDtool database has no place for the past: what was accepted longer ago, before statistics were switched on for example, is left out of it.
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    private readonly Store _store;
    private readonly string? _prometheusPath;
    private readonly RrdFile? _graph;
    private readonly IReadOnlyList<string> _providers;
    private readonly string _version;
    private readonly OperatorLog _log;
    private readonly TimeProvider _time;
    private readonly CostlyReading<(IReadOnlyDictionary<(string Provider, SpoolState State), long> Counts, DateTimeOffset? Oldest)> _queue;
    private readonly List<Counter> _observed = [];
    private readonly HashSet<string> _failing = [];

    /// <param name="store">The state.</param>
    /// <param name="settings">Which files.</param>
    /// <param name="providers">Names of the configured providers.</param>
    /// <param name="findRrdTool">Looks for rrdtool.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="log">The log.</param>
    /// <param name="time">The clock.</param>
    public StatisticsLoop(
        Store store, StatisticsSettings settings, IReadOnlyList<string> providers, Func<RrdTool?> findRrdTool, string version, OperatorLog log,
        TimeProvider time)
    {
        _store = store;
        _prometheusPath = settings.PrometheusFile;
        _graph = settings.RrdFile is { } path ? new RrdFile(path, providers, findRrdTool) : null;
        _providers = providers;
        _version = version;
        _log = log;
        _time = time;
        _queue = new(() => (store.Measured.Counts(), store.Measured.OldestQueued()), time);
    }

    /// <summary>Takes the calls of this process.</summary>
    public ApiMeter Meter { get; } = new();

    /// <summary>Never: nobody need wait for it.</summary>
    public bool IsBusy => false;

    /// <summary>Goes round until <paramref name="cancellationToken"/>, then once more, which takes two seconds at most.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_prometheusPath is null && _graph is null)
            return;
        using var giveUp = new CancellationTokenSource();
        using var stopping = cancellationToken.Register(() => giveUp.CancelAfter(LastRound));
        var nextGraph = _time.GetUtcNow() + BetweenGraphs;
        while (!cancellationToken.IsCancellationRequested)
        {
            await RoundAsync(cancellationToken, giveUp.Token);
            if (_time.GetUtcNow() >= nextGraph)
            {
                await UpdateGraphAsync(evenIfNothing: true, giveUp.Token);
                nextGraph = _time.GetUtcNow() + BetweenGraphs;
            }

            await Task.Delay(BetweenRounds, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await RoundAsync(cancellationToken, giveUp.Token);
        await UpdateGraphAsync(evenIfNothing: false, giveUp.Token);
    }

    private async Task RoundAsync(CancellationToken stop, CancellationToken giveUp)
    {
        try
        {
            await CountAsync(stop, giveUp);
            if (_prometheusPath is not null)
                PrometheusFile.Replace(_prometheusPath, PrometheusMetrics.Write(Snapshot()));
            Works("statistics.prometheusFile");
        }
        catch (Exception e)
        {
            Fails(_prometheusPath is null ? "statistics.rrdFile" : "statistics.prometheusFile", e.Message);
        }
    }

    private async Task CountAsync(CancellationToken stop, CancellationToken giveUp)
    {
        // Kept until they are stored.
        _observed.AddRange(Meter.Take());
        await _store.Counters.AddAsync(_observed);
        _observed.Clear();
        while (!giveUp.IsCancellationRequested)
        {
            if ((await _store.Counters.AdvanceAsync(_graph is null ? null : _time.GetUtcNow() - Recent)).IsComplete)
                return;
            await Task.Delay(BetweenBatches, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private PrometheusSnapshot Snapshot()
    {
        var now = _time.GetUtcNow();
        var states = _store.Providers.Read().ToDictionary(entry => entry.Name, entry => entry.State);
        var (queue, oldest) = _queue.Value();
        return new PrometheusSnapshot
        {
            Counters = _store.Counters.Read(),
            Providers = [.. _providers.Select(name => (name, states.GetValueOrDefault(name) == ProviderState.Up))],
            Queue = [.. _providers.Concat(queue.Keys.Select(key => key.Provider)).Distinct(StringComparer.Ordinal)
                .SelectMany(name => Enum.GetValues<SpoolState>().Select(state => (name, Name(state), queue.GetValueOrDefault((name, state)))))],
            OldestQueued = now - oldest,
            LastRecord = _store.Runs.LastReader()?.LastRecord,
            Version = _version,
        };
    }

    private async Task UpdateGraphAsync(bool evenIfNothing, CancellationToken giveUp)
    {
        if (_graph is null)
            return;
        try
        {
            var pending = await _store.Counters.TakeAsync(CounterName.Graph);
            if (pending.Count > 0 || evenIfNothing)
                Report(await DrawAsync(_graph, pending, giveUp));
        }
        catch (Exception e)
        {
            Fails("statistics.rrdFile", e.Message);
        }
    }

    // What was taken out and not drawn goes back, whatever happened.
    private async Task<RrdOutcome> DrawAsync(RrdFile graph, IReadOnlyList<Counter> pending, CancellationToken giveUp)
    {
        RrdOutcome? outcome = null;
        try
        {
            var counts = pending.ToDictionary(counter => counter.Labels, counter => counter.Value, StringComparer.Ordinal);
            return outcome = await graph.UpdateAsync(counts, _time.GetUtcNow(), giveUp);
        }
        finally
        {
            if (outcome is not RrdOutcome.Written)
                await _store.Counters.AddAsync(pending);
        }
    }

    private void Report(RrdOutcome outcome)
    {
        switch (outcome)
        {
            case RrdOutcome.Written(var left):
                Works("statistics.rrdFile");
                if (left.Length > 0)
                    _log.StatisticsLacking(left);
                break;
            case RrdOutcome.Failed(var error):
                Fails("statistics.rrdFile", error);
                break;
        }
    }

    private void Fails(string setting, string error)
    {
        if (_failing.Add(setting))
            _log.StatisticsFailed(setting, error);
    }

    private void Works(string setting) => _failing.Remove(setting);

    private static string Name(SpoolState state) => state switch
    {
        SpoolState.Queued => "queued",
        SpoolState.Held => "held",
        SpoolState.Failed => "failed",
        SpoolState.Observed => "observed",
        _ => "gave_up",
    };
}
