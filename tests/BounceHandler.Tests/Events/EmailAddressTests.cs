using BounceHandler.Events;

namespace BounceHandler.Tests.Events;

public sealed class EmailAddressTests
{
    public static TheoryData<string, string, string> Accepted => new()
    {
        { "user@example.com", "user@example.com", "user@example.com" },
        { "User.Name@EXAMPLE.Com", "User.Name@example.com", "user.name@example.com" },
        { "  user@example.com\t", "user@example.com", "user@example.com" },
        { "<user@example.com>", "user@example.com", "user@example.com" },
        { "< user@example.com >", "user@example.com", "user@example.com" },
        { "user@example.com.", "user@example.com", "user@example.com" },
        // Quoted local parts: unquoted where the quotes say nothing.
        { "\"user\"@example.com", "user@example.com", "user@example.com" },
        { "\"first.last\"@example.com", "first.last@example.com", "first.last@example.com" },
        { "\"us\\er\"@example.com", "user@example.com", "user@example.com" },
        { "\"John Doe\"@example.com", "\"John Doe\"@example.com", "\"john doe\"@example.com" },
        { "\"a@b\"@example.com", "\"a@b\"@example.com", "\"a@b\"@example.com" },
        { "\"a\\\"b\"@example.com", "\"a\\\"b\"@example.com", "\"a\\\"b\"@example.com" },
        { "\"a\\\\b\"@example.com", "\"a\\\\b\"@example.com", "\"a\\\\b\"@example.com" },
        { "\"a,b\"@example.com", "\"a,b\"@example.com", "\"a,b\"@example.com" },
        // Dots anywhere, as some mailbox providers allow.
        { ".user@example.com", ".user@example.com", ".user@example.com" },
        { "user.@docomo.example", "user.@docomo.example", "user.@docomo.example" },
        { "a..b@docomo.example", "a..b@docomo.example", "a..b@docomo.example" },
        { "\"a..b\"@docomo.example", "a..b@docomo.example", "a..b@docomo.example" },
        // Every atom character of RFC 5322.
        { "!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com" },
        { "user+tag@example.com", "user+tag@example.com", "user+tag@example.com" },
        // Domains.
        { "a@b.c", "a@b.c", "a@b.c" },
        { "a@under_score.example", "a@under_score.example", "a@under_score.example" },
        { "a@1.2.3.example", "a@1.2.3.example", "a@1.2.3.example" },
        { "a@xn--bcher-kva.example", "a@xn--bcher-kva.example", "a@xn--bcher-kva.example" },
        // Internationalised addresses: U-labels stay in the spelling, A-labels identify.
        { "a@bücher.example", "a@bücher.example", "a@xn--bcher-kva.example" },
        { "a@BÜCHER.Example", "a@bücher.example", "a@xn--bcher-kva.example" },
        { "ÜSER@example.com", "ÜSER@example.com", "üser@example.com" },
        { "用户@例え.example", "用户@例え.example", "用户@xn--r8jz45g.example" },
        { "a@пример.испытание", "a@пример.испытание", "a@xn--e1afmkfd.xn--80akhbyknj4f" },
        { "😀@example.com", "😀@example.com", "😀@example.com" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void An_address_is_read_into_its_spelling_and_its_identity(string text, string spelling, string identity)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(spelling, address.Spelling);
        Assert.Equal(identity, address.Identity);
        Assert.Equal(identity[(identity.LastIndexOf('@') + 1)..], address.Domain);
        Assert.Equal(spelling, address.ToString());
    }

    public static TheoryData<string> Refused =>
    [
        "", " ", "@", "a@", "@b.c", "a", "a.b.c", "a@b", "a@@b.c", "a@b@c.d", "<>", "<@>", "<a@b.c", "a@b.c>", "a b@c.d", "a@b c.d",
        // Nobody's mailbox.
        "a@localhost", "a@127.0.0.1", "a@[127.0.0.1]", "a@1.2", "a@.b.c", "a@b..c", "a@b.c..", "a@-b.c", "a@b-.c", "a@b.-c",
        // Characters that need quotes, and quotes that do not close.
        "a,b@c.d", "a;b@c.d", "a:b@c.d", "a(b)@c.d", "a[b]@c.d", "a\\b@c.d", "\"a@c.d", "a\"@c.d", "\"\"@c.d", "\"a\"b\"@c.d", "\"a\\\"@c.d",
        "name <a@b.c>", "a@b.c, d@e.f", "mailto:a@b.c", "a@b.c\\",
        // Redacted: only dots are left.
        "...@example.com", ".@example.com", "\"...\"@example.com/",
        // What could break a line, a header, a log or a terminal.
        "a\r\nb@c.d", "a\nb@c.d", "a\0b@c.d", "a\u001bb@c.d", "a\u007fb@c.d", "a@c\n.d", "a@c.d\r\nRCPT TO:<x@y.z>", "\"a\nb\"@c.d", "\"a\\\nb\"@c.d",
        "\"a\tb\"@c.d", "a\u0085b@c.d", "a\u2028b@c.d", "a\u202eb@c.d", "a\u200bb@c.d", "a\u00a0b@c.d", "a\ufffdb@c.d", "\ufeffa@c.d",
        "a@c\u0085d.example", "a@c\u202ed.example", "a@c\u200bd.example", "a@c\u2028d.example", "a@c\u00a0d.example", "a@c\ufffdd.example",
        "a@c\u00add.example", "a@c%0ad.example", "a@c/d.example", "a@c'd.example", "a@c\"d.example", "a@c<d.example", "a@ü/x.example", "a@ü<x.example",
        // Halves of characters.
        "a\ud83d@c.d", "\ude00a@c.d", "a\ude00\ud83d@c.d", "a@\ud83d.example", "\"a\\\ud83d\"@c.d",
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Anything_else_is_no_address(string text)
    {
        Assert.False(EmailAddress.TryParse(text, out var address));
        Assert.Null(address);
    }

    [Fact]
    public void Lengths_are_bounded()
    {
        var label = new string('d', 63);
        var domain = $"{label}.{label}.{label}.{new string('d', 61)}";
        Assert.Equal(253, domain.Length);

        Assert.True(EmailAddress.TryParse($"{new string('a', 64)}@{domain}", out _));
        Assert.False(EmailAddress.TryParse($"a@{domain}d", out _));
        Assert.False(EmailAddress.TryParse($"a@{label}d.example", out _));
        Assert.True(EmailAddress.TryParse($"{new string('a', EmailAddress.MaxLength - 4)}@b.c", out _));
        Assert.False(EmailAddress.TryParse($"{new string('a', EmailAddress.MaxLength - 3)}@b.c", out _));
        // Its identity, with an A-label, would be longer.
        Assert.False(EmailAddress.TryParse($"{new string('a', EmailAddress.MaxLength - 4)}@ü.c", out _));
    }

    [Theory]
    [InlineData("a@bücher.example", "A@xn--bcher-kva.EXAMPLE")]
    [InlineData("\"user\"@example.com", "<USER@example.com.>")]
    [InlineData("a@b\u3002example", "a@b.example")]
    public void Two_spellings_of_one_address_have_one_identity(string one, string other)
    {
        Assert.True(EmailAddress.TryParse(one, out var first));
        Assert.True(EmailAddress.TryParse(other, out var second));
        Assert.Equal(first.Identity, second.Identity);
    }

    [Theory]
    [InlineData("...@example.com", true)]
    [InlineData("<.@example.com>", true)]
    [InlineData(" ....@example.com ", true)]
    [InlineData("a..@example.com", false)]
    [InlineData("@example.com", false)]
    [InlineData("example.com", false)]
    [InlineData("", false)]
    public void Only_dots_before_the_domain_are_a_redacted_address(string text, bool redacted) =>
        Assert.Equal(redacted, EmailAddress.IsRedacted(text));
}
