using System.Globalization;
using System.Text;

namespace BounceHandler.Statistics.Rrd;

/// <summary>
/// Names of data sources: at most 19 of <c>A-Z a-z 0-9 _</c> (rrdcreate(1)). A provider's is <c>bounce_</c> and its name, as in the PHP tool.
/// </summary>
public static class RrdNames
{
    private const int Longest = 19;
    private const string ProviderPrefix = "bounce_";

    /// <summary>Data source by <see cref="GraphSource"/>; no two are equal, and a provider that is added changes no other's name.</summary>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<string> providers)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [GraphSource.Complaints] = GraphSource.Complaints,
            [GraphSource.Bounces] = GraphSource.Bounces,
        };
        var taken = names.Values.ToHashSet(StringComparer.Ordinal);
        // Who can have the name as it is comes first; the others of that name are marked with something that does not depend on who else is there.
        foreach (var provider in providers.Distinct(StringComparer.Ordinal).OrderBy(name => Clean(name) != ProviderPrefix + name).ThenBy(name => name, StringComparer.Ordinal))
        {
            var name = Clean(provider);
            for (var salt = 0; !taken.Add(name); salt++)
                name = Marked(Clean(provider), provider, salt);
            names[GraphSource.Provider(provider)] = name;
        }

        return names;
    }

    private static string Clean(string provider)
    {
        var name = ProviderPrefix + string.Concat(provider.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return name.Length > Longest ? name[..Longest] : name;
    }

    private static string Marked(string name, string provider, int salt)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"_{Hash(provider, salt):x4}");
        return name[..Math.Min(name.Length, Longest - mark.Length)] + mark;
    }

    // FNV-1a, folded: the same in every process and version.
    private static uint Hash(string text, int salt)
    {
        var hash = 2166136261u ^ (uint)salt;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ octet) * 16777619u);
        return (hash >> 16) ^ (hash & 0xffff);
    }
}
