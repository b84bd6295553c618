using global::UnsubHandler;

namespace BounceHandler.Tests.UnsubHandler;

public class ArgumentsTests
{
    private const string Address = "a.b.c@x.example";

    public static TheoryData<string[]> Forms => new()
    {
        new[] { "--from=f@y", "--logfile=/l", "--config=/c", "--debug", "--to=" + Address },
        new[] { "-l", "/l", "-c", "/c", "-d", "-f", "f@y", "-t", Address },
        new[] { "-l/l", "-c/c", "-d", "-ff@y", "-t" + Address },
        new[] { "-l=/l", "-c=/c", "-d", "-f=f@y", "-t=" + Address },
        new[] { "--logfile", "/l", "--config", "/c", "--debug", "--from", "f@y", "--to", Address },
        new[] { "--to=" + Address, "--from=f@y", "--logfile=/l", "--config=/c", "--debug" },
        new[] { "--logfile=/l", "--config=/c", "-d", "--from=f@y", "--to=" + Address, "--logfile=/2", "--config=/2", "--to=2@x", "--from=2@x" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_is_read_and_the_first_occurrence_wins(string[] args)
    {
        var read = Arguments.Parse(args);
        Assert.Equal((Address, "f@y", "/l", "/c", true, true), (read.To, read.From, read.LogFile, read.Config, read.Debug, read.AddressIsWhole));
    }

    [Theory]
    [InlineData("--to=@/etc/passwd", "@/etc/passwd")]
    [InlineData("--to=", "")]
    [InlineData("--to", "")]
    [InlineData("-t", "")]
    [InlineData("--to==a@x", "=a@x")]
    [InlineData("--to=--debug", "--debug")]
    [InlineData("--to=a b\nc@x", "a b\nc@x")]
    public void A_value_is_literal(string word, string to) => Assert.Equal(to, Arguments.Parse([word]).To);

    public static TheoryData<string[]> Injections => new()
    {
        new[] { "--to=" + Address, "--logfile=/evil", "-f", "\"@x.example" },
        new[] { "--to=" + Address, "--config=/evil@x.example" },
        new[] { "--to=" + Address, "-l", "/evil", "--debug", "-c/evil", "--from=@x.example" },
        new[] { "--from=f", "--config=/evil", "--logfile=/evil", "--debug", "@y", "--to=" + Address },
        new[] { "--from=f@y", "--config=/evil", "--from=@y", "--to=" + Address },
        new[] { "--from=f@y", "--to=" + Address, "--config=/evil", "--to=@x.example" },
        new[] { "--to=" + Address, "--logfile=/evil", "--from=@x.example" },
    };

    [Theory]
    [MemberData(nameof(Injections))]
    public void An_address_never_chooses_a_file(string[] args)
    {
        var read = Arguments.Parse(args);
        Assert.Equal((Address, null, null, false), (read.To, read.LogFile, read.Config, read.Debug));
        Assert.NotEmpty(read.Ignored);
    }

    [Fact]
    public void Unknown_words_after_the_address_mean_that_it_was_cut()
    {
        Assert.False(Arguments.Parse(["--to=a", "b@x.example"]).AddressIsWhole);
        Assert.False(Arguments.Parse(["--to=" + Address, "--unknown"]).AddressIsWhole);
        Assert.True(Arguments.Parse(["--unknown", "word", "--to=" + Address]).AddressIsWhole);
    }

    public static TheoryData<string[], string> Texts => new()
    {
        { ["--to=" + Address], Address },
        { ["--to=" + Address, "--logfile=/l"], Address },
        { ["--unknown", "--to=" + Address], Address },
        { ["--to=" + Address, "--to=2@x", "--from=f@y"], Address },
        { ["--to=a", "b@x.example"], "a b@x.example" },
        { ["-t", "a", "b", "c@x.example", "--logfile=/l"], "a b c@x.example" },
        { ["--to=" + Address, "--unknown"], Address + " --unknown" },
        { ["--config=/c", "--to=" + Address, "--config=/evil", "x", "--to=d.e.f", "@x.example"], Address + " --config=/evil x --to=d.e.f @x.example" },
        { ["--from=f", "z@y", "--to=" + Address], Address },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_is_kept_of_an_address_that_was_cut_is_all_of_it(string[] args, string kept)
    {
        var read = Arguments.Parse(args);
        Assert.Equal(kept, read.WholeAddress);
        Assert.Equal(kept == Address, read.AddressIsWhole);
    }

    [Fact]
    public void A_value_that_the_mail_server_left_out_does_not_swallow_the_next_option() =>
        Assert.Equal(("", Address), (Arguments.Parse(["--from", "--to=" + Address]).From, Arguments.Parse(["--from", "--to=" + Address]).To));

    [Fact]
    public void A_missing_address_is_not_an_empty_one() => Assert.Null(Arguments.Parse(["--debug", "-l", "/l"]).To);

    [Fact]
    [Trait("Proof", "hostile")]
    public void No_command_line_throws_and_what_stands_first_is_kept()
    {
        string[] words = ["--to", "--to=", "-t", "-f", "--from=x", "-d", "--config", "-c=", "-l", "@", "a@b", "--", "-", "", "--logfile=/evil", "--config=/evil", "\"", "\0", "\ud800"];
        Fuzz.Run(20_000, 400_000, random =>
        {
            string[] tail = [.. Enumerable.Range(0, random.Next(8)).Select(_ => words[random.Next(words.Length)])];
            var read = Arguments.Parse(["--config=/c", "--logfile=/l", "--to=" + Address, .. tail]);
            Assert.Equal(("/c", "/l", Address), (read.Config, read.LogFile, read.To));
        });
    }
}
