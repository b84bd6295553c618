using System.Globalization;

namespace BounceHandler.Commands;

/// <summary>One line on a terminal that says how far a replay is; nothing where standard error is no terminal.</summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter? _output;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, (long Before, long Begin)> _files = new(StringComparer.Ordinal);
    private readonly long _total;
    private long _shownAt;
    private bool _shown;

    /// <param name="output">Standard error.</param>
    /// <param name="files">What is to be read, in bytes; not looked at where nothing is shown.</param>
    /// <param name="time">The clock.</param>
    public ProgressLine(TextWriter output, IEnumerable<(string Path, long Begin, long End)> files, TimeProvider time)
    {
        _output = System.Console.IsErrorRedirected ? null : output;
        _time = time;
        foreach (var (path, begin, end) in _output is null ? [] : files)
        {
            _files.TryAdd(path, (_total, begin));
            _total += end - begin;
        }
    }

    /// <summary>Shows the bytes accepted of one file.</summary>
    public void Show(string path, long offset)
    {
        if (_output is null || (_shown && _time.GetElapsedTime(_shownAt) < Between))
            return;
        _shown = true;
        _shownAt = _time.GetTimestamp();
        // A file that came in the meantime is not counted.
        var done = _files.TryGetValue(path, out var file) ? file.Before + offset - file.Begin : _total;
        var percent = _total == 0 ? 100 : Math.Min(100, 100.0 * done / _total);
        _output.Write(string.Create(
            CultureInfo.InvariantCulture, $"\r{percent,5:F1} % of {_total / 1e6:F1} MB, {Path.GetFileName(path)}\u001b[K"));
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (_shown)
            _output!.Write("\r\u001b[K");
    }
}
