using BounceHandler.Classification;
using BounceHandler.Commands;
using BounceHandler.Configuration;
using BounceHandler.Maildrop;
using BounceHandler.Tests.Classification;

namespace BounceHandler.Tests.Commands;

public sealed class AddressCommandTests : IDisposable
{
    private static readonly AddressTokens All = new("dm200ahb6hbca", "pf5150000917a", "cw7208d4ca9f1", "Joe+Tag@Bücher.example");

    private static readonly SignedFormat[] Forms =
    [
        TestForms.Of(AddressFormat.MailWizz, "mw"), TestForms.Of(TestForms.Signed, "signed", "s"), TestForms.Of("u+{address}.{signature}@u.example", "iem", "t"),
        TestForms.Of("{list}.{subscriber}.{campaign}@*", "shadowed"),
    ];

    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData(null, "fbl.example.com", @"dm200ahb6hbca\.pf5150000917a\.cw7208d4ca9f1@fbl\.example\.com")]
    [InlineData("mw", "FBL.Bücher.example", @"dm200ahb6hbca\.pf5150000917a\.cw7208d4ca9f1@fbl\.xn--bcher-kva\.example")]
    [InlineData("signed", "fbl.example.com", @"dm200ahb6hbca\.pf5150000917a\.cw7208d4ca9f1\.[a-z2-7]{16}@fbl\.example\.com")]
    [InlineData("iem", null, @"u\+joe\+tag=xn--bcher-kva\.example\.[a-z2-7]{16}@u\.example")]
    [InlineData("iem", "U.example", @"u\+joe\+tag=xn--bcher-kva\.example\.[a-z2-7]{16}@u\.example")]
    public void The_address_is_one_that_is_read_back(string? provider, string? domain, string expected)
    {
        Assert.Equal(0, Print(All, provider, domain));
        Assert.Matches($"^{expected}\n$", _out.ToString());
        Assert.Equal("", _error.ToString());
        var reading = new UnsubscribeAddresses(Forms).Read(_out.ToString().Trim().ToUpperInvariant());
        Assert.True(reading!.IsTrusted);
        Assert.Contains(provider ?? "mw", reading.Providers);
    }

    public static TheoryData<AddressTokens, string?, string?, string> Refusals => new()
    {
        { All with { List = null }, null, "x.example", "--list is missing" },
        { All with { Subscriber = "" }, null, "x.example", "--subscriber is missing" },
        { All with { Recipient = null }, "iem", null, "--address is missing" },
        { All with { Campaign = "a/b" }, null, "x.example", "--campaign: expected 1 to 64 letters and digits, found \"a/b\"" },
        { All with { Campaign = new string('a', 65) }, null, "x.example", "--campaign: expected" },
        { All with { Recipient = "joe" }, "iem", null, "--address: expected an address, found \"joe\"" },
        { All with { Recipient = "\"a b\"@x.example" }, "iem", null, "--address: an unsubscribe address cannot carry" },
        { All, null, null, "--domain is missing: the form {subscriber}.{list}.{campaign}@* goes with any domain" },
        { All, null, "x y", "--domain: expected a domain" },
        { All, null, "a@b.example", "--domain: expected a domain" },
        { All, "iem", "other.example", "--domain: the form u+{address}.{signature}@u.example has a domain of its own" },
        { All, "none", "x.example", "--provider: there is no form of none, only of mw, signed, iem, shadowed" },
        { All, "no\nne", "x.example", "no form of no\\x0Ane" },
        { All, "shadowed", "x.example", "would be read by a form that stands before {list}.{subscriber}.{campaign}@* of shadowed" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_is_missing_or_cannot_be_carried_is_named(AddressTokens tokens, string? provider, string? domain, string reason)
    {
        Assert.Equal(ExitCodes.Usage, Print(tokens, provider, domain));
        Assert.Contains(reason, _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _out.ToString());
    }

    [Fact]
    public void Everything_that_is_missing_is_named_at_once()
    {
        Assert.Equal(ExitCodes.Usage, Print(new AddressTokens(), null, null));
        Assert.Equal(4, _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Without_a_campaign_tool_there_is_no_form()
    {
        Assert.Equal(ExitCodes.Usage, AddressCommand.Print([], All, null, "x.example", new CommandConsole(_out, _error)));
        Assert.Contains("No form of unsubscribe address is in force", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_is_too_long_for_strict_mail_servers_is_printed_with_a_warning()
    {
        Assert.Equal(0, Print(All with { Recipient = $"{new string('a', 60)}@x.example" }, "iem", null));
        Assert.Contains("more than 64 octets", _error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("@u.example\n", _out.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    private int Print(AddressTokens tokens, string? provider, string? domain) =>
        AddressCommand.Print(Forms, tokens, provider, domain, new CommandConsole(_out, _error));
}
