using System.Text;
using BounceHandler.Events;
using BounceHandler.Maildrop;

namespace BounceHandler.Statistics;

/// <summary>
/// The statistics file: one line for each complaint and each unsubscribe. Several processes may write it, and logrotate may move it away. It is private
/// (0600), as it names people. Nothing here throws: statistics must never hold up an event. Safe for several threads.
/// </summary>
/// <param name="path">Where; made if it is missing, its directory is not.</param>
/// <param name="failed">Takes the reason when writing begins to fail, once until it works again.</param>
/// <param name="time">The clock, for local time.</param>
public sealed class StatisticsFile(string path, Action<string> failed, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private AppendOnlyFileStream? _file;
    private bool _isFailing;

    /// <summary>Writes the line of an event; nothing for other kinds than complaints and unsubscribes.</summary>
    public void Write(BounceEvent bounceEvent, CampaignDescription? campaign)
    {
        if (StatisticsLine.Of(bounceEvent, campaign, time.GetLocalNow()) is not { } line)
            return;
        lock (_gate)
        {
            try
            {
                Append(Encoding.UTF8.GetBytes(line));
                _isFailing = false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (!_isFailing)
                    failed(e.Message);
                _isFailing = true;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            _file?.Dispose();
    }

    // Lines that a full disk refuses are kept by the stream and go out with a later one.
    private void Append(byte[] line)
    {
        _file ??= new AppendOnlyFileStream(path);
        _file.Write(line);
        _file.ReopenIfStale();
        _file.Flush();
    }
}
