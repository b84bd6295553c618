using System.Diagnostics;
using System.Globalization;

namespace BounceHandler.Benchmarks.Processes;

/// <summary>A process that is watched: how long it runs and how much memory it has had at most.</summary>
internal sealed class MeasuredProcess : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Task<string> _output;
    private readonly Task<string> _error;
    private readonly Task _watching;
    private long _peakKilobytes;

    private MeasuredProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
        _watching = WatchAsync();
    }

    /// <summary>Most resident memory seen, in MiB. The last few milliseconds of a process are not seen.</summary>
    public double PeakMebibytes => _peakKilobytes / 1024.0;

    /// <summary>Its standard input, unbuffered.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Time since its start.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    /// <summary>Starts a program.</summary>
    public static MeasuredProcess Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        return new MeasuredProcess(start);
    }

    /// <summary>Waits for its end. Fails if it was not a good one.</summary>
    /// <returns>How long it ran and what it wrote.</returns>
    public async Task<(TimeSpan Elapsed, string Output)> EndAsync(int expected = 0)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        var elapsed = Elapsed;
        await _watching;
        var output = await _output;
        return _process.ExitCode == expected
            ? (elapsed, output)
            : throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode}: {output}{await _error}");
    }

    /// <summary>Ends it at once.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    public void Dispose() => _process.Dispose();

    private async Task WatchAsync()
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status");
        while (!_process.HasExited)
        {
            try
            {
                if (File.ReadLines(path).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line)
                    _peakKilobytes = long.Parse(line[6..^2].Trim(), CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return;
            }

            await Task.Delay(BetweenLooks);
        }
    }
}
