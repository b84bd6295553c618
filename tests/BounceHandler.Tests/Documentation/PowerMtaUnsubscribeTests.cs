using System.Text;
using BounceHandler.Maildrop;
using global::UnsubHandler;

namespace BounceHandler.Tests.Documentation;

/// <summary>The command in <c>config/powermta.conf</c> with an address put in, read by the program that PowerMTA would start with it.</summary>
public sealed class PowerMtaUnsubscribeTests
{
    private const string Subscriber = "ll381bxshm01e.cn417nrhmv922.bs224mf5v20f4@fbl-unsub.example.com";

    private static readonly string Command =
        PowerMtaSection.Parse(Repository.Read("config", "powermta.conf")).Sections.Single(section => section.Name == "domain").Value("command");

    public static TheoryData<string> HostileAddresses =>
    [
        "\"x --logfile=/evil\"@fbl-unsub.example.com",
        "\"x\\\" --logfile=/evil --config=/evil \\\"\"@fbl-unsub.example.com",
        "\" --debug --from=y@z --config=/evil \"@fbl-unsub.example.com",
        "x\" --config=/evil \"@fbl-unsub.example.com",
        "@/etc/passwd@fbl-unsub.example.com",
    ];

    [Fact]
    public void The_address_stands_last_and_in_quotes_and_is_the_only_text_from_outside()
    {
        Assert.EndsWith(" --to=\"$to\"", Command, StringComparison.Ordinal);
        Assert.Equal(1, Command.Count(character => character == '$'));
    }

    [Fact]
    public void The_command_is_the_one_that_the_help_shows()
    {
        var help = Usage.Answer(["--help"])!;

        Assert.Contains($"command \"{Command.Replace("\"", "\\\"", StringComparison.Ordinal)}\"", help, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsubscribe_address_is_read_whole()
    {
        var read = Read(Subscriber);

        Assert.Equal((Subscriber, "/var/log/pmta/unsubhandler.log", null, true), (read.To, read.LogFile, read.Config, read.AddressIsWhole));
        Assert.Empty(read.Ignored);
        Assert.True(AddressFormat.TryCompile(AddressFormat.MailWizz, out var format, out _));
        Assert.Equal(new AddressTokens("ll381bxshm01e", "cn417nrhmv922", "bs224mf5v20f4"), format.Match(read.To!));
    }

    [Theory, MemberData(nameof(HostileAddresses))]
    public void No_address_chooses_a_file(string address)
    {
        var read = Read(address);

        Assert.Equal(("/var/log/pmta/unsubhandler.log", null, false), (read.LogFile, read.Config, read.Debug));
        Assert.NotNull(read.To);
    }

    // PowerMTA puts the address in first and takes the line apart afterwards.
    private static Arguments Read(string address)
    {
        var words = Split(Command.Replace("$to", address.ToLowerInvariant(), StringComparison.Ordinal));
        Assert.Equal("/opt/pmta/bouncehandler/unsubhandler", words[0]);
        return Arguments.Parse(words[1..]);
    }

    private static List<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length)
                word.Append(line[++i]);
            else if (line[i] == '"')
                isQuoted = !isQuoted;
            else if (line[i] != ' ' || isQuoted)
                word.Append(line[i]);
            else if (word.Length > 0)
                Take();
        }

        if (word.Length > 0)
            Take();
        return words;

        void Take()
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
