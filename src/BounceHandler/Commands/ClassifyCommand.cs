using System.CommandLine;
using BounceHandler.Configuration;
using BounceHandler.Maildrop;

namespace BounceHandler.Commands;

/// <summary>Shows what a reply is taken for, and why; needs no state and writes nothing.</summary>
internal static class ClassifyCommand
{
    public static Command Create(CommandLine line, CommandConsole console)
    {
        var category = Value("--category", "CATEGORY", "PowerMTA's bounceCat, for example bad-mailbox.");
        var status = Value("--status", "STATUS", "PowerMTA's dsnStatus, for example \"5.1.1 (bad destination mailbox address)\".");
        var diagnostic = Value("--diag", "TEXT", "PowerMTA's dsnDiag, for example \"smtp;550 5.1.1 user unknown\".");
        var table = Value("--tsv", "FILE", "Tab-separated rows with the columns bounceCat, dsnStatus and dsnDiag instead; \"-\" is standard input. They are written "
            + "again with verdict and rule; with a column expected, a scoreboard goes to standard error.");
        var command = new Command("classify", "Show what a reply says by itself, by which rule and for which reason, and the verdict that follows. Changes nothing.") { category, status, diagnostic, table };
        command.SetAction(result =>
        {
            var (text, code) = (result.GetValue(diagnostic), result.GetValue(status));
            if (result.GetValue(table) is { } file)
            {
                return text is null && code is null && result.GetValue(category) is null
                    ? ReplyTableRun.Run(file, new EvidenceReading(Startup.ReadSettings(line.Options(result))), console)
                    : Refuse(console, "--tsv goes without --category, --status and --diag: its rows have them.");
            }

            if (string.IsNullOrEmpty(text) && string.IsNullOrEmpty(code))
                return Refuse(console, "Say what the reply was: --diag TEXT, --status STATUS or both; or --tsv FILE.");
            Show(Startup.ReadSettings(line.Options(result)), result.GetValue(category) ?? "", code ?? "", text ?? "", console.Out);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Show(Settings settings, string category, string status, string diagnostic, TextWriter output)
    {
        var reading = new EvidenceReading(settings);
        var reply = reading.Reply(status, diagnostic);
        output.WriteLine($"reply     {EvidenceReading.NameOf(reply.Verdict)}");
        output.WriteLine($"rule      {(reply.Rule.Length > 0 ? reply.Rule : "none knows this reply")}");
        output.WriteLine($"reason    {reply.Reason}");
        output.WriteLine($"fault     {reply.Fault.ToString().ToLowerInvariant()}");
        if (reply.Provider.Length > 0)
            output.WriteLine($"provider  {LogLine.Escape(reply.Provider)}");
        if (reply.Source.Length > 0)
            output.WriteLine($"source    {LogLine.Escape(reply.Source)}");
        var outcome = reading.Outcome(category, status, diagnostic);
        output.WriteLine(LogLine.Escape($"verdict   {EvidenceReading.NameOf(outcome.Verdict)}: {outcome.Why} (evidence {SettingsSection.NameOf(settings.Evidence)})"));
    }

    private static int Refuse(CommandConsole console, string reason)
    {
        console.Error.WriteLine(reason);
        return ExitCodes.Usage;
    }

    private static Option<string?> Value(string name, string help, string description) => new(name) { HelpName = help, Description = description };
}
