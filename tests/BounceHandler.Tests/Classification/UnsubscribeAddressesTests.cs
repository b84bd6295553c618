using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Maildrop;
using BounceHandler.Tests.Events;

namespace BounceHandler.Tests.Classification;

public sealed class UnsubscribeAddressesTests
{
    private static readonly SignedFormat[] Forms =
    [
        TestForms.Of(TestForms.Signed, "one", "1"), TestForms.Of(TestForms.Signed, "two", "2"), TestForms.Of(TestForms.Signed, "too", "2"),
        TestForms.Of("u+{list}+{address}@u.example", "mail"), TestForms.Of(AddressFormat.MailWizz, "mw"), TestForms.Of(AddressFormat.MailWizz, "mw2"),
        TestForms.Of(AddressFormat.MailWizz, "mw"),
    ];

    private static readonly UnsubscribeAddresses Addresses = new(Forms);

    [Theory]
    [InlineData("a1.B2.c3@x.example", "mw mw2: c3/b2/a1 - right")]
    [InlineData("<a1.b2.c3@x.example>", "mw mw2: c3/b2/a1 - right")]
    [InlineData("u+7+Joe+Tag=Y.example@u.example", "mail: /7/ joe+tag@y.example right")]
    [InlineData("a1.b2.c3.{1}@x.example", "one: c3/b2/a1 - right")]
    [InlineData("a1.b2.c3.{2}@x.example", "two too: c3/b2/a1 - right")]
    [InlineData("A1.B2.C3.{2}@X.EXAMPLE", "two too: c3/b2/a1 - right")]
    [InlineData("a1.b2.c3.{3}@x.example", "one two too: c3/b2/a1 - wrong")]
    [InlineData("a1.b2.c4.{1}@x.example", "one two too: c4/b2/a1 - wrong")]
    // Nobody is named: one label is no domain of an address, and dots alone are a redacted recipient.
    [InlineData("u+7+joe=localhost@u.example", "nothing")]
    [InlineData("u+7+...=y.example@u.example", "nothing")]
    [InlineData("postmaster@x.example", "nothing")]
    [InlineData("a1.b2.c3@x.example b@c", "nothing")]
    [InlineData("", "nothing")]
    public void An_address_is_read_by_the_first_form_that_accepts_it(string address, string expected)
    {
        foreach (var secret in new[] { "1", "2", "3" })
            address = address.Replace($"{{{secret}}}", AddressSigner.Sign(secret, Forms[0].Format, new AddressTokens("a1", "b2", "c3")));
        Assert.Equal(expected, Words(Addresses.Read(address)));
    }

    [Fact]
    public void A_later_form_with_a_right_signature_beats_an_earlier_one_with_a_wrong_one()
    {
        var later = TestForms.Of("{list}.{subscriber}.{campaign}.{signature}@*", "later", "s");
        var signature = AddressSigner.Sign("s", later.Format, new AddressTokens("b2", "a1", "c3"));
        Assert.Equal("later: c3/a1/b2 - right", Words(new UnsubscribeAddresses([Forms[0], later]).Read($"a1.b2.c3.{signature}@x.example")));
    }

    [Fact]
    public void Whether_any_form_has_a_secret_is_known()
    {
        Assert.True(Addresses.AreSigned);
        Assert.False(new UnsubscribeAddresses(Forms[3..]).AreSigned);
        Assert.False(new UnsubscribeAddresses([]).AreSigned);
    }

    [Fact]
    [Trait("Proof", "hostile")]
    public void No_address_throws_and_whatever_is_read_names_somebody()
    {
        const string Alphabet = "abc019..@+=-_\"\\<> \t\r\n\0,;:%\u0130\u212a\u00fc\ud83d\ude00例";
        var read = 0;
        Fuzz.Run(30_000, 600_000, random =>
        {
            var text = random.Next(3) switch
            {
                0 => RandomText.Of(random, Alphabet, 40),
                1 => $"a{RandomText.Of(random, "a.1", 4)}.b.c{RandomText.Of(random, Alphabet, 2)}@x.example",
                _ => $"u+1{RandomText.Of(random, Alphabet, 2)}+j{RandomText.Of(random, Alphabet, 3)}=y.example@u.example",
            };
            if (Addresses.Read(text) is not { } reading)
                return;
            read++;
            Assert.NotEmpty(reading.Providers);
            Assert.True(reading.Recipient is not null || reading.Reference?.Subscriber is not null, text);
        });
        Assert.True(read > 100, "The fuzz must reach addresses.");
    }

    private static string Words(UnsubscribeReading? reading) => reading is null ? "nothing"
        : $"{string.Join(' ', reading.Providers)}: {Reference(reading.Reference)} {reading.Recipient?.Spelling ?? "-"} {(reading.IsTrusted ? "right" : "wrong")}";

    private static string Reference(SubscriberRef? reference) => reference is null ? "-" : $"{reference.Campaign}/{reference.List}/{reference.Subscriber}";
}
