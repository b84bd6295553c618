using BounceHandler.Events;

namespace BounceHandler.Providers.Sections;

/// <summary>Checks of the keys that remote providers share. All throw <see cref="Configuration.ConfigurationException"/>.</summary>
public static class RemoteKeys
{
    /// <summary>The endpoint, without slashes at its end.</summary>
    public static Uri Endpoint(CheckedSection section, string value)
    {
        var trimmed = value.TrimEnd('/');
        if (!Uri.TryCreate(trimmed, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.UserInfo.Length > 0 || trimmed.AsSpan().IndexOfAny("?#") >= 0 || trimmed.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            throw section.Wrong(SectionKey.Endpoint);
        }

        return uri;
    }

    /// <summary>Each pattern is an address, <c>*@domain</c> or <c>*.domain</c>.</summary>
    public static void Senders(CheckedSection section, string?[] patterns)
    {
        for (var i = 0; i < patterns.Length; i++)
        {
            var pattern = patterns[i] ?? "";
            var isWild = pattern.StartsWith("*@", StringComparison.Ordinal) || pattern.StartsWith("*.", StringComparison.Ordinal);
            var address = isWild ? $"x@{pattern[2..]}" : pattern;
            if (!EmailAddress.TryParse(address, out _) || pattern.AsSpan(1).Contains('*') || pattern != pattern.Trim() || pattern.StartsWith('<'))
                throw section.Wrong($"senders[{i}]", "an address, *@domain or *.domain");
        }
    }

    /// <summary>A tenant has a name or is null.</summary>
    public static void Tenant(CheckedSection section, string? tenant)
    {
        if (tenant is not null && string.IsNullOrWhiteSpace(tenant))
            throw section.Wrong(SectionKey.Tenant);
    }

    /// <summary>A whole number within its range, both ends included.</summary>
    public static void Range(CheckedSection section, SectionKey key, int value, int from, int to)
    {
        if (value < from || value > to)
            throw section.Wrong(key);
    }

    /// <summary>The flags that a list of action names stands for; each name is known and stands once.</summary>
    /// <param name="section">The section.</param>
    /// <param name="key">Key of the list, for example <c>onHard</c>.</param>
    /// <param name="names">The names.</param>
    /// <param name="known">Names that this list may hold.</param>
    public static int Actions(CheckedSection section, string key, string?[] names, params ReadOnlySpan<(string Name, int Flag)> known)
    {
        var flags = 0;
        for (var i = 0; i < names.Length; i++)
        {
            var flag = 0;
            foreach (var (name, value) in known)
                flag |= name == names[i] ? value : 0;
            if (flag == 0 || (flags & flag) != 0)
                throw section.Wrong($"{key}[{i}]", $"one of {Join(known)}, each at most once");
            flags |= flag;
        }

        return flags;
    }

    private static string Join(ReadOnlySpan<(string Name, int Flag)> known)
    {
        var names = new List<string>();
        foreach (var (name, _) in known)
            names.Add(name);
        return string.Join(", ", names);
    }
}
