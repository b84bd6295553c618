using BounceHandler.Events;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Events;

[Trait("Proof", "hostile")]
public sealed class EmailAddressFuzzTests
{
    private const string Alphabet =
        "abcXYZ019..@@--__\"\\<> \t\r\n\0,;:()[]'+=%/!\u0085\u00a0\u00ad\u00df\u00fc\u0130\u0131\u03a3\u0301\u200b\u200d\u2028\u202e\u3002\uff0e\uff41"
        + "\ud83d\ude00\ufeff\ufffd\uffff例え";

    private static readonly Mutant Mutants = new(
        ["a@x.example", "<John.Doe+tag@Sub.Example.COM>", "\"a b\\\"c\"@x.example", "例え@例え.テスト", "a.b_c-d=e%f@xn--r8jz45g.example.", "a<b>c@x.example", new string('a', 300) + "@x.example"],
        "@", "\"@", "@x.example", "\r\nRCPT TO:<v@x.example>", "(comment)", "..", "xn--", "\uff0e", "=cmd|' /C calc'!A0", "[127.0.0.1]", "1.2.3.4");

    [Fact]
    public void Whatever_strangers_write_is_either_refused_or_an_address_that_reads_again_as_itself()
    {
        var accepted = 0;
        Fuzz.Run(30_000, 1_500_000, random =>
        {
            var text = random.Next(3) switch
            {
                0 => RandomText.Of(random, Alphabet, 24),
                1 => $"{RandomText.Of(random, Alphabet, 6)}a@b{RandomText.Of(random, Alphabet, 4)}.example",
                _ => Mutants.Of(random),
            };
            if (!EmailAddress.TryParse(text, out var address))
                return;
            accepted++;
            AssertSound(address);
        });
        Assert.True(accepted > 100, "The fuzz must reach addresses.");
    }

    private static void AssertSound(EmailAddress address)
    {
        Assert.True(EmailAddress.TryParse(address.Spelling, out var again), address.Spelling);
        Assert.Equal(address, again);
        Assert.True(EmailAddress.TryParse(address.Identity, out var identity), address.Identity);
        Assert.Equal(address.Identity, identity.Identity);
        Assert.True(System.Text.Ascii.IsValid(address.Domain));
        Assert.Equal(address.Spelling, LogLine.Escape(address.Spelling));
        Assert.False(EmailAddress.IsRedacted(address.Spelling));
        Assert.DoesNotContain(address.Spelling + address.Identity, c => char.IsControl(c) || c is '\u2028' or '\u2029');
        Assert.Equal(address.Identity, address.Identity.ToLowerInvariant());
        Assert.True(address.Spelling.Length <= EmailAddress.MaxLength + 2 * EmailAddress.MaxLength);
    }
}
