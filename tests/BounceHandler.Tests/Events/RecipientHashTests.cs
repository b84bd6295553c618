using System.Text;
using BounceHandler.Events;

namespace BounceHandler.Tests.Events;

public sealed class RecipientHashTests
{
    private static readonly RecipientHash Hash = new(0x0123456789ABCDEF, 0xFEDCBA9876543210);

    private static readonly string[] Pieces =
    [
        "a", "B", "z", "Z", "0", "9", ".", "-", "_", "+", "=", "@", "user", "USER", "example.com", "Example.COM", "xn--mnchen-3ya.de", "münchen.de", "MÜNCHEN.de",
        "é", "É", "\"", "\\", "<", ">", " ", "[", "`", "{", "\u007f", "\u0001", "~", "^", "!", "..", "@@", "very.long.local.part.of.an.address", "İ", "ß", "\u00AD",
    ];

    [Fact]
    public void The_hash_of_the_bytes_is_that_of_the_address_they_are() => Fuzz.Run(5_000, 300_000, random =>
    {
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => Pieces[random.Next(Pieces.Length)]))
            + (random.Next(3) == 0 ? "" : "@" + Pieces[random.Next(Pieces.Length)] + (random.Next(2) == 0 ? "" : ".Example.org"));

        var hash = Hash.Of(Encoding.UTF8.GetBytes(text));

        if (EmailAddress.TryParse(text, out var address))
            Assert.Equal(Hash.Of(address), hash);
        else
            // Something that is no address may have a hash of its own, but never that of an address.
            Assert.True(hash == 0 || !EmailAddress.TryParse(text.ToLowerInvariant(), out _), text);
    });

    [Theory]
    [InlineData("User@Example.COM", "user@example.com")]
    [InlineData("<user@example.com>", "user@example.com")]
    [InlineData("\"user\"@example.com", "user@example.com")]
    [InlineData("user@example.com.", "user@example.com")]
    [InlineData("user@MÜNCHEN.de", "user@xn--mnchen-3ya.de")]
    public void Spellings_of_one_address_have_one_hash(string one, string other) =>
        Assert.Equal(Hash.Of(Encoding.UTF8.GetBytes(other)), Hash.Of(Encoding.UTF8.GetBytes(one)));

    [Fact]
    public void Different_addresses_and_different_keys_have_different_hashes()
    {
        var addresses = Enumerable.Range(0, 20_000).Select(i => Encoding.UTF8.GetBytes($"user{i}@example{i % 7}.com")).ToList();

        Assert.Equal(addresses.Count, addresses.Select(address => Hash.Of(address)).Distinct().Count());
        Assert.NotEqual(Hash.Of(addresses[0]), new RecipientHash(1, 2).Of(addresses[0]));
        Assert.NotEqual(Hash.Of("a@b.example"u8), Hash.Of("a@b.example\0"u8));
        Assert.Equal(0UL, Hash.Of("...@example.com\u00E9"u8));
        Assert.Equal(0UL, Hash.Of("nobody"u8));
    }
}
