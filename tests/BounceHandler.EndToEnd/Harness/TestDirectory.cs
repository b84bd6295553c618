namespace BounceHandler.EndToEnd.Harness;

/// <summary>A directory of one test: everything that its processes read and write.</summary>
internal sealed class TestDirectory : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("bouncehandler-").FullName;

    public string State => In("state");

    public string Configuration => In("bouncehandler.json");

    public string LogFile => In("bounce.log");

    /// <summary>The working directory of the processes.</summary>
    public string Work => Directory.CreateDirectory(In("work")).FullName;

    public string In(string name) => Path.Combine(Root, name);

    /// <summary>Writes a file and returns its path. A process that reads it at this moment sees all of it, old or new.</summary>
    public string Write(string name, string content)
    {
        File.WriteAllText(In(name + ".new"), content);
        File.Move(In(name + ".new"), In(name), overwrite: true);
        return In(name);
    }

    /// <summary>The lines of the log, also while it is being written.</summary>
    public IReadOnlyList<string> Log()
    {
        if (!File.Exists(LogFile)) return [];
        using var reader = new StreamReader(new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
