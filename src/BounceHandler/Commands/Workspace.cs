using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Logging;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Everything a command works with, opened once. <c>Program</c> builds it.</summary>
public sealed class Workspace : IDisposable
{
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

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Randomness.</summary>
    public required Random Random { get; init; }

    /// <summary>Builds the part that delivers.</summary>
    public Dispatcher CreateDispatcher(long? ownRun, bool forgetOutages) =>
        new(Store, Providers, (_, _) => [], [], Settings, Log, ownRun, forgetOutages, Time, Random);

    /// <summary>The start-up lines.</summary>
    public void LogStart(long run)
    {
        Log.Started(ProgramVersion.Text, run.ToString(System.Globalization.CultureInfo.InvariantCulture), Settings.ConfigurationFile);
        Log.StateDirectory(Store.Directory.DirectoryPath, Store.Directory.FallbackReason ?? Store.Directory.Warning ?? "");
        Log.Categories(Settings.BounceCategories, Settings.SoftBounceCategories);
        foreach (var setting in NotAtWork(Settings))
            Log.NotAtWork(setting);
        foreach (var (definition, _) in Providers)
            Log.Provider(definition.Name, definition.Type, definition.Endpoint, definition.Senders);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, provider) in Providers)
            (provider as IDisposable)?.Dispose();
        Store.Dispose();
        LogFile.Dispose();
    }

    // Judgement by the reply is not part of this version: an operator who relies on a setting must be told.
    private static IEnumerable<string> NotAtWork(Settings settings)
    {
        if (settings.Evidence != EvidenceUse.Off)
            yield return $"evidence \"{settings.Evidence.ToString().ToLowerInvariant()}\" behaves as \"off\": the category lists alone decide";
        if (settings.Brake.Enabled)
            yield return "brake and softBounces: no removal is held, soft bounces are not counted";
        if (settings.Mode == ActionMode.Observe)
            yield return "mode \"observe\" behaves as \"act\": lists are changed";
        if (settings.RemoteBounces != RemoteBounceUse.Act)
            yield return $"remoteBounces \"{settings.RemoteBounces.ToString().ToLowerInvariant()}\" behaves as \"act\"";
        if (settings.RulesFile is not null)
            yield return "rulesFile is not read";
        if (settings.Notifications.SmtpHost is not null)
            yield return "notifications: no mail is sent";
        if (settings.Statistics != new StatisticsSettings())
            yield return "statistics: no file is written";
    }
}
