using BounceHandler.Configuration;

namespace BounceHandler.Classification.Replies;

/// <summary>
/// Reads a file of reply rules as strictly as the configuration: a wrong key, type or value is a <see cref="ConfigurationException"/> that names file,
/// line, key and what was expected.
/// </summary>
internal static class ReplyRuleReader
{
    private const string PhraseExpected =
        "a phrase in lower case of at least 2 characters, with single spaces, no address and no URL; \"@\" stands for one, \"*\" at the end for the rest of a word";

    // An automaton has room for 255: at most 96 of ASCII stand in phrases, and at most 59 foreign ones in those of the program.
    private const int MostForeign = 100;

    /// <summary>Reads a file of at most <see cref="SettingsReader.MaxLength"/> bytes.</summary>
    public static IReadOnlyList<ReplyRule> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var content = new byte[SettingsReader.MaxLength + 1];
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return length <= SettingsReader.MaxLength
                ? Read(content.AsMemory(0, length), path)
                : throw new ConfigurationException($"{path}: expected a file of at most 1 MiB");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException($"{path}: expected a file that can be read: {e.Message}");
        }
    }

    /// <summary>Reads the content of a file; <paramref name="path"/> is for messages.</summary>
    public static IReadOnlyList<ReplyRule> Read(ReadOnlyMemory<byte> content, string path)
    {
        var problems = new ConfigurationProblems(path);
        var section = new SettingsSection(ConfigurationParser.Parse(content, path), "", problems, SecretReader.System);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (section.OptionalSections("rules", rule => ReadRule(rule, names)) is not { } rules)
        {
            section.Problem("rules", "expected a list of objects");
            rules = [];
        }

        // Half for the operator's rules, half for those that come with the program.
        var phrases = rules.SelectMany(rule => rule.Phrases).ToList();
        if (phrases.Sum(phrase => phrase.Length) > PhraseAutomaton.MostCharacters / 2)
            section.Problem("rules", "expected at most 30000 characters in all phrases together");
        if (phrases.SelectMany(phrase => phrase).Where(c => !char.IsAscii(c)).Distinct().Count() > MostForeign)
            section.Problem("rules", "expected at most 100 different characters that are not ASCII in all phrases together");
        section.Close();
        problems.ThrowFirst();
        return rules;
    }

    private static ReplyRule ReadRule(SettingsSection section, HashSet<string> names)
    {
        var name = section.RequiredText("name", "letters, digits and hyphens", IsName);
        if (name.Length > 0 && !names.Add(name))
            section.Problem("name", $"duplicate name \"{name}\", expected a name of its own");
        var reason = section.RequiredText("reason", OneOfReasons(), ReplyReason.All.ContainsKey);
        var usual = ReplyReason.All.GetValueOrDefault(reason, Fault.Unknown);
        var rule = new ReplyRule
        {
            Name = name,
            Provider = section.OptionalText("provider", "a name") ?? "",
            Statuses = section.List<StatusPattern>("status", [], "an enhanced status code such as \"5.1.1\" or \"*.2.*\"", StatusPattern.TryParse),
            Codes = section.List<ReplyCodePattern>("code", [], "a reply code such as \"550\" or \"4**\"", ReplyCodePattern.TryParse),
            Any = section.List<string>("any", [], PhraseExpected, TryReadPhrase),
            With = section.List<string>("with", [], PhraseExpected, TryReadPhrase),
            All = section.List<string>("all", [], PhraseExpected, TryReadPhrase),
            None = section.List<string>("none", [], PhraseExpected, TryReadPhrase),
            Verdict = ReadVerdict(section),
            Reason = reason,
            Fault = section.Choice("fault", usual),
            Source = section.OptionalText("source", "where the rule comes from") ?? "",
            Examples = section.List<string>("examples", [], "a reply", TryReadExample),
        };
        if (section.IsSound && rule.Statuses.Count + rule.Codes.Count + rule.Any.Count + rule.All.Count == 0)
            section.Problem("name", "expected a condition: one of status, code, any, all");
        if (section.IsSound && rule.With.Count > 0 && rule.Any.Count == 0)
            section.Problem("with", "expected \"any\" beside it");
        return rule;
    }

    private static Verdict ReadVerdict(SettingsSection section)
    {
        var verdict = Verdict.Unknown;
        section.RequiredText("verdict", "\"hard\", \"soft\", \"block\" or \"unknown\"", text =>
        {
            foreach (var known in Enum.GetValues<Verdict>())
            {
                if (SettingsSection.NameOf(known) != text)
                    continue;
                verdict = known;
                return true;
            }

            return false;
        });
        return verdict;
    }

    private static bool IsName(string text) => text.Length <= 60 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string OneOfReasons() => SettingsSection.OneOf(ReplyReason.All.Keys);

    // A phrase that the preparation of texts would change can never be found.
    private static bool TryReadPhrase(string text, out string phrase)
    {
        phrase = text;
        var bare = text.EndsWith('*') ? text[..^1] : text;
        return bare.Length is >= 2 and <= 200 && bare == bare.Trim() && !bare.Contains("  ", StringComparison.Ordinal) && !bare.Contains("://", StringComparison.Ordinal)
            && bare.All(c => c == char.ToLowerInvariant(c) && (c == ' ' || !char.IsWhiteSpace(c)) && c is not ('\u2018' or '\u2019'))
            && StandsAlone(bare);
    }

    private static bool StandsAlone(string phrase)
    {
        for (var i = 0; i < phrase.Length; i++)
        {
            if (phrase[i] == ReplyText.Name && ((i > 0 && char.IsLetterOrDigit(phrase[i - 1])) || (i + 1 < phrase.Length && char.IsLetterOrDigit(phrase[i + 1]))))
                return false;
        }

        return true;
    }

    private static bool TryReadExample(string text, out string example)
    {
        example = text;
        return text.Length is > 0 and <= ReplyText.Longest;
    }
}
