using System.Text.RegularExpressions;

namespace BounceHandler.Tests.Documentation;

public sealed partial class MarkdownTests
{
    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Repository.Root, "*.md")
        .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Select(page => Path.GetRelativePath(Repository.Root, page))];

    [Theory, MemberData(nameof(Pages))]
    public void Every_link_to_a_file_or_heading_leads_somewhere(string page)
    {
        var text = Repository.Read(page);
        foreach (var link in Link().Matches(text).Select(match => match.Groups[1].Value))
        {
            if (link.Contains("://", StringComparison.Ordinal))
                continue;
            var (file, heading) = link.Split('#') is [var path, var anchor] ? (path, anchor) : (link, "");
            var target = file.Length == 0 ? Path.Combine(Repository.Root, page)
                : Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, file);
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{page}: {link} leads nowhere");
            if (heading.Length > 0)
                Assert.Contains(heading, Heading().Matches(File.ReadAllText(target)).Select(match => Anchor(match.Groups[1].Value)));
        }
    }

    [Fact]
    public void Every_source_file_named_in_the_flow_exists()
    {
        var names = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => path.Replace('\\', '/')).ToList();

        foreach (var name in SourceFile().Matches(Repository.Read("docs", "flow.md")).Select(match => match.Groups[1].Value))
            Assert.Contains(names, path => path.EndsWith('/' + name, StringComparison.Ordinal));
    }

    private static string Anchor(string heading) =>
        Regex.Replace(heading.ToLowerInvariant(), "[^a-z0-9 _-]", "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"`([\w/.]+\.cs)`")]
    private static partial Regex SourceFile();
}
