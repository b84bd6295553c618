using BounceHandler.Maildrop;

namespace UnsubHandler;

/// <summary>The one thing this program does, in order: settings, state directory, mail, drop, log line, somebody to carry it out.</summary>
internal sealed class Handover(Func<string, string?> environment, TimeProvider time, Random random)
{
    /// <returns>One of the two exit codes that PowerMTA may see.</returns>
    public int Run(string[] args)
    {
        var arguments = Arguments.Parse(args);
        var log = new HandlerLog(arguments, new LogSettings(), time);
        try
        {
            var configuration = ConfigurationPath.Resolve(arguments.Config, environment);
            if (!TryReadSettings(configuration, out var settings, out var error))
                return Refuse(log, error);
            log = new HandlerLog(arguments, settings.Log, time);
            if (arguments.To is null)
                return Refuse(log, "--to is missing: the command in PowerMTA's configuration must end with --to=\"$to\"");
            var state = StateDirectory.Open(settings.StateDirectory, environment);
            if (!state.IsOpen)
                return Refuse(log, state.Error);
            var drop = ReadDrop(arguments, settings, MailInput.Read(new StandardInput(waiting: () => EndingSignals.EndWith(ExitCodes.TempFail))));
            var path = DropFile.Write(state.Directory.Maildrop, drop, random);
            FollowUp(log, arguments, drop, path, state.Directory, configuration);
            return ExitCodes.Ok;
        }
        catch (Exception e)
        {
            return Refuse(log, e is IOException or UnauthorizedAccessException ? e.Message : e.ToString());
        }
    }

    private static int Refuse(HandlerLog log, string reason)
    {
        log.Error($"Unsubscribe mail not taken, to be tried again: {reason}");
        return ExitCodes.TempFail;
    }

    // The request is ours now: whatever fails here, PowerMTA must not send it again.
    private static void FollowUp(
        HandlerLog log, Arguments arguments, Drop drop, string path, StateDirectory state, ConfigurationPath configuration)
    {
        try
        {
            Report(log, arguments, drop, path, state);
            if (DetachedDrain.Ensure(state, configuration) is { } reason)
                log.Warning(reason);
        }
        catch (Exception e)
        {
            log.Warning($"Unsubscribe mail kept as {Path.GetFileName(path)}, but nobody was told: {e}");
        }
    }

    private static bool TryReadSettings(ConfigurationPath configuration, out MaildropSettings settings, out string error)
    {
        settings = new MaildropSettings();
        error = configuration.Error ?? "";
        if (configuration.FilePath is not { } path)
            return configuration.IsBuiltIn;
        if (!MaildropSettingsReader.TryRead(File.ReadAllBytes(path), path, out var read, out var reason))
        {
            error = reason;
            return false;
        }

        settings = read;
        return true;
    }

    private Drop ReadDrop(Arguments arguments, MaildropSettings settings, MailInput input) => new()
    {
        Time = time.GetUtcNow(),
        To = arguments.WholeAddress!,
        From = arguments.From,
        Address = arguments.AddressIsWhole ? UnsubscribeFormat.Match(settings.UnsubscribeFormats, arguments.To!) : null,
        Mail = input.Mail,
        OmittedBytes = input.OmittedBytes,
    };

    private static void Report(HandlerLog log, Arguments arguments, Drop drop, string path, StateDirectory state)
    {
        var remarks = new List<string>();
        if (arguments.Ignored.Count > 0)
            remarks.Add($"ignored on the command line: {Shorten(string.Join(' ', arguments.Ignored))}");
        if (drop.OmittedBytes > 0)
            remarks.Add($"{drop.OmittedBytes} bytes of the mail not kept");
        if (state.FallbackReason is { } reason)
            remarks.Add(reason);
        var remark = remarks.Count == 0 ? "" : $" ({string.Join("; ", remarks)})";
        var where = $"to={Shorten(drop.To)} drop={Path.GetFileName(path)}{remark}";
        if (drop.Address is not { } address)
        {
            log.Warning($"Unsubscribe mail kept, address not understood: {where}");
            return;
        }

        var tokens = address.Tokens;
        var who = tokens.Recipient is { } recipient
            ? $"recipient={recipient}"
            : $"subscriber={tokens.Subscriber} list={tokens.List} campaign={tokens.Campaign}";
        log.Information($"Unsubscribe request kept: {who} provider={string.Join(',', address.Providers)} {where}");
    }

    private static string Shorten(string text) => text.Length <= 320 ? text : $"{text[..320]}...";
}
