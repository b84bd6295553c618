using BounceHandler.Classification;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Classification;

public sealed class AddressSignerTests
{
    private static readonly AddressTokens Uids = new("dm200ahb6hbca", "pf5150000917a", "cw7208d4ca9f1");

    // Computed with Python's hmac and base64 modules: who writes List-Unsubscribe headers must get the same.
    [Theory]
    [InlineData("{subscriber}.{list}.{campaign}.{signature}@*", "geheïm", "ovbislrfmurhz2ii")]
    [InlineData("{signature}-{campaign}.{list}.{subscriber}@other.example", "geheïm", "ovbislrfmurhz2ii")]
    [InlineData("{address}.{signature}@*", "topsecret", "ryoxjabjpq4clrgj")]
    public void The_signature_is_the_documented_one(string format, string secret, string signature) =>
        Assert.Equal(signature, AddressSigner.Sign(secret, TestForms.Compile(format), Uids with { Recipient = "Joe+Tag@X.example" }));

    [Fact]
    public void Three_uids_of_MailWizz_and_the_signature_fit_into_a_local_part()
    {
        var format = TestForms.Compile(TestForms.Signed);
        var address = format.Render(Uids with { Signature = AddressSigner.Sign("s", format, Uids) }, "x.example")!;
        Assert.InRange(address.IndexOf('@'), 1, 64);
        Assert.Equal(AddressSigner.Length, address[..address.IndexOf('@')].Split('.')[^1].Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_was_signed_is_right_in_any_case_and_wrong_once_any_token_or_the_secret_is_another(int seed)
    {
        const string Characters = "abcdefghijklmnopqrstuvwxyz0123456789";
        var random = new Random(seed);
        var format = TestForms.Compile("{list}-{address}-{subscriber}.{campaign}+{signature}@*");
        for (var i = 0; i < 500; i++)
        {
            var secret = Uid();
            var tokens = new AddressTokens(Uid(), Uid(), Uid(), $"{Uid()}@{Uid()}.example");
            tokens = tokens with { Signature = AddressSigner.Sign(secret, format, tokens) };
            Assert.Matches("^[a-z2-7]{16}$", tokens.Signature);
            var address = format.Render(tokens, "x.example")!;

            Assert.True(Verify(address));
            Assert.True(Verify(address.ToUpperInvariant()));
            Assert.True(Verify(address.ToUpperInvariant().ToLowerInvariant()));
            Assert.False(AddressSigner.Verify(secret + "x", format, tokens));
            AddressTokens[] forged =
            [
                tokens with { Subscriber = Uid() }, tokens with { List = Uid() }, tokens with { Campaign = Uid() },
                tokens with { Recipient = $"{Uid()}@y.example" }, tokens with { Signature = Uid() }, tokens with { Signature = tokens.Signature[..^1] },
                tokens with { Signature = tokens.Signature + "a" }, tokens with { Signature = null },
                tokens with { Subscriber = tokens.List, List = tokens.Subscriber },
            ];
            Assert.All(forged, other => Assert.False(AddressSigner.Verify(secret, format, other)));

            bool Verify(string text) => AddressSigner.Verify(secret, format, format.Match(text)!);
        }

        string Uid() => new([.. Enumerable.Range(0, random.Next(5, 14)).Select(_ => Characters[random.Next(Characters.Length)])]);
    }
}
