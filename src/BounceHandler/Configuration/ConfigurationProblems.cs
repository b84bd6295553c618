using System.Globalization;

namespace BounceHandler.Configuration;

/// <summary>Collects what is wrong, so that the first problem by line is reported whatever order the settings are read in.</summary>
/// <param name="file">Path for messages.</param>
internal sealed class ConfigurationProblems(string file)
{
    private readonly List<(long Offset, string Message)> _found = [];

    /// <summary>Problems so far.</summary>
    public int Count => _found.Count;

    /// <summary>Notes a problem of a key.</summary>
    public void Add(long offset, int line, string key, string problem) =>
        _found.Add((offset, $"{file}:{line.ToString(CultureInfo.InvariantCulture)}: {ConfigurationNode.Printable(key)}: {problem}"));

    /// <summary>Notes a problem whose message names file, line and key already.</summary>
    public void Add(long offset, ConfigurationException problem) => _found.Add((offset, problem.Message));

    /// <summary>Throws the first problem of the file, if there is any.</summary>
    public void ThrowFirst()
    {
        if (_found.Count > 0)
            throw new ConfigurationException(_found.MinBy(problem => problem.Offset).Message);
    }
}
