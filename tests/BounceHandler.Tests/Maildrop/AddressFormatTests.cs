using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public class AddressFormatTests
{
    private const string Signed = "unsub+{address}+{signature}@fbl.example.com";

    [Theory]
    [InlineData(AddressFormat.MailWizz, "ab1.cd2.ef3@fbl.example.com", "ab1", "cd2", "ef3")]
    [InlineData(AddressFormat.MailWizz, "AB1.Cd2.EF3@FBL.Example.COM", "ab1", "cd2", "ef3")]
    [InlineData(AddressFormat.MailWizz, " <ab1.cd2.ef3@fbl.example.com> ", "ab1", "cd2", "ef3")]
    [InlineData("u-{list}-{subscriber}@*", "u-12-3456@x.example", "3456", "12", null)]
    [InlineData("{subscriber}.x.{list}@only.example", "1.x.2@only.example", "1", "2", null)]
    [InlineData("list{list}.{subscriber}.end@*", "list7.8.end@x", "8", "7", null)]
    public void An_address_of_the_format_is_understood(string format, string address, string? subscriber, string? list, string? campaign) =>
        Assert.Equal(new AddressTokens(subscriber, list, campaign), Compile(format).Match(address));

    [Theory]
    [InlineData(AddressFormat.MailWizz, "")]
    [InlineData(AddressFormat.MailWizz, "@")]
    [InlineData(AddressFormat.MailWizz, "@/etc/passwd")]
    [InlineData(AddressFormat.MailWizz, "a.b.c")]
    [InlineData(AddressFormat.MailWizz, "a.b.c@")]
    [InlineData(AddressFormat.MailWizz, "a.b@x")]
    [InlineData(AddressFormat.MailWizz, "a.b.c.d@x")]
    [InlineData(AddressFormat.MailWizz, "a..c@x")]
    [InlineData(AddressFormat.MailWizz, "a.b.c-d@x")]
    [InlineData(AddressFormat.MailWizz, "a.b.c@x y")]
    [InlineData(AddressFormat.MailWizz, "\"a.b.c\"@x")]
    [InlineData(AddressFormat.MailWizz, "ä.b.c@x")]
    [InlineData(AddressFormat.MailWizz, "a.b.12345678901234567890123456789012345678901234567890123456789012345@x")]
    [InlineData("{subscriber}.{list}@only.example", "a.b@other.example")]
    [InlineData("{subscriber}.{list}@only.example", "a.b@sub.only.example")]
    [InlineData(Signed, "unsub+joe@x.example+abc@fbl.example.com")]
    [InlineData(Signed, "unsub+joe+abc@fbl.example.com")]
    [InlineData(Signed, "unsub+=x.example+abc@fbl.example.com")]
    public void Any_other_address_is_not(string format, string address) => Assert.Null(Compile(format).Match(address));

    [Theory]
    [InlineData("unsub+joe=x.example+abc@fbl.example.com", "joe@x.example", "abc")]
    [InlineData("unsub+joe+tag=x.example+abc@fbl.example.com", "joe+tag@x.example", "abc")]
    [InlineData("unsub+a=b=x.example+abc@fbl.example.com", "a=b@x.example", "abc")]
    public void An_encoded_recipient_may_contain_every_separator(string address, string recipient, string signature) =>
        Assert.Equal(new AddressTokens(Recipient: recipient, Signature: signature), Compile(Signed).Match(address));

    [Theory]
    [InlineData("{subscriber}.{list}", "needs exactly one \"@\"")]
    [InlineData("{subscriber}@{list}@*", "needs exactly one \"@\"")]
    [InlineData("{subscriber}@{list}", "domain without tokens")]
    [InlineData("{subscriber}@", "domain without tokens")]
    [InlineData("{subscriber}{list}@*", "ambiguous: {subscriber} and {list} need text between them")]
    [InlineData("{subscriber}x{list}@*", "ambiguous: \"x\" after {subscriber} must begin")]
    [InlineData("{subscriber}.x{list}@*", "ambiguous: \".x\" before {list} must end")]
    [InlineData("{subscriber}.{subscriber}@*", "same token twice")]
    [InlineData("{list}.{campaign}@*", "names no subscriber")]
    [InlineData("{user}.{list}@*", "unknown token {user}")]
    [InlineData("{Subscriber}.{list}@*", "unknown token {Subscriber}")]
    [InlineData("{subscriber.{list}@*", "unknown token {subscriber.{list}")]
    [InlineData("{subscriber@*", "without its \"}\"")]
    [InlineData("{subscriber} {list}@*", "cannot stand in an address")]
    [InlineData("{subscriber}}{list}@*", "cannot stand in an address")]
    [InlineData("", "needs exactly one \"@\"")]
    public void A_format_that_could_mislead_is_refused_with_its_reason(string format, string reason)
    {
        Assert.False(AddressFormat.TryCompile(format, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_rendered_is_read_back()
    {
        var tokens = new AddressTokens(Recipient: "Joe+Tag@X.example", Signature: "abc");
        var address = Compile(Signed).Render(tokens, "ignored.example");
        Assert.Equal("unsub+joe+tag=x.example+abc@fbl.example.com", address);
        Assert.Equal("joe+tag@x.example", Compile(Signed).Match(address!)!.Recipient);
    }

    [Theory]
    [InlineData(null, "b", "x.example")]
    [InlineData("a b", "b", "x.example")]
    [InlineData("a", "b.c", "x.example")]
    [InlineData("a", "b", "x example")]
    [InlineData("a", "b", "")]
    public void What_cannot_be_carried_is_not_rendered(string? subscriber, string? list, string domain) =>
        Assert.Null(Compile("{subscriber}.{list}@*").Render(new AddressTokens(subscriber, list), domain));

    [Fact]
    public void A_quoted_local_part_cannot_be_carried() =>
        Assert.Null(Compile(Signed).Render(new AddressTokens(Recipient: "\"a b\"@x.example", Signature: "s"), ""));

    [Fact]
    [Trait("Proof", "hostile")]
    public void No_text_throws_and_every_match_renders_to_the_same_meaning()
    {
        AddressFormat[] formats = [Compile(AddressFormat.MailWizz), Compile(Signed), Compile("{list}-{address}-{subscriber}.u@*")];
        var matches = 0;
        Fuzz.Run(30_000, 700_000, random =>
        {
            var format = formats[random.Next(formats.Length)];
            var text = RandomAddress(random);
            if (format.Match(text) is not { } tokens)
                return;
            matches++;
            var rendered = format.Render(tokens, "x.example");
            Assert.NotNull(rendered);
            Assert.Equal(tokens, format.Match(rendered));
        });
        Assert.True(matches > 100, "the fuzz never hit a format");
    }

    [Fact]
    [Trait("Proof", "hostile")]
    public void No_format_throws_and_one_that_is_taken_reads_back_what_it_writes()
    {
        var mutants = new Mutant(
            [AddressFormat.MailWizz, Signed, "{list}-{address}-{subscriber}.u@*", "u+{subscriber}@x.example"], "{subscriber}", "{address}", "{list}", "{", "}", "{}", "{x}", "@*", "*", "a", ".");
        var all = new AddressTokens("s1", "l2", "c3", "a.b@y.example", "sig4");
        var taken = 0;
        Fuzz.Run(5_000, 300_000, random =>
        {
            if (!AddressFormat.TryCompile(mutants.Of(random), out var format, out var error))
            {
                Assert.NotEmpty(error);
                return;
            }

            // Longer than any address can be is not looked at.
            if (format.Render(all, "x.example") is not { Length: <= 1000 } address)
                return;
            taken++;
            var read = format.Match(address);
            Assert.NotNull(read);
            Assert.All(format.Tokens, token => Assert.Equal(all[token], read[token]));
        });
        Assert.True(taken > 100, "The fuzz must reach formats.");
    }

    private static string RandomAddress(Random random)
    {
        string[] pieces = [".", "a", "b1", "-", "+", "=", "x.example", "unsub+", "@", "\"", " ", "é", "\ud800", "<", ">", "\n", ".u", "İ"];
        string[] starts = ["", "unsub+", "7-"];
        string[] ends = ["", "@x.example", "+s@fbl.example.com", "=x.example+s@fbl.example.com", "=x.example-9.u@x"];
        var middle = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => pieces[random.Next(pieces.Length)]));
        return starts[random.Next(starts.Length)] + middle + ends[random.Next(ends.Length)];
    }

    private static AddressFormat Compile(string text) =>
        AddressFormat.TryCompile(text, out var format, out var error) ? format : throw new ArgumentException(error);
}
