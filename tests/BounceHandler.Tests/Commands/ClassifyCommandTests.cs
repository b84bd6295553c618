using BounceHandler.Commands;
using BounceHandler.Maildrop;
using BounceHandler.Tests.Maildrop;

namespace BounceHandler.Tests.Commands;

public sealed class ClassifyCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [Fact]
    public async Task A_reply_is_explained_with_its_rule_and_what_the_configuration_makes_of_it()
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync("{}", "--category", "policy-related", "--status", "5.1.1", "--diag", "smtp;550 5.1.1 user unknown"));

        var lines = _out.ToString().Split('\n');
        Assert.Equal(["reply     hard", "rule      reply:mailbox-unknown", "reason    mailbox unknown", "fault     recipient"], lines[..4]);
        Assert.StartsWith("source    RFC 5321", lines[4], StringComparison.Ordinal);
        Assert.Equal("verdict   hard: reply:mailbox-unknown (evidence decide)", lines[5]);
    }

    [Theory]
    [InlineData("{ \"evidence\": \"veto\" }", "verdict   soft: category:policy-related (evidence veto)")]
    [InlineData("{ \"evidence\": \"off\" }", "verdict   soft: category:policy-related (evidence off)")]
    [InlineData("{ \"evidence\": \"off\", \"softBounceCategories\": [] }", "verdict   unknown: skipped, category policy-related not configured (evidence off)")]
    public async Task The_verdict_follows_the_configuration(string configuration, string outcome)
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync(configuration, "--category", "policy-related", "--diag", "smtp;550 5.1.1 user unknown"));
        Assert.Contains(outcome, _out.ToString().Split('\n'));
    }

    [Theory]
    [InlineData("--category", "bad-mailbox")]
    [InlineData("--tsv", "x", "--diag", "y")]
    public async Task Options_that_make_no_question_are_refused(params string[] arguments) => Assert.Equal(ExitCodes.Usage, await RunAsync("{}", arguments));

    [Fact]
    public async Task A_stranger_cannot_forge_a_line()
    {
        await RunAsync("{ \"evidence\": \"off\" }", "--category", "a\nverdict   hard", "--diag", "550 No.\nverdict   hard");

        Assert.Single(_out.ToString().Split('\n'), line => line.StartsWith("verdict", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    private Task<int> RunAsync(string configuration, params string[] arguments)
    {
        var console = new CommandConsole(_out, _error);
        var line = new CommandLine([line => ClassifyCommand.Create(line, console)], (_, root) => root.SetAction(_ => 0));
        return line.RunAsync(["classify", "--config", _folder.Write("c.json", configuration), .. arguments], console);
    }
}
