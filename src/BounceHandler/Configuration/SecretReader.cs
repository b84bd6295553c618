namespace BounceHandler.Configuration;

/// <summary>Resolves a secret given as <c>"env:NAME"</c> or <c>"file:/path"</c>; any other text is the secret itself.</summary>
/// <param name="environment">Reads an environment variable; null if unset.</param>
/// <param name="readFile">Reads a text file; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
public sealed class SecretReader(Func<string, string?> environment, Func<string, string> readFile)
{
    /// <summary>The real environment and file system.</summary>
    public static SecretReader System { get; } = new(Environment.GetEnvironmentVariable, File.ReadAllText);

    /// <summary>The secret, without a trailing line end; null with the reason in <paramref name="error"/> when it cannot be had.</summary>
    public string? Resolve(string value, out string error)
    {
        error = "";
        if (value.StartsWith("env:", StringComparison.Ordinal))
        {
            var found = environment(value[4..]);
            if (string.IsNullOrEmpty(found))
                error = $"the environment variable {value[4..]} is not set";
            return string.IsNullOrEmpty(found) ? null : found;
        }

        if (!value.StartsWith("file:", StringComparison.Ordinal))
            return value;
        try
        {
            var text = readFile(value[5..]).TrimEnd('\r', '\n');
            if (text.Length > 0)
                return text;
            error = $"the file {value[5..]} is empty";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error = $"the file {value[5..]} cannot be read: {e.Message}";
        }

        return null;
    }
}
