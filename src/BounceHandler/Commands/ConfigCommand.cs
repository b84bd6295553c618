using System.CommandLine;
using System.Globalization;
using BounceHandler.Classification.Replies;
using BounceHandler.Configuration;
using BounceHandler.Maildrop;
using BounceHandler.Providers;

namespace BounceHandler.Commands;

/// <summary>Checks the configuration before PowerMTA relies on it, or shows the one in force.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandLine line, Startup startup, CommandConsole console)
    {
        var offline = new Option<bool>("--offline") { Description = "Ask no provider." };
        var check = new Command("check", "Validate, test write permissions, and ask each provider once.") { offline };
        var show = new Command("show", "Show every setting in force, secrets masked.");
        var command = new Command("config", "Check or show the configuration.") { check, show };
        show.SetAction(result =>
        {
            var settings = Startup.ReadSettings(line.Options(result));
            console.Error.WriteLine(SettingsDisplay.Origin(settings));
            console.Out.WriteLine(SettingsDisplay.ToJson(settings));
            return ExitCodes.Ok;
        });
        check.SetAction((result, cancellation) => CheckAsync(line.Options(result), result.GetValue(offline), startup, console, cancellation));
        return command;
    }

    private static async Task<int> CheckAsync(
        GlobalOptions options, bool offline, Startup startup, CommandConsole console, CancellationToken cancellation)
    {
        var output = console.Out;
        var settings = Startup.ReadSettings(options);
        output.WriteLine($"configuration     {settings.ConfigurationFile ?? SettingsDisplay.BuiltIn}: valid");
        var missed = settings.RulesFile is null ? [] : ReplyRules.Misses(settings.OwnReplyRules).ToList();
        if (settings.RulesFile is { } rules)
            output.WriteLine($"reply rules       {rules}: {settings.OwnReplyRules.Count.ToString(CultureInfo.InvariantCulture)}, {(missed.Count == 0 ? "asked first" : "FAILED")}");
        foreach (var line in missed)
            output.WriteLine($"                  {LogLine.Escape(line)}");
        var directory = Startup.OpenDirectory(settings);
        output.WriteLine($"state directory   {directory.DirectoryPath}: writable{Note(directory.FallbackReason ?? directory.Warning)}");
        using var store = startup.OpenStore(directory);
        output.WriteLine("database          opened");
        var wanted = options.LogFile ?? settings.Log.File;
        using (var log = startup.OpenLog(options with { Debug = false }, settings))
        {
            var isWanted = log.FilePath == Path.GetFullPath(wanted);
            output.WriteLine($"log file          {(isWanted ? $"{wanted}: writable" : $"{wanted} cannot be written; {log.FilePath ?? "standard error"} is used instead")}");
        }

        if (settings.Providers.All(provider => provider.FollowsOthers))
            output.WriteLine("providers         no campaign tool is configured: the local suppression list is the only provider");
        var providers = startup.Decide(settings, store.Suppressions).Providers;
        var failed = missed.Count > 0;
        foreach (var (definition, provider) in providers)
        {
            if (offline || provider is not ICheckable checkable)
            {
                output.WriteLine($"provider          {definition.Name} ({definition.Type}), {definition.Endpoint}{(offline ? ": not asked" : "")}");
                continue;
            }

            var answer = await checkable.CheckAsync(cancellation);
            failed |= !answer.Ok;
            output.WriteLine($"provider          {definition.Name} ({definition.Type}), {definition.Endpoint}: {(answer.Ok ? "ok" : "FAILED")}");
            output.WriteLine($"                  {LogLine.Escape(answer.Answer)}");
            foreach (var list in answer.Lists)
                output.WriteLine($"                  list {LogLine.Escape(list)}");
        }

        foreach (var (_, provider) in providers)
            (provider as IDisposable)?.Dispose();
        return failed ? ExitCodes.Config : ExitCodes.Ok;
    }

    private static string Note(string? text) => text is null ? "" : $" ({text})";
}
