using System.Reflection;

namespace BounceHandler.Commands;

/// <summary>The version of this program.</summary>
internal static class ProgramVersion
{
    /// <summary>As released.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
