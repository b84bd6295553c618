using System.Globalization;
using System.Runtime.InteropServices;

namespace BounceHandler.Maildrop;

/// <summary>
/// The user and group a file belongs to. Run as root we hand over what we create to whoever owns the directory above, or the
/// mail server's user could not read it tomorrow.
/// </summary>
/// <param name="User">Numeric user.</param>
/// <param name="Group">Numeric group.</param>
public readonly record struct FileOwner(uint User, uint Group)
{
    /// <summary>The effective user of this process.</summary>
    public static uint CurrentUser => Libc.EffectiveUser();

    public static bool RunningAsRoot => CurrentUser == 0;

    /// <summary>Owner of what the path leads to, or null where that cannot be told.</summary>
    public static FileOwner? Of(string path) =>
        FileStatus.Of(path) is { } status ? new FileOwner(status.User, status.Group) : null;

    /// <summary>As root: whoever owns the directory. Else null, as only root can give files away.</summary>
    public static FileOwner? ForFilesIn(string directory) => RunningAsRoot ? Of(directory) : null;

    /// <summary>As root: makes <paramref name="path"/> belong to the owner of <paramref name="directory"/>. Else does nothing.</summary>
    /// <exception cref="IOException">The file exists but could not be given away.</exception>
    public static void GiveToOwnerOf(string path, string directory)
    {
        if (ForFilesIn(directory) is not { } owner || Of(path) == owner)
            return;
        if (Libc.ChangeOwner(path, owner.User, owner.Group) != 0 && Marshal.GetLastPInvokeError() != Libc.Enoent)
            throw Libc.Failure("change the owner of", path);
    }

    /// <summary>Name of a user, or the number where the system knows no name.</summary>
    public static unsafe string NameOfUser(uint user) => FirstField(Libc.UserEntry(user), user);

    /// <summary>Name of a group, or the number where the system knows no name.</summary>
    public static unsafe string NameOfGroup(uint group) => FirstField(Libc.GroupEntry(group), group);

    public override string ToString() => $"{NameOfUser(User)}:{NameOfGroup(Group)}";

    internal void Take(int descriptor, string path)
    {
        if (Libc.ChangeOwner(descriptor, User, Group) != 0)
            throw Libc.Failure("change the owner of", path);
    }

    // Both struct passwd and struct group start with a pointer to the name.
    private static unsafe string FirstField(byte** entry, uint number) =>
        (entry is null ? null : Marshal.PtrToStringUTF8((nint)(*entry))) ?? number.ToString(CultureInfo.InvariantCulture);
}
