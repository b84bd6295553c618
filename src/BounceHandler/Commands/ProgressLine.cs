using System.Globalization;

namespace BounceHandler.Commands;

/// <summary>One line on a terminal that says how far a replay is; nothing where standard error is no terminal.</summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter? _output;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, long> _before = new(StringComparer.Ordinal);
    private readonly long _total;
    private long _shownAt;
    private bool _shown;

    public ProgressLine(TextWriter output, IReadOnlyList<string> paths, TimeProvider time)
    {
        _output = System.Console.IsErrorRedirected ? null : output;
        _time = time;
        foreach (var path in paths)
        {
            _before.TryAdd(path, _total);
            _total += new FileInfo(path).Length;
        }
    }

    /// <summary>Shows the bytes accepted of one file.</summary>
    public void Show(string path, long offset)
    {
        if (_output is null || (_shown && _time.GetElapsedTime(_shownAt) < Between))
            return;
        _shown = true;
        _shownAt = _time.GetTimestamp();
        var done = _before[path] + offset;
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
