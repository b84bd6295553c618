using BounceHandler.Maildrop;

namespace UnsubHandler;

/// <summary>Started by PowerMTA for each unsubscribe mail: keeps address and mail safe, says so in the log, and is gone.</summary>
internal static class Program
{
    /// <summary>0: the request is ours now. 75: PowerMTA must try again. Any other code would make it bounce the request.</summary>
    public static int Main(string[] args)
    {
        try
        {
            StandardStreams.Ensure();
            EndingSignals.Ignore();
            if (Usage.Answer(args) is { } answer)
            {
                Print(StandardStreams.OpenOutput(), answer);
                return ExitCodes.Ok;
            }

            return new Handover(Environment.GetEnvironmentVariable, TimeProvider.System, new Random()).Run(args);
        }
        catch (Exception e)
        {
            Print(StandardStreams.OpenError(), $"unsubhandler: {LogLine.Escape(e.ToString())}");
            return ExitCodes.TempFail;
        }
    }

    private static void Print(TextWriter writer, string text)
    {
        using (writer)
            writer.WriteLine(text);
    }
}
