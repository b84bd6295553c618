namespace BounceHandler.Maildrop;

/// <summary>
/// Where unsubscribe mails wait for the dispatcher: written in `tmp`, complete in `new`, set aside in `corrupt` when they cannot be
/// read. A file in `new` is the promise that the request is carried out.
/// </summary>
public sealed class MaildropDirectory(StateDirectory state)
{
    private const string Name = "maildrop";

    public string Temporary { get; } = Path.Combine(state.DirectoryPath, Name, "tmp");

    public string New { get; } = Path.Combine(state.DirectoryPath, Name, "new");

    public string Corrupt { get; } = Path.Combine(state.DirectoryPath, Name, "corrupt");

    /// <summary>Creates what is missing, private and owned like the state directory.</summary>
    /// <exception cref="IOException">A directory cannot be created.</exception>
    public void Ensure()
    {
        state.Ensure(Name);
        state.Ensure(Temporary);
        state.Ensure(New);
        state.Ensure(Corrupt);
    }

    /// <summary>The complete drops, oldest first. Empty where nothing was ever dropped.</summary>
    public IReadOnlyList<string> Waiting()
    {
        if (!Directory.Exists(New))
            return [];
        var files = Directory.GetFiles(New);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    /// <summary>Takes a drop that cannot be read out of the way and keeps it.</summary>
    /// <returns>Where it lies now.</returns>
    /// <exception cref="IOException">It could not be moved.</exception>
    public string SetAside(string drop)
    {
        var path = Path.Combine(Corrupt, Path.GetFileName(drop));
        Ensure();
        if (Libc.Rename(drop, path) != 0)
            throw Libc.Failure("rename to", path);
        DurableFile.FsyncDirectory(Corrupt);
        return path;
    }
}
