using System.CommandLine;
using BounceHandler.Maildrop;
using BounceHandler.Statistics.Rrd;

namespace BounceHandler.Commands;

/// <summary>
/// Draws the RRDtool database. Exits 78 where the operator has to set or install something first, 74 where a picture could not be made.
/// </summary>
internal static class GraphCommand
{
    public static Command Create(CommandLine line, CommandConsole console, TimeProvider time)
    {
        var output = new Option<string?>("--output") { Description = "Where to; without it beside the file of statistics.rrdFile.", HelpName = "DIR" };
        var command = new Command("graph", "Draw bounces-day.png, bounces-week.png and bounces-year.png from statistics.rrdFile.") { output };
        command.SetAction(async (result, stop) =>
        {
            var settings = Startup.ReadSettings(line.Options(result));
            if (settings.Statistics.RrdFile is not { } rrdFile)
                return Refuse(console, ExitCodes.Config, "Nothing is recorded for graphs: statistics.rrdFile is not set in the configuration.");
            if (RrdTool.Find(Environment.GetEnvironmentVariable("PATH")) is not { } tool)
                return Refuse(console, ExitCodes.Config, $"Nothing can be drawn: {RrdFile.NotInstalled}.");
            var path = Path.GetFullPath(rrdFile);
            if (!File.Exists(path))
                return Refuse(console, ExitCodes.IoError, $"{path} (statistics.rrdFile) does not exist yet: it is made when something is delivered.");
            var directory = Path.GetFullPath(result.GetValue(output) ?? Path.GetDirectoryName(path)!);
            if (!Directory.Exists(directory))
                return Refuse(console, ExitCodes.Usage, $"{directory} is not a directory.");
            return await DrawAsync(console, tool, path, directory, [.. settings.Providers.Select(provider => provider.Name)], time, stop);
        });
        return command;
    }

    private static async Task<int> DrawAsync(
        CommandConsole console, RrdTool tool, string path, string directory, IReadOnlyList<string> providers, TimeProvider time, CancellationToken stop)
    {
        var info = await tool.RunAsync(["info", path], stop);
        if (!info.IsOk || RrdDescription.Parse(info.Output) is not { } file)
            return Refuse(console, ExitCodes.IoError, $"{path} (statistics.rrdFile) cannot be read: {info.Error}");
        foreach (var period in RrdPeriod.All)
        {
            var picture = Path.Combine(directory, $"bounces-{period.Name}.png");
            if (await DrawAsync(tool, picture, temporary => RrdGraph.Arguments(temporary, path, file.Sources, providers, period, time.GetUtcNow()), stop) is { } error)
                return Refuse(console, ExitCodes.IoError, $"{picture} cannot be drawn: {error}");
            console.Out.WriteLine(LogLine.Escape(picture));
        }

        return ExitCodes.Ok;
    }

    // Under another name first: a web server may be showing the old one.
    private static async Task<string?> DrawAsync(RrdTool tool, string picture, Func<string, IReadOnlyList<string>> arguments, CancellationToken stop)
    {
        var temporary = $"{picture}.{Environment.ProcessId}.tmp";
        try
        {
            var answer = await tool.RunAsync(arguments(temporary), stop);
            if (!answer.IsOk)
                return answer.Error;
            File.Move(temporary, picture, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static int Refuse(CommandConsole console, int code, string message)
    {
        console.Error.WriteLine(LogLine.Escape(message));
        return code;
    }
}
