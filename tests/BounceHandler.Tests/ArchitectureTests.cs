using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace BounceHandler.Tests;

/// <summary>Which part of the program may know which other one. Read from the source, so that a wrong direction shows its line.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Source = Path.Combine(Root(), "src");

    // Left to right: who may name whom. A new folder needs a line here, and a reason.
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Events"] = [],
        ["Statistics"] = ["Configuration", "Events", "Maildrop"],
        ["Input"] = ["Events"],
        // A provider's section is read by its own type, and its senders are patterns: configuration and these two know each other.
        ["Configuration"] = ["Classification", "Events", "Maildrop", "Providers"],
        ["Providers"] = ["Configuration", "Events", "Maildrop"],
        ["Classification"] = ["Configuration", "Events", "Input", "Maildrop", "Providers"],
        ["Logging"] = ["Configuration", "Events", "Maildrop", "Providers", "Statistics"],
        // The counters that it keeps are the numbers that statistics show.
        ["Storage"] = ["Classification", "Configuration", "Events", "Maildrop", "Providers", "Statistics"],
        ["Notifications"] = ["Configuration", "Events", "Logging", "Maildrop", "Statistics"],
        ["Dispatch"] = ["Classification", "Configuration", "Events", "Logging", "Maildrop", "Notifications", "Providers", "Statistics", "Storage"],
    };

    public static TheoryData<string> Folders =>
        [.. Directory.GetDirectories(Path.Combine(Source, "BounceHandler")).Select(path => Path.GetFileName(path)).Where(name => name is not ("bin" or "obj" or "Commands"))];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_knows_only_what_it_may(string folder)
    {
        Assert.True(MayKnow.TryGetValue(folder, out var allowed), $"Say in {nameof(MayKnow)} what {folder} may know.");
        var wrong = Lines($"BounceHandler/{folder}")
            .Where(line => Named(line.Text).Any(name => name != folder && !allowed.Contains(name)))
            .Select(line => $"{line.File}: {line.Text.Trim()}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Only_storage_speaks_SQL()
    {
        var elsewhere = Lines("").Where(line => !line.File.StartsWith("BounceHandler/Storage/", StringComparison.Ordinal));

        Assert.DoesNotContain(
            elsewhere,
            line => line.Text.Contains("Microsoft.Data.Sqlite", StringComparison.Ordinal) || line.Text.Contains("SQLitePCL", StringComparison.Ordinal));
    }

    [Fact]
    public void The_contract_between_the_programs_stands_on_nothing()
    {
        Assert.Empty(References("BounceHandler.Maildrop", "PackageReference"));
        Assert.Empty(References("BounceHandler.Maildrop", "ProjectReference"));
        Assert.DoesNotContain(
            Lines("BounceHandler.Maildrop"), line => Using().Match(line.Text) is { Success: true } match && match.Groups[1].Value != "Maildrop");
    }

    [Fact]
    public void The_handler_of_unsubscribe_mails_stands_on_the_contract_alone()
    {
        Assert.Empty(References("UnsubHandler", "PackageReference"));
        Assert.Equal(["../BounceHandler.Maildrop/BounceHandler.Maildrop.csproj"], References("UnsubHandler", "ProjectReference"));
    }

    [Fact]
    public void No_file_is_longer_than_three_hundred_lines() =>
        Assert.DoesNotContain(Lines("").CountBy(line => line.File), file => file.Value > 300);

    // Scanning by hand takes time in proportion to the text; a pattern may not.
    [Theory]
    [Trait("Proof", "hostile")]
    [InlineData("Regex")]
    [InlineData("RegularExpressions")]
    public void Nothing_is_read_by(string text) => Assert.DoesNotContain(Lines(""), line => line.Text.Contains(text, StringComparison.Ordinal));

    // Under Native AOT an object prints as its type name; and a static logger has no owner that closes it.
    [Theory]
    [InlineData("{@")]
    [InlineData("Serilog.Log.")]
    [InlineData("Log.Logger")]
    [InlineData("Log.CloseAndFlush")]
    public void Logging_stays_away_from(string text) =>
        Assert.DoesNotContain(Lines("BounceHandler"), line => line.Text.Contains(text, StringComparison.Ordinal));

    [Fact]
    public void Every_subcommand_is_a_file_of_its_own_that_the_program_names()
    {
        var named = Lines("BounceHandler").Where(line => line.File == "BounceHandler/Program.cs")
            .SelectMany(line => CommandName().Matches(line.Text)).Select(match => match.Value).ToHashSet();
        var files = Directory.GetFiles(Path.Combine(Source, "BounceHandler", "Commands"), "*Command.cs").Select(path => Path.GetFileNameWithoutExtension(path)!).ToHashSet();

        Assert.NotEmpty(named);
        Assert.Equal(named.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    // What a line of code names: in a using directive, or qualified as in "Events.EmailAddress".
    private static IEnumerable<string> Named(string text) => text.TrimStart().StartsWith("//", StringComparison.Ordinal)
        ? []
        : Using().Matches(text).Concat(Qualified().Matches(text)).Select(match => match.Groups[1].Value);

    private static IEnumerable<(string File, string Text)> Lines(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Source, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: path, File: Path.GetRelativePath(Source, path)))
            .Where(file => !file.File.Split('/').Any(part => part is "bin" or "obj"))
            .SelectMany(file => File.ReadLines(file.Path).Select(text => (file.File, text)));

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Path.Combine(Source, project, project + ".csproj")).Descendants(kind).Select(element => element.Attribute("Include")!.Value);

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "BounceHandler.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return directory.FullName;
    }

    [GeneratedRegex(@"^\s*(?:global )?using (?:static )?BounceHandler\.(\w+)")]
    private static partial Regex Using();

    [GeneratedRegex(@"(?<![\w.])(?:BounceHandler\.)?(Input|Classification|Storage|Dispatch|Providers|Commands|Logging|Events|Notifications|Configuration|Statistics)\.[A-Z]\w*(?!\w*\()")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"\b[A-Z]\w+Command\b(?=\.)")]
    private static partial Regex CommandName();
}
