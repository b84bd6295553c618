using System.Text;
using Serilog.Sinks.File;

namespace BounceHandler.Logging;

/// <summary>
/// Puts our stream under the file sink. The sink's own one remembers where the end of the file was, and its sharing mode relies on a named mutex,
/// which under Native AOT locks nothing: with several processes both lose lines.
/// </summary>
internal sealed class LogFileHooks(Stream stream) : FileLifecycleHooks
{
    /// <summary>False after the sink was configured: it failed to open the file, silently, and would write nowhere.</summary>
    public bool IsInUse { get; private set; }

    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        underlyingStream.Dispose();
        IsInUse = true;
        return stream;
    }
}
