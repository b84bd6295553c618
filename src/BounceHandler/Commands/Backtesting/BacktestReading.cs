using BounceHandler.Configuration;
using BounceHandler.Input;

namespace BounceHandler.Commands.Backtesting;

/// <summary>Reads files for a backtest.</summary>
/// <param name="input">Column orders of the configuration in force.</param>
/// <param name="time">The clock.</param>
internal sealed class BacktestReading(InputSettings input, TimeProvider time)
{
    /// <summary>Reads one file to its end. Returns why it could not be read; null if it could.</summary>
    /// <param name="file">The file.</param>
    /// <param name="backtest">Takes its rows.</param>
    /// <param name="progress">Called with name and bytes read so far.</param>
    public async Task<string?> ReadAsync(InputSource file, Backtest backtest, Action<string, long> progress)
    {
        using var source = new ByteSource(file.Stream, time);
        using var reader = new RecordReader(new RecordReaderOptions
        {
            BounceFields = input.BounceFields,
            FeedbackFields = input.FeedbackFields,
            SilenceEndsRows = false,
        });
        while (true)
        {
            var read = await source.ReadAsync(null, CancellationToken.None);
            if (read.Error is { } error)
                return $"reading failed: {error.Message}";
            if (read.Kind == ReadKind.Bytes)
                reader.Append(read.Bytes.Span);
            else
                reader.Complete();
            Take(reader, backtest);
            progress(file.Name, reader.AcceptedOffset);
            if (read.Kind == ReadKind.End)
                return null;
        }
    }

    private void Take(RecordReader reader, Backtest backtest)
    {
        var now = time.GetUtcNow();
        while (reader.TryRead(out var row))
            backtest.Take(row, now);
    }
}
