using BounceHandler.Classification;

namespace BounceHandler.Tests.Classification;

public sealed class VerpTests
{
    [Theory]
    // One reading.
    [InlineData("news-a=b.example@bounce.example.com", "a@b.example")]
    [InlineData("news+a=b.example@bounce.example.com", "a@b.example")]
    [InlineData("<news-a=b.example@bounce.example.com>", "a@b.example")]
    [InlineData("jsmith-JDoe=Yahoo.com@example.com", "JDoe@yahoo.com")]
    [InlineData("news-a=bücher.example@bounce.example.com", "a@bücher.example")]
    // Several: the longest sender part first.
    [InlineData("campaign-jo-hn=x.com@mailwizz.example", "hn@x.com jo-hn@x.com")]
    [InlineData("campaign-12-jo+tag=x.com@mailwizz.example", "tag@x.com jo+tag@x.com 12-jo+tag@x.com")]
    [InlineData("news-a=b=x.com@example.com", "a=b@x.com")]
    // Escapes: their separator is the last bare one.
    [InlineData("campaign-12-jo+2Dhn=x.com@mailwizz.example", "jo-hn@x.com 12-jo-hn@x.com 2Dhn@x.com jo+2Dhn@x.com 12-jo+2Dhn@x.com")]
    [InlineData("campaign+jo+2dhn=x.com@mailwizz.example", "jo-hn@x.com 2dhn@x.com jo+2dhn@x.com")]
    [InlineData("news-jo+2Btag=x.com@example.com", "jo+tag@x.com 2Btag@x.com jo+2Btag@x.com")]
    [InlineData("news-a+3Db=x.com@example.com", "a=b@x.com 3Db@x.com a+3Db@x.com")]
    [InlineData("news-a+40b+2Dc=x.com@example.com", "\"a@b-c\"@x.com 2Dc@x.com 40b+2Dc@x.com a+40b+2Dc@x.com")]
    // No escapes: tags that look like them.
    [InlineData("news-jo+de=x.com@example.com", "de@x.com jo+de@x.com")]
    [InlineData("news-jo+2024=x.com@example.com", "2024@x.com jo+2024@x.com")]
    [InlineData("news+24=x.com@example.com", "24@x.com")]
    public void Recipients_are_decoded_best_first(string orig, string expected)
    {
        Assert.True(Verp.TryDecode(orig, out var candidates));

        Assert.Equal(expected, string.Join(' ', candidates.Select(reading => reading.Recipient)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<>")]
    [InlineData("news@example.com")]
    [InlineData("news-a@example.com")]
    [InlineData("a=b.example@example.com")]
    [InlineData("-a=b.example@example.com")]
    [InlineData("news-=b.example@example.com")]
    [InlineData("news-a=@example.com")]
    [InlineData("news-a=b@example.com")]
    [InlineData("news-a=192.0.2.1@example.com")]
    [InlineData("news=b-c.example@example.com")]
    public void What_encodes_no_recipient_is_not_decoded(string orig)
    {
        Assert.False(Verp.TryDecode(orig, out var candidates));
        Assert.Empty(candidates);
    }
}
