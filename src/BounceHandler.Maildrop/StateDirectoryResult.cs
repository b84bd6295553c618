using System.Diagnostics.CodeAnalysis;

namespace BounceHandler.Maildrop;

/// <summary>An open state directory, or why there is none and what mends it.</summary>
public sealed class StateDirectoryResult
{
    private StateDirectoryResult(StateDirectory? directory, string? error) => (Directory, Error) = (directory, error);

    [MemberNotNullWhen(true, nameof(Directory))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsOpen => Directory is not null;

    public StateDirectory? Directory { get; }

    /// <summary>One line for the operator, naming owner, mode, current user and the command that mends it.</summary>
    public string? Error { get; }

    internal static StateDirectoryResult Opened(StateDirectory directory) => new(directory, null);

    internal static StateDirectoryResult Refused(string error) => new(null, error);
}
