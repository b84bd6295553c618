namespace BounceHandler.EndToEnd.Harness;

/// <summary>The programs under test: those beside this assembly, or the published ones that a variable names.</summary>
internal static class Binaries
{
    public const string Variable = "BOUNCEHANDLER_BIN";

    /// <summary>Published binaries are tested: only these say something about speed.</summary>
    public static bool ArePublished { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    public static string BounceHandler { get; } = Find("bouncehandler");

    public static string UnsubHandler { get; } = Find("unsubhandler");

    private static string Find(string name)
    {
        var directory = ArePublished ? Path.GetFullPath(Environment.GetEnvironmentVariable(Variable)!) : AppContext.BaseDirectory;
        var path = Path.Combine(directory, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: build the solution, or set {Variable} to where {name} was published");
    }
}
