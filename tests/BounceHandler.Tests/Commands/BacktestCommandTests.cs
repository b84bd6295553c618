using BounceHandler.Commands;
using BounceHandler.Maildrop;
using BounceHandler.Tests.Maildrop;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.Commands;

public sealed class BacktestCommandTests : IDisposable
{
    private const string Header = "type,timeLogged,bounceCat,vmta,orig,rcpt,jobId,dsnStatus,dsnMta,dsnDiag\n";

    private readonly TemporaryDirectory _folder = new();
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [Fact]
    public async Task It_says_whom_the_files_would_have_removed_and_why()
    {
        _folder.Write("a.csv", Header + Gone("a@x.example") + Gone("b@x.example") + Full("c@x.example") + Blocked("d@y.example") + "b,1\n"
            + "d,2026-05-29 01:10:23+0000,,v1,n@l.example,e@x.example,,2.0.0,mx.x.example,\n");
        _folder.Write("b.csv", Header + Gone("a@x.example") + Blocked("d@y.example") + Gone("f@z.example"));

        Assert.Equal(ExitCodes.Ok, await RunAsync("{}", _folder["*.csv"]));

        AssertLines(
            "9 rows", "7  b", "1  d", "1  broken", "2 of them told of an event that was told of before; it counts once.",
            "3  hard", "1  soft, nothing to do", "1  block, nothing to do", "1  skipped: type d", "1  skipped: broken",
            "Removals: 3 hard bounces with an action, of 3 recipients",
            "3  reply:mailbox-unknown    e.g. a@x.example: 5.1.1 smtp;550 5.1.1 user unknown",
            "2  x.example    e.g. a@x.example: 5.1.1 smtp;550 5.1.1 user unknown",
            "3  job1    e.g. a@x.example: 5.1.1 smtp;550 5.1.1 user unknown",
            "Blocks, which are about the sender and touch nobody: 1",
            "1  y.example: blocklisted on v1    e.g. d@y.example: 5.7.1 smtp;550 5.7.1 blocked using zen.spamhaus.org",
            "The brake, without any baseline or delivery, would have held 0 removals: 0 groups and hours");
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Complaints_plain_addresses_and_rows_of_JSON_are_counted_too()
    {
        _folder.Write("a", "type,timeLogged,feedbackType,orig,rcpt\nf,2026-05-29 01:10:23+0000,abuse,n@l.example,a@x.example\n");
        _folder.Write("b", "a@x.example\nb@x.example\na@x.example\n");
        _folder.Write("c", """{"type":"b","timeLogged":"2026-05-29 01:10:23+0000","orig":"n@l.example","rcpt":"j@x.example","bounceCat":"bad-mailbox","dsnDiag":"smtp;550 5.1.1 user unknown"}""" + "\n");

        Assert.Equal(ExitCodes.Ok, await RunAsync("{}", _folder["a"], _folder["b"], _folder["c"]));

        AssertLines("5 rows", "1  f", "3  address", "1  b", "1  complaint", "3  hard", "2  plain address    e.g. a@x.example");
    }

    [Fact]
    public async Task The_difference_to_another_configuration_is_shown_both_ways()
    {
        var other = _folder.Write("other.json", """{ "evidence": "off" }""");
        // A dead mailbox under a word that is soft, and a blocklist under one that is hard.
        _folder.Write("a.csv", Header + Gone("a@x.example", "policy-related") + Gone("b@x.example") + Blocked("c@x.example", "bad-mailbox"));

        Assert.Equal(ExitCodes.Ok, await RunAsync("{}", "--against", other, _folder["a.csv"]));

        AssertLines(
            $"Beside {other} (evidence off)", "Removed here and not there: 1 bounce of 1 recipient",
            "1  reply:mailbox-unknown; there soft, nothing to do by category:policy-related    e.g. a@x.example: 5.1.1 smtp;550 5.1.1 user unknown",
            "Removed there and not here: 1 bounce of 1 recipient");
        Assert.Contains("1  category:bad-mailbox; there block, nothing to do by reply:", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named_and_nothing_is_done()
    {
        _folder.Write("a.csv", Header + Gone("a@x.example"));

        Assert.Equal(ExitCodes.Usage, await RunAsync("{}", "--learn", _folder["a.csv"], _folder["none.csv"]));
        Assert.Equal($"No such file: {_folder["none.csv"]}\n", _error.ToString());
        Assert.Equal(ExitCodes.Usage, await RunAsync("{}", _folder["a.csv"], _folder.Root));
        Assert.Empty(_out.ToString());
        Assert.False(Directory.Exists(_folder["state"]));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_to_its_end_is_no_mistake_of_the_command_line()
    {
        Assert.Equal(ExitCodes.IoError, await RunAsync("{}", "/proc/self/mem"));
        Assert.StartsWith("/proc/self/mem: ", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_in_which_nothing_is_recognised_are_an_error()
    {
        _folder.Write("a.csv", "garbage\n");

        Assert.Equal(ExitCodes.DataError, await RunAsync("{}", _folder["a.csv"]));
        Assert.StartsWith("Nothing was recognised", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_out.ToString());
    }

    [Fact]
    public async Task A_configuration_to_compare_with_that_cannot_be_used_stops_it() =>
        await Assert.ThrowsAsync<BounceHandler.Configuration.ConfigurationException>(
            () => RunAsync("{}", "--against", _folder["none.json"], _folder.Write("a.csv", Header)));

    [Fact]
    public async Task A_stranger_cannot_forge_a_line()
    {
        _folder.Write("a.csv", Header + "b,2026-05-29 01:10:23+0000,bad-mailbox,v1,n@l.example,a@x.example,\"j\n0  hard\",5.1.1,mx,\"550 5.1.1 user unknown\n99  hard\u001b[2J\"\n");

        await RunAsync("{}", _folder["a.csv"]);

        Assert.Single(_out.ToString().Split('\n'), line => line.EndsWith("  hard", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', _out.ToString());
    }

    [Fact]
    public async Task Nothing_is_written_unless_the_brake_is_to_learn()
    {
        _folder.Write("a.csv", Header + Gone("a@x.example") + Gone("b@y.example"));
        var configuration = $$"""{ "stateDirectory": "{{_folder["state"]}}" }""";

        Assert.Equal(ExitCodes.Ok, await RunAsync(configuration, _folder["a.csv"]));
        Assert.False(Directory.Exists(_folder["state"]));
        Assert.Equal(ExitCodes.Ok, await RunAsync(configuration, "--learn", _folder["a.csv"]));
        Assert.Contains($"The brake has learned, in {_folder["state"]}: 5 counts of 5 groups in 1 hour, ", _out.ToString(), StringComparison.Ordinal);
        Assert.True(Directory.Exists(_folder["state"]));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    private static string Gone(string recipient, string category = "bad-mailbox") =>
        Row(recipient, category, "5.1.1", "smtp;550 5.1.1 user unknown");

    private static string Full(string recipient) => Row(recipient, "quota-issues", "4.2.2", "smtp;452 4.2.2 mailbox full");

    private static string Blocked(string recipient, string category = "spam-related") =>
        Row(recipient, category, "5.7.1", "smtp;550 5.7.1 blocked using zen.spamhaus.org");

    private static string Row(string recipient, string category, string status, string diagnostic) =>
        $"b,2026-05-29 01:10:23+0000,{category},v1,n@l.example,{recipient},job1,{status},mx.{recipient[(recipient.IndexOf('@') + 1)..]},{diagnostic}\n";

    private void AssertLines(params string[] expected)
    {
        var lines = _out.ToString().Split('\n').Select(line => line.Trim()).ToList();
        Assert.All(expected, line => Assert.Contains(line, lines));
    }

    private Task<int> RunAsync(string configuration, params string[] arguments)
    {
        var console = new CommandConsole(_out, _error);
        var startup = new Startup(console, new FakeTimeProvider(new DateTimeOffset(2026, 5, 30, 0, 0, 0, TimeSpan.Zero)), new Random(1));
        var line = new CommandLine([line => BacktestCommand.Create(line, startup, console)], (_, root) => root.SetAction(_ => 0));
        return line.RunAsync(["backtest", "--config", _folder.Write("c.json", configuration), .. arguments], console);
    }
}
