using BounceHandler.Maildrop;

namespace BounceHandler.Tests.UnsubHandler;

public sealed class HandoverTests : IDisposable
{
    private static readonly byte[] Mail = "Subject: unsubscribe\r\n\r\n\xffbody\n"u8.ToArray();
    private readonly HandlerProcess _handler = new();

    [Fact]
    public void A_request_is_kept_with_its_mail_and_logged_in_one_line()
    {
        Assert.Equal((0, "", ""), _handler.Run(Mail, "--from=joe@x.example", "--to=Sub1.List2.Camp3@fbl.example.com"));
        var drop = _handler.Dropped();
        Assert.Equal("Sub1.List2.Camp3@fbl.example.com", drop.To);
        Assert.Equal("joe@x.example", drop.From);
        Assert.Equal(new AddressTokens("sub1", "list2", "camp3"), drop.Address!.Tokens);
        Assert.Equal(["mw"], drop.Address.Providers);
        Assert.Equal(Mail, drop.Mail.ToArray());
        Assert.Equal(0, drop.OmittedBytes);
        Assert.Matches(
            @"^\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\] Unsubscribe request kept: subscriber=sub1 list=list2 campaign=camp3 provider=mw ",
            Assert.Single(File.ReadAllLines(_handler.LogPath)));
    }

    [Theory]
    [InlineData("--to=", "")]
    [InlineData("--to=@/etc/passwd", "@/etc/passwd")]
    [InlineData("--to=\"a b\"@fbl.example.com", "\"a b\"@fbl.example.com")]
    [InlineData("--to=\"a.b.c@x --logfile=/evil\"@fbl.example.com", "\"a.b.c@x --logfile=/evil\"@fbl.example.com")]
    [InlineData("--to=postmaster@fbl.example.com", "postmaster@fbl.example.com")]
    [InlineData("--to=a.b.c@x\n[forged] line", "a.b.c@x\n[forged] line")]
    public void An_address_that_is_not_understood_is_kept_as_it_stands(string argument, string to)
    {
        Assert.Equal(0, _handler.Run(Mail, argument).ExitCode);
        Assert.Equal(to, _handler.Dropped().To);
        Assert.Null(_handler.Dropped().Address);
        Assert.Contains("not understood", Assert.Single(File.ReadAllLines(_handler.LogPath)), StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_injected_by_an_address_neither_fail_nor_choose_a_file()
    {
        var evil = _handler["evil"];
        Assert.Equal(0, _handler.Run(Mail, "--to=a.b.c", "--logfile=" + evil, "--config=" + evil, "--help", "--no-such", "@fbl.example.com").ExitCode);
        Assert.Equal($"a.b.c --logfile={evil} --config={evil} --help --no-such @fbl.example.com", _handler.Dropped().To);
        Assert.Null(_handler.Dropped().Address);
        Assert.False(File.Exists(evil));
    }

    [Fact]
    public void The_first_megabyte_of_a_mail_is_kept_and_the_rest_is_read_and_counted()
    {
        var mail = new byte[Drop.MaxMailBytes + 12_345];
        new Random(3).NextBytes(mail);
        Assert.Equal(0, _handler.Run(mail, "--to=a.b.c@x").ExitCode);
        Assert.Equal(mail[..Drop.MaxMailBytes], _handler.Dropped().Mail.ToArray());
        Assert.Equal(12_345, _handler.Dropped().OmittedBytes);
    }

    [Fact]
    public void A_missing_address_is_to_be_tried_again()
    {
        var (exitCode, _, error) = _handler.Run(Mail, "--debug");
        Assert.Equal(75, exitCode);
        Assert.Contains("--to is missing", error, StringComparison.Ordinal);
        Assert.Equal(75, _handler.RunBare(Mail).ExitCode);
    }

    [Theory]
    [InlineData("{ \"log\": ")]
    [InlineData("{ \"stateDirectory\": 5 }")]
    [InlineData("{ \"stateDirectory\": \"a\\u0000b\" }")]
    [InlineData("{ \"unsubscribe\": { \"addresses\": [{ \"format\": \"{subscriber}{list}@*\", \"provider\": \"p\" }] } }")]
    public void A_broken_configuration_is_to_be_tried_again(string json)
    {
        File.WriteAllText(_handler.Configuration, json);
        var (exitCode, _, error) = _handler.Run(Mail, "--logfile=" + _handler.LogPath, "--to=a.b.c@x");
        Assert.Equal(75, exitCode);
        Assert.Contains("to be tried again", error, StringComparison.Ordinal);
        Assert.Single(File.ReadAllLines(_handler.LogPath));
    }

    [Fact]
    public void A_configuration_that_is_not_there_is_to_be_tried_again() =>
        Assert.Equal(75, _handler.RunBare(Mail, "--debug", "--config=/nonexistent", "--to=a.b.c@x").ExitCode);

    [Fact]
    public void A_state_directory_that_cannot_be_used_is_to_be_tried_again()
    {
        File.WriteAllText(_handler.Configuration, $$"""{ "stateDirectory": "{{_handler.Configuration}}" }""");
        var (exitCode, _, error) = _handler.Run(Mail, "--debug", "--to=a.b.c@x");
        Assert.Equal(75, exitCode);
        Assert.Contains($"install -d -o pmta -g pmta -m 0700 {_handler.Configuration}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_maildrop_that_takes_nothing_is_to_be_tried_again()
    {
        File.WriteAllText(Path.Combine(_handler.State.DirectoryPath, "maildrop"), "in the way");
        Assert.Equal(75, _handler.Run(Mail, "--to=a.b.c@x").ExitCode);
    }

    [Fact]
    public void A_log_that_cannot_be_written_costs_no_request()
    {
        Assert.Equal(0, _handler.Run(Mail, "--logfile=/nonexistent/log", "--to=a.b.c@x").ExitCode);
        Assert.Single(File.ReadAllLines(_handler[LogSettings.FallbackFileName]));
        Assert.Equal("a.b.c@x", _handler.Dropped().To);
    }

    [Fact]
    public void Debug_logs_to_the_console_and_not_to_a_file()
    {
        Assert.Contains("subscriber=a", _handler.Run(Mail, "--debug", "--to=a.b.c@x").Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_handler.LogPath));
    }

    [Theory]
    [InlineData("--help", "--to=ADDRESS")]
    [InlineData("--version", "1.")]
    public void Help_and_version_are_for_people(string option, string expected)
    {
        var (exitCode, output, _) = _handler.RunBare([], option);
        Assert.Equal(0, exitCode);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    public void Dispose() => _handler.Dispose();
}
