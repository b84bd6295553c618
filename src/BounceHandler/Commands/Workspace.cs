using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Events;
using BounceHandler.Logging;
using BounceHandler.Maildrop;
using BounceHandler.Notifications;
using BounceHandler.Providers;
using BounceHandler.Statistics;
using BounceHandler.Statistics.Rrd;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Everything a command works with, opened once. <c>Program</c> builds it.</summary>
public sealed class Workspace : IDisposable
{
    private Dictionary<string, IBounceProvider>? _byName;
    private Alarms? _alarms;
    private MaildropSweep? _sweep;
    private IReadOnlyList<ICompanion>? _companions;
    private StatisticsLoop? _statistics;
    private StatisticsFile? _statisticsFile;

    /// <summary>Command-line options.</summary>
    public required GlobalOptions Options { get; init; }

    /// <summary>The configuration in force.</summary>
    public required Settings Settings { get; init; }

    /// <summary>Results and errors.</summary>
    public required CommandConsole Console { get; init; }

    /// <summary>The open log.</summary>
    public required OpenLog LogFile { get; init; }

    /// <summary>Its lines.</summary>
    public required OperatorLog Log { get; init; }

    /// <summary>The state.</summary>
    public required Store Store { get; init; }

    /// <summary>Providers in configuration order.</summary>
    public required IReadOnlyList<(ProviderDefinition Definition, IBounceProvider Provider)> Providers { get; init; }

    /// <summary>Event to providers.</summary>
    public required Router Router { get; init; }

    /// <summary>Record to decision.</summary>
    public required Judge Judge { get; init; }

    /// <summary>Unsubscribe mail to decision.</summary>
    public required UnsubscribeJudge UnsubscribeJudge { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Randomness.</summary>
    public required Random Random { get; init; }

    /// <summary>No provider is called.</summary>
    public bool Observes => Settings.Mode == ActionMode.Observe;

    /// <summary>The providers that may be called.</summary>
    public IReadOnlyList<(ProviderDefinition Definition, IBounceProvider Provider)> Called => Observes ? [] : Providers;

    /// <summary>Builds the part that delivers.</summary>
    public Dispatcher CreateDispatcher(long? ownRun, bool forgetOutages) =>
        new(Store, Called, Beside, Companions, Alarms, Settings, Log, ownRun, forgetOutages, Time, Random) { Meter = _statistics?.Meter };

    /// <summary>Tells the operator what he must act on.</summary>
    public Alarms Alarms => _alarms ??= new Alarms(Store, Log);

    /// <summary>Takes unsubscribe mails; one for all turns of this process, since it remembers what it could not take.</summary>
    public MaildropSweep Sweep => _sweep ??= new MaildropSweep(Store, UnsubscribeJudge, Settings.Statistics.PrometheusFile is null ? null : new RecordCounts(), Alarms, Log, Time);

    /// <summary>
    /// Starts a process that delivers if a mail was dropped while this one gave the work back: whoever dropped it was told that somebody delivers.
    /// </summary>
    public void LookOnceMore()
    {
        if (!Sweep.IsBusy)
            return;
        var configuration = ConfigurationPath.Resolve(Options.Configuration, Environment.GetEnvironmentVariable);
        if (DetachedDrain.Ensure(Store.Directory, configuration) is { } reason)
            Log.SweepFailed(reason);
    }

    /// <summary>Names, once, runs that did not read their input to the end.</summary>
    /// <exception cref="StoreException">The state cannot be read or written.</exception>
    public async Task ReportGapsAsync()
    {
        var gaps = await Store.Gaps.TakeNewAsync();
        if (gaps.Count == 0)
            return;
        var remedy = GapAdvice.Remedy(Store.Replayed.Names());
        foreach (var gap in gaps)
            Log.Gap(gap.Run, gap.Command, GapAdvice.What(gap), remedy);
    }

    /// <summary>The start-up lines.</summary>
    public void LogStart(long run)
    {
        Log.Started(ProgramVersion.Text, run.ToString(System.Globalization.CultureInfo.InvariantCulture), Settings.ConfigurationFile);
        Log.StateDirectory(Store.Directory.DirectoryPath, Store.Directory.FallbackReason ?? Store.Directory.Warning ?? "");
        Log.Categories(Settings.BounceCategories, Settings.SoftBounceCategories);
        if (Observes)
            Log.Observes();
        else if (Store.Queued.CountObserved() is > 0 and var observed)
            Log.ObservedRowsWait(observed);
        foreach (var (definition, _) in Providers)
            Log.Provider(definition.Name, definition.Type, definition.Endpoint, definition.Senders);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _statisticsFile?.Dispose();
        foreach (var (_, provider) in Providers)
            (provider as IDisposable)?.Dispose();
        Store.Dispose();
        LogFile.Dispose();
    }

    private Dictionary<string, IBounceProvider> ByName => _byName ??= Providers.ToDictionary(p => p.Definition.Name, p => p.Provider, StringComparer.Ordinal);

    private IReadOnlyList<Route> Beside(BounceEvent resolved, Route route) =>
        [.. Router.Beside(route, resolved.Kind).Where(other => ByName[other.Provider].HasActionFor(resolved))];

    // Made once: they remember things between two turns of this process.
    private IReadOnlyList<ICompanion> Companions => _companions ??= CreateCompanions();

    private ICompanion[] CreateCompanions()
    {
        var names = Providers.Select(p => p.Definition.Name).ToList();
        _statistics = new StatisticsLoop(Store, Settings.Statistics, names, () => RrdTool.Find(Environment.GetEnvironmentVariable("PATH")), ProgramVersion.Text, Log, Time);
        var campaigns = new CampaignDescriptions(Called.ToDictionary(p => p.Definition.Name, p => p.Provider, StringComparer.Ordinal), Store.Providers, Time);
        var notices = new Notices(
            Store, Settings.Notifications, campaigns, Observers(), () => new Postman(Settings.Notifications), Environment.MachineName, Log, Time);
        return
        [
            Sweep, new UndoReports(Store, Log, Time), new LateRequests(Store, Alarms, Log, Time), new HeldReminder(Store, Alarms, Log, Time),
            new SpaceWatch(Store.Directory, FreeSpace.At, Alarms, Time), notices, _statistics,
        ];
    }

    private IReadOnlyList<Func<SettledEvent, CampaignDescription?, Task>> Observers()
    {
        if (Settings.Statistics.File is not { } path)
            return [];
        var file = _statisticsFile = new StatisticsFile(path, error => Log.StatisticsFailed("statistics.file", error), Time);
        return
        [
            (settled, campaign) =>
            {
                file.Write(settled.Event with { Recipient = settled.Resolved ?? settled.Event.Recipient }, campaign);
                return Task.CompletedTask;
            },
        ];
    }
}
