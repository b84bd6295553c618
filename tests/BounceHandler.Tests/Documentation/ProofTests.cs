using System.Text.RegularExpressions;

namespace BounceHandler.Tests.Documentation;

/// <summary>A proof that is described must exist, and one that exists must be described and be run.</summary>
public sealed partial class ProofTests
{
    private static readonly IReadOnlySet<string> Written = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .SelectMany(path => Trait().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)).ToHashSet();

    [Fact]
    public void Every_proof_is_described_with_its_command() =>
        Assert.Equal(Written.Order(), Command().Matches(Repository.Read("docs", "reliability.md")).Select(match => match.Groups[1].Value).Distinct().Order());

    [Fact]
    public void The_command_without_arguments_runs_every_proof() =>
        Assert.Equal(Written.Order(), Default().Match(Repository.Read("tests", "prove")).Groups[1].Value.Split(' ').Order());

    [Fact]
    public void Every_measurement_is_named_with_its_command()
    {
        var written = Figure().Matches(Repository.Read("tests", "BounceHandler.Benchmarks", "Processes", "Figures.cs")).Select(match => match.Groups[1].Value).ToList();
        var named = Some().Match(Repository.Read("docs", "performance.md")).Groups[1].Value.Split(' ');
        Assert.NotEmpty(written);
        Assert.Equal(written, named);
        Assert.Equal(named, Some().Match(Repository.Read("tests", "measure")).Groups[1].Value.Split(' '));
    }

    [GeneratedRegex("""\[Trait\("Proof", "([a-z]+)"\)\]""")]
    private static partial Regex Trait();

    [GeneratedRegex(@"^## .*\(`tests/prove ([a-z]+)`\)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"set -- ([a-z ]+)$", RegexOptions.Multiline)]
    private static partial Regex Default();

    [GeneratedRegex("""\("([a-z]+)", \w+\.MeasureAsync\)""")]
    private static partial Regex Figure();

    [GeneratedRegex(@"some: ([a-z ]+)$", RegexOptions.Multiline)]
    private static partial Regex Some();
}
