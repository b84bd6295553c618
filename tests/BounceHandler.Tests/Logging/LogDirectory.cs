using BounceHandler.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.Logging;

/// <summary>A directory with a log in it, a clock that stands still in a zone of its own, and what came out on standard error.</summary>
public sealed class LogDirectory : IDisposable
{
    public LogDirectory()
    {
        Time = new FakeTimeProvider(new DateTimeOffset(2016, 5, 29, 7, 46, 44, TimeSpan.Zero));
        Time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("Test", TimeSpan.FromHours(2), "Test", "Test"));
    }

    public FakeTimeProvider Time { get; }

    public string Path { get; } = Directory.CreateTempSubdirectory("bouncehandler-log-").FullName;

    public StringWriter Error { get; } = new();

    public string File => In("bounce.log");

    public IEnumerable<string> Names =>
        Directory.EnumerateFiles(Path).Select(f => System.IO.Path.GetFileName(f)).Where(n => !n.EndsWith(".lock", StringComparison.Ordinal)).Order();

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public OpenLog Open(LogOptions? options = null) => LogSetup.Open(options ?? new LogOptions { File = File }, Time, Error, Path);

    public string[] Lines(string? name = null) => System.IO.File.ReadAllLines(name is null ? File : In(name));

    public void Dispose()
    {
        Error.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}
