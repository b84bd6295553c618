using System.Globalization;
using System.Text;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>
/// What PowerMTA writes beside a pipe: a file that grows, starts with a header, and is renamed into another directory now and then
/// (acct-file with move-to).
/// </summary>
internal sealed class CompanionFile
{
    private readonly string _path;
    private readonly string _done;
    private int _moved;

    public CompanionFile(TestDirectory directory)
    {
        var log = Directory.CreateDirectory(directory.In("pmta")).FullName;
        _done = Directory.CreateDirectory(Path.Combine(log, "done")).FullName;
        _path = Path.Combine(log, "bounce.csv");
    }

    /// <summary>Where it lies, in place of /var/log/pmta.</summary>
    public string Root => Path.GetDirectoryName(_path)!;

    /// <summary>The file that is being written.</summary>
    public string Written => _path;

    public void Append(string rows)
    {
        if (!File.Exists(_path))
            Write(Accounting.Header);
        Write(rows);
    }

    public void Move()
    {
        if (File.Exists(_path))
            File.Move(_path, Path.Combine(_done, string.Create(CultureInfo.InvariantCulture, $"bounce-{_moved++:D5}.csv")));
    }

    /// <summary>The command of the shipped timer, for this program and these files.</summary>
    public string[] TimerCommand(TestDirectory directory)
    {
        const string Key = "ExecStart=";
        var line = File.ReadLines(Path.Combine(Repository(), "config", "bouncehandler-replay.service")).Single(line => line.StartsWith(Key, StringComparison.Ordinal));
        var words = line[Key.Length..].Replace("/var/log/pmta", Root, StringComparison.Ordinal).Split(' ');
        Assert.Equal("/opt/pmta/bouncehandler/bouncehandler", words[0]);
        return [Binaries.BounceHandler, "--config", directory.Configuration, .. words[1..]];
    }

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "BounceHandler.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return directory.FullName;
    }

    private void Write(string text)
    {
        using var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes(text));
    }
}
