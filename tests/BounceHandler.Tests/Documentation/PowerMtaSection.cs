using System.Text.RegularExpressions;

namespace BounceHandler.Tests.Documentation;

/// <summary>A section of PowerMTA's configuration, or a whole file: its directives and the sections in it, in order.</summary>
internal sealed partial record PowerMtaSection(string Name, string Argument)
{
    public List<(string Name, string Value)> Directives { get; } = [];

    public List<PowerMtaSection> Sections { get; } = [];

    /// <summary>This section and all in it.</summary>
    public IEnumerable<PowerMtaSection> All => Sections.SelectMany(section => section.All).Prepend(this);

    /// <summary>Reads a text as PowerMTA does; a section that is not closed, or closed as another one, fails the test.</summary>
    public static PowerMtaSection Parse(string text)
    {
        var open = new Stack<PowerMtaSection>([new PowerMtaSection("", "")]);
        foreach (var line in text.Split('\n').Select(line => Comment().Replace(line, "").Trim()).Where(line => line.Length > 0))
        {
            if (Tag().Match(line) is { Success: true } tag)
            {
                var section = new PowerMtaSection(tag.Groups["name"].Value, Unquote(tag.Groups["argument"].Value));
                open.Peek().Sections.Add(section);
                open.Push(section);
            }
            else if (line.StartsWith("</", StringComparison.Ordinal))
            {
                Assert.Equal($"</{open.Pop().Name}>", line);
            }
            else
            {
                var words = line.Split(' ', 2, StringSplitOptions.TrimEntries);
                Assert.True(words is [_, { Length: > 0 }], $"no directive: {line}");
                open.Peek().Directives.Add((words[0], Unquote(words[1])));
            }
        }

        return Assert.Single(open);
    }

    /// <summary>Switches on what is switched off: lines that begin with # and no space.</summary>
    public static string SwitchOn(string text) => SwitchedOff().Replace(text, "$1");

    public IEnumerable<string> Values(string directive) => Directives.Where(d => d.Name == directive).Select(d => d.Value);

    public string Value(string directive) => Assert.Single(Values(directive));

    /// <summary>All on one line, in a form in which equal sections are equal.</summary>
    public string Text() =>
        $"<{Name} {Argument}> {string.Concat(Directives.Select(d => $"{d.Name} {d.Value}; "))}{string.Concat(Sections.Select(s => s.Text()))}</{Name}>";

    // In quotes a backslash takes the next character literally.
    private static string Unquote(string value) => value is ['"', .. var inner, '"'] ? Escaped().Replace(inner, "$1") : value;

    // A # ends the line, but not inside quotes.
    [GeneratedRegex(@"(?<=^(?:[^""#\\]|\\.|""(?:[^""\\]|\\.)*"")*)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^<(?<name>[a-z-]+)(?: (?<argument>.+))?>$")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^( *)#(?=[^ #\n])", RegexOptions.Multiline)]
    private static partial Regex SwitchedOff();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();
}
