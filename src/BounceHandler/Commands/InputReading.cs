using BounceHandler.Configuration;
using BounceHandler.Input;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Reads the inputs of a run, each from where it begins, with what is known about its columns.</summary>
internal sealed class InputReading(Workspace workspace, Intake intake, StopSignal stop)
{
    /// <summary>Reads one input to its end, and has noted how far it was accepted.</summary>
    /// <param name="input">Where it comes from.</param>
    /// <param name="progress">Called with the bytes accepted so far; a <see cref="StoreException"/> from it ends the reading.</param>
    public async Task<IntakeResult> ReadAsync(InputSource input, Action<long> progress)
    {
        if (input.Obstacle is { } obstacle)
            return new IntakeResult(0, obstacle, StateFailed: false);
        using var source = new ByteSource(input.Stream, workspace.Time);
        using var reader = new RecordReader(new RecordReaderOptions
        {
            BounceFields = workspace.Settings.Input.BounceFields,
            FeedbackFields = workspace.Settings.Input.FeedbackFields,
            RememberedLayouts = workspace.Store.Layouts.Read(),
            Deliveries = workspace.Settings.Evidence == EvidenceUse.Off ? null : workspace.Store.Deliveries,
            From = input.From,
            LeavesTail = input.LeavesTail,
            SilenceEndsRows = !input.IsFile,
        });
        var result = await intake.RunAsync(source, reader, stop, progress, input.Accepted);
        if (input.Ended is null || result.StateFailed)
            return result;
        try
        {
            await input.Ended(result.Reached, result is { Error: null, StoppedEarly: false });
            return result;
        }
        catch (StoreException e)
        {
            return result with { Error = e.Message, StateFailed = true };
        }
    }
}
