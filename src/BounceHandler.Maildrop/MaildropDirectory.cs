using System.Globalization;

namespace BounceHandler.Maildrop;

/// <summary>
/// Where unsubscribe mails wait for the dispatcher: written in `tmp`, complete in `new`. A file in `new` is the promise that the
/// request is carried out. What cannot be read is kept in `corrupt`, what is no request, not understood or refused in `set-aside`.
/// </summary>
public sealed class MaildropDirectory(StateDirectory state)
{
    /// <summary>Files that one call of <see cref="Forget"/> deletes at most.</summary>
    public const int ForgottenAtOnce = 200;

    private const string Name = "maildrop";

    public string Temporary { get; } = Path.Combine(state.DirectoryPath, Name, "tmp");

    public string New { get; } = Path.Combine(state.DirectoryPath, Name, "new");

    public string Corrupt { get; } = Path.Combine(state.DirectoryPath, Name, "corrupt");

    public string Aside { get; } = Path.Combine(state.DirectoryPath, Name, "set-aside");

    /// <summary>Creates what is missing, private and owned like the state directory.</summary>
    /// <exception cref="IOException">A directory cannot be created.</exception>
    public void Ensure()
    {
        state.Ensure(Name);
        state.Ensure(Temporary);
        state.Ensure(New);
        state.Ensure(Corrupt);
        state.Ensure(Aside);
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

    /// <summary>True if a drop waits that <paramref name="counts"/>. Looks no further than the first one.</summary>
    public bool Any(Func<string, bool> counts) => Directory.Exists(New) && Directory.EnumerateFiles(New).Any(counts);

    /// <summary>Takes a drop that cannot be read out of the way and keeps it.</summary>
    /// <returns>Where it lies now.</returns>
    /// <exception cref="IOException">It could not be moved.</exception>
    public string KeepCorrupt(string drop) => Move(drop, Corrupt);

    /// <summary>Takes a drop that asks for nothing we can do out of the way and keeps it.</summary>
    /// <inheritdoc cref="KeepCorrupt"/>
    public string SetAside(string drop) => Move(drop, Aside);

    /// <summary>
    /// Deletes what was kept long enough: drops in `corrupt` and `set-aside`, and what a crash left in `tmp`. At most
    /// <see cref="ForgottenAtOnce"/> files at once, so that nobody waits for it; never a drop in `new`.
    /// </summary>
    /// <param name="before">Files last changed before this go. Moving a drop aside does not change it: it counts from its arrival.</param>
    /// <returns>How many are gone; <see cref="ForgottenAtOnce"/> means that there may be more.</returns>
    public int Forget(DateTimeOffset before)
    {
        var count = 0;
        foreach (var directory in new[] { Corrupt, Aside, Temporary })
        {
            if (!Directory.Exists(directory))
                continue;
            foreach (var path in Directory.EnumerateFiles(directory))
            {
                if (count == ForgottenAtOnce)
                    return count;
                var isOld = FileStatus.Of(path, out _, followLinks: false) is { } status && status.ModifiedSeconds < before.ToUnixTimeSeconds();
                if (isOld && Libc.Unlink(path) == 0)
                    count++;
            }
        }

        return count;
    }

    // Only the one process that dispatches moves drops, so that a name found free stays free.
    private string Move(string drop, string directory)
    {
        Ensure();
        var path = Path.Combine(directory, Path.GetFileName(drop));
        var name = path;
        for (var i = 1; FileStatus.Of(path, out _, followLinks: false) is not null; i++)
            path = string.Create(CultureInfo.InvariantCulture, $"{name}.{i}");
        // Not fsynced: a power loss may bring it back into `new`, where it is judged again.
        if (Libc.Rename(drop, path) != 0)
            throw Libc.Failure("rename to", path);
        return path;
    }
}
