using BounceHandler.Classification;
using BounceHandler.Commands;
using BounceHandler.Configuration;
using BounceHandler.Logging;
using BounceHandler.Maildrop;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler;

/// <summary>Opens, in this order, what a command needs: configuration, state directory, log, store, providers, judge. No more than it needs.</summary>
/// <param name="console">Results and errors.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Randomness.</param>
internal sealed class Startup(CommandConsole console, TimeProvider time, Random random)
{
    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Reads the configuration in force.</summary>
    /// <exception cref="ConfigurationException">It cannot be used.</exception>
    public static Settings ReadSettings(GlobalOptions options)
    {
        var path = ConfigurationPath.Resolve(options.Configuration, Environment.GetEnvironmentVariable);
        if (path.Error is { } error)
            throw new ConfigurationException(error);
        return path.FilePath is { } file
            ? SettingsReader.Read(file, ProviderRegistry.Types, SecretReader.System)
            : SettingsReader.Defaults(ProviderRegistry.Types, SecretReader.System);
    }

    /// <summary>Finds the state directory.</summary>
    /// <exception cref="ConfigurationException">It cannot be written; the message says what mends it.</exception>
    public static StateDirectory OpenDirectory(Settings settings)
    {
        var result = StateDirectory.Open(settings.StateDirectory, Environment.GetEnvironmentVariable);
        return result.Directory ?? throw new ConfigurationException(result.Error!);
    }

    /// <summary>Opens the log.</summary>
    public OpenLog OpenLog(GlobalOptions options, Settings settings) => LogSetup.Open(
        new LogOptions
        {
            File = options.LogFile ?? settings.Log.File,
            Console = settings.Log.Console,
            Debug = options.Debug,
            Format = settings.Log.Format,
            RetainDays = settings.Log.RetainDays,
        },
        time);

    /// <summary>Opens the state.</summary>
    /// <exception cref="StoreException">It cannot be used.</exception>
    /// <exception cref="ConfigurationException">It belongs to another user.</exception>
    public Store OpenStore(StateDirectory directory)
    {
        try
        {
            return Store.Open(directory, time);
        }
        catch (StoreException e) when (e.IsDenied)
        {
            var (path, owner) = (directory.DirectoryPath, FileOwner.Of(directory.DirectoryPath));
            throw new ConfigurationException(
                $"{e.Message} The current user is {FileOwner.NameOfUser(FileOwner.CurrentUser)}: run `chown -R {owner} {path}` if {path} belongs to the right one.");
        }
    }

    /// <summary>Builds what decides about a record.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="suppressions">The local suppression list; null where nothing will be applied.</param>
    public DecisionParts Decide(Settings settings, ISuppressionList? suppressions)
    {
        var services = new ProviderServices(time, suppressions ?? new NoSuppressionList());
        var providers = settings.Providers.Select(definition => (definition, definition.Create(services))).ToList();
        var router = new Router(settings.Providers, settings.TransactionalSenders);
        var byName = providers.ToDictionary(p => p.definition.Name, p => p.Item2, StringComparer.Ordinal);
        var addresses = new UnsubscribeAddresses(settings.Unsubscribe.InForce(settings.Providers));
        return new DecisionParts(
            providers, router, new Judge(settings, router, UnsubscribeDomains(settings), byName, addresses),
            new UnsubscribeJudge(addresses, settings.Providers, byName));
    }

    /// <summary>Opens everything.</summary>
    public Workspace Open(GlobalOptions options)
    {
        var settings = ReadSettings(options);
        var directory = OpenDirectory(settings);
        var log = OpenLog(options, settings);
        var store = OpenStore(directory, log);
        store.Spool.Follow(settings);
        var parts = Decide(settings, store.Suppressions);
        return new Workspace
        {
            Options = options,
            Settings = settings,
            Console = console,
            LogFile = log,
            Log = new OperatorLog(log.Logger, log.Gather),
            Store = store,
            Providers = parts.Providers,
            Router = parts.Router,
            Judge = parts.Judge,
            UnsubscribeJudge = parts.UnsubscribeJudge,
            Time = time,
            Random = random,
        };
    }

    // Whoever started us may see neither our standard error nor our exit code.
    private Store OpenStore(StateDirectory directory, OpenLog log)
    {
        try
        {
            return OpenStore(directory);
        }
        catch (Exception e) when (e is StoreException or ConfigurationException)
        {
            new OperatorLog(log.Logger).StateFailed(e.Message);
            log.Dispose();
            throw;
        }
    }

    // A format with a fixed domain: mail to it is ours, and so are its bounces.
    private static IEnumerable<string> UnsubscribeDomains(Settings settings) => (settings.Unsubscribe.Addresses ?? [])
        .Select(address => address.Format.Domain).OfType<string>()
        .Select(domain => Events.EmailAddress.TryParse("x@" + domain, out var address) ? address.Domain : domain);

    // For dry runs, which decide and never apply.
    private sealed class NoSuppressionList : ISuppressionList
    {
        public Task<string> AddAsync(Suppression suppression, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("A dry run applies nothing.");

        public bool Has(Events.EmailAddress recipient, string tenant, Events.EventKind kind, string list) =>
            throw new InvalidOperationException("A dry run applies nothing.");

        public Task<bool> RemoveAsync(
            Events.EmailAddress recipient, string tenant, Events.EventKind kind, string list, Events.EventIdentity eventIdentity,
            CancellationToken cancellationToken) => throw new InvalidOperationException("A dry run applies nothing.");
    }
}
