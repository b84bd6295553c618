using System.Text;
using BounceHandler.Classification;

namespace BounceHandler.Tests.Classification;

public sealed class ListUnsubscribeTests
{
    [Theory]
    [InlineData("<mailto:a.b.c@u.example>", "a.b.c@u.example")]
    [InlineData("<mailto:a.b.c@u.example?subject=unsubscribe>", "a.b.c@u.example")]
    [InlineData("<MAILTO:a@u.example>", "a@u.example")]
    [InlineData("<https://u.example/?a@b>, <mailto:a@u.example>", "a@u.example")]
    [InlineData("<mailto:a@u.example>,<mailto:b@u.example>", "a@u.example b@u.example")]
    [InlineData("<mailto:a@u.example,b@u.example?body=x@y.example>", "a@u.example b@u.example")]
    [InlineData("<mailto:a%2Bb%3Dc.example@u.example>", "a+b=c.example@u.example")]
    [InlineData("<mailto:a%2Cb@u.example>", "a,b@u.example")]
    [InlineData("<mailto:a%3Fb@u.example?x>", "a?b@u.example")]
    [InlineData("<mailto:a%252Bb@u.example>", "a%2Bb@u.example")]
    [InlineData("<mailto:a%zz@u.example>", "a%zz@u.example")]
    [InlineData("(comment) <mailto:\r\n\ta.b\r\n .c@u.example> (comment)", "a.b.c@u.example")]
    [InlineData("<ftp://x>, text, <mailto:a@u.example>", "a@u.example")]
    // Cut off, decoded into another line, no brackets, no address.
    [InlineData("<mailto:a@u.example", "")]
    [InlineData("<https://x.example>, <mailto:a.b.c@u.examp", "")]
    [InlineData("<mailto:a%0d%0aBcc:b@u.example>", "")]
    [InlineData("<mailto:a%00@u.example>", "")]
    [InlineData("mailto:a@u.example", "")]
    [InlineData("<mailto:>", "")]
    [InlineData("<mailto:?to=a@u.example>", "")]
    [InlineData("<>", "")]
    [InlineData("><", "")]
    [InlineData("", "")]
    public void The_addresses_are_those_of_the_mailto_URIs(string header, string expected) =>
        Assert.Equal(expected, string.Join(' ', ListUnsubscribe.AddressesIn(header)));

    [Fact]
    public void No_more_than_sixteen_addresses_are_looked_at()
    {
        Assert.Equal(16, ListUnsubscribe.AddressesIn(string.Concat(Enumerable.Repeat("<mailto:a@u.example>", 500))).Count);
        Assert.Equal(16, ListUnsubscribe.AddressesIn($"<mailto:{string.Join(',', Enumerable.Repeat("a@u.example", 500))}>").Count);
    }

    [Fact]
    [Trait("Proof", "hostile")]
    public void No_header_makes_the_readers_throw_or_take_what_has_not_the_shape()
    {
        string[] pieces =
        [
            "<", ">", "mailto:", "MailTo:", "?", ",", "%", "%2", "%40", "%0a", "%F0%9F", "@", ":", ".", " ", "\t", "\r\n", "\"", "\\", "\0", "\uD800", "é", "\uFEFF",
            TestComplaints.Campaign, TestComplaints.List, TestComplaints.Subscriber, "BS224MF5V20F4", "u.example", "a=b.example", "https://x", "((",
        ];
        var addresses = 0;
        var references = 0;
        Fuzz.Run(20_000, 700_000, random =>
        {
            var text = new StringBuilder(random.Next(3) == 0 ? "<mailto:" : "");
            for (var count = random.Next(12); count > 0; count--)
                text.Append(pieces[random.Next(pieces.Length)]);
            var header = text.ToString();
            foreach (var address in ListUnsubscribe.AddressesIn(header))
            {
                addresses++;
                Assert.True(address.Contains('@') && !address.Any(char.IsControl), header);
            }

            // Any three uids in a row, so that random text comes by a valid one now and then.
            header = $"{TestComplaints.Campaign}:{pieces[random.Next(pieces.Length)]}:{TestComplaints.List}:{header}";
            if (MailWizzHeaders.OfFeedbackId(header) is { } reference)
            {
                references++;
                Assert.All([reference.Campaign!, reference.List!, reference.Subscriber!], AssertUid);
            }

            if (MailWizzHeaders.OfListHeaders(text.ToString(), TestComplaints.Subscriber, header) is { List: { } list })
                AssertUid(list);
        });

        Assert.True(addresses > 100 && references > 100, $"{addresses} addresses, {references} references");
    }

    private static void AssertUid(string uid)
    {
        Assert.Equal(13, uid.Length);
        Assert.All(uid, c => Assert.True(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)));
    }
}
