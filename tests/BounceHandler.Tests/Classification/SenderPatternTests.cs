using System.Diagnostics;
using BounceHandler.Classification;
using BounceHandler.Events;

namespace BounceHandler.Tests.Classification;

public sealed class SenderPatternTests
{
    [Theory]
    // An address.
    [InlineData("campaign@mailwizz.example", "campaign@mailwizz.example", true)]
    [InlineData("Campaign@MailWizz.example", "cAMPAIGN@mailwizz.EXAMPLE", true)]
    [InlineData("campaign@mailwizz.example", "<campaign@mailwizz.example>", true)]
    [InlineData("campaign@mailwizz.example", "\"campaign\"@mailwizz.example", true)]
    [InlineData("campaign@mailwizz.example", "campaigns@mailwizz.example", false)]
    [InlineData("campaign@mailwizz.example", "campaign@mail.mailwizz.example", false)]
    [InlineData("campaign@mailwizz.example", "campaign@mailwizz.example.org", false)]
    // A domain.
    [InlineData("*@example.com", "anyone@example.com", true)]
    [InlineData("*@example.com", "anyone@EXAMPLE.COM", true)]
    [InlineData("*@example.com", "anyone@mail.example.com", false)]
    [InlineData("*@example.com", "anyone@badexample.com", false)]
    [InlineData("*@example.com", "anyone@example.com.evil.org", false)]
    // Every subdomain.
    [InlineData("*.example.com", "anyone@mail.example.com", true)]
    [InlineData("*.example.com", "anyone@a.b.example.com", true)]
    [InlineData("*.EXAMPLE.com", "anyone@Mail.example.com", true)]
    [InlineData("*.example.com", "anyone@example.com", false)]
    [InlineData("*.example.com", "anyone@badexample.com", false)]
    [InlineData("*.example", "anyone@mailwizz.example", true)]
    // VERP: as written, and as the sender's own part; wherever that ends.
    [InlineData("campaign@mailwizz.example", "campaign-jo=x.com@mailwizz.example", true)]
    [InlineData("campaign@mailwizz.example", "campaign-jo-hn=x.com@mailwizz.example", true)]
    [InlineData("campaign@mailwizz.example", "campaign+jo=x.com@mailwizz.example", true)]
    [InlineData("campaign@mailwizz.example", "CAMPAIGN+jo+2Dhn=x.com@MailWizz.example", true)]
    [InlineData("campaign@mailwizz.example", "campaign-a=b=x.com@mailwizz.example", true)]
    [InlineData("campaign@mailwizz.example", "\"campaign-jo hn=x.com\"@mailwizz.example", true)]
    [InlineData("campaign-12@mailwizz.example", "campaign-12-jo-hn=x.com@mailwizz.example", true)]
    [InlineData("campaign-jo=x.com@mailwizz.example", "campaign-jo=x.com@mailwizz.example", true)]
    [InlineData("*.example.com", "news-a=b.example@bounce.example.com", true)]
    [InlineData("*@bounce.example.com", "news-a=b.example@bounce.example.com", true)]
    // Never by the recipient in it.
    [InlineData("*.b.example", "news-a=b.example@bounce.example.com", false)]
    [InlineData("*@b.example", "news-a=b.example@bounce.example.com", false)]
    [InlineData("a@b.example", "news-a=b.example@bounce.example.com", false)]
    [InlineData("a@bounce.example.com", "news-a=b.example@bounce.example.com", false)]
    [InlineData("news@b.example", "news-a=b.example@bounce.example.com", false)]
    // No VERP.
    [InlineData("campaign@mailwizz.example", "campaign-jo@mailwizz.example", false)]
    [InlineData("campaign@mailwizz.example", "campaign-=x.com@mailwizz.example", false)]
    [InlineData("campaign@mailwizz.example", "campaign-jo=@mailwizz.example", false)]
    [InlineData("campaign@mailwizz.example", "campaign=x-y@mailwizz.example", false)]
    [InlineData("campaign@mailwizz.example", "campaigns-jo=x.com@mailwizz.example", false)]
    [InlineData("campaign@mailwizz.example", "campaign-jo=x.com@other.example", false)]
    // IDN, in either spelling on either side.
    [InlineData("*@bücher.example", "a@xn--bcher-kva.example", true)]
    [InlineData("*@xn--bcher-kva.example", "a@BÜCHER.example", true)]
    [InlineData("*.bücher.example", "a@shop.xn--bcher-kva.example", true)]
    [InlineData("news@bücher.example", "news-jo=x.com@xn--bcher-kva.example", true)]
    // The null sender and what is no address.
    [InlineData("*.example.com", "", false)]
    [InlineData("*.example.com", "<>", false)]
    [InlineData("*@example.com", "@example.com", false)]
    [InlineData("*.example.com", "mail.example.com", false)]
    [InlineData("*.example.com", "a@.example.com", false)]
    public void A_pattern_matches(string pattern, string envelopeSender, bool expected)
    {
        Assert.True(SenderPattern.TryParse(pattern, out var parsed));
        Assert.Equal(expected, parsed.Matches(envelopeSender));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*@")]
    [InlineData("*.")]
    [InlineData("example.com")]
    [InlineData("@example.com")]
    [InlineData("*example.com")]
    [InlineData("*@*.example.com")]
    [InlineData("*@*")]
    [InlineData("*.*")]
    [InlineData("bounce-*@example.com")]
    [InlineData("a@*.example.com")]
    [InlineData("*@a@example.com")]
    [InlineData("*.a@example.com")]
    [InlineData("*@exa mple.com")]
    [InlineData("*@-example.com")]
    [InlineData("*..example.com")]
    [InlineData("a@192.0.2.1")]
    [InlineData("^a@example\\.com$")]
    public void What_has_none_of_the_three_forms_is_no_pattern(string text)
    {
        Assert.False(SenderPattern.TryParse(text, out var pattern));
        Assert.Null(pattern);
    }

    [Fact]
    public void A_recipient_is_covered_as_written_only()
    {
        Assert.True(SenderPattern.TryParse("campaign@mailwizz.example", out var pattern));
        Assert.True(EmailAddress.TryParse("Campaign@mailwizz.example", out var same));
        Assert.True(EmailAddress.TryParse("campaign-jo=x.com@mailwizz.example", out var verp));

        Assert.True(pattern.Covers(same));
        Assert.True(pattern.Matches(verp));
        Assert.False(pattern.Covers(verp));
    }

    [Fact]
    public void A_pattern_keeps_its_spelling_for_displays()
    {
        Assert.True(SenderPattern.TryParse("*@Bücher.example", out var pattern));

        Assert.Equal("*@Bücher.example", pattern.Text);
    }

    [Fact]
    public void A_sender_made_of_separators_costs_no_more_than_any_other()
    {
        Assert.True(SenderPattern.TryParse(new string('-', 150) + "@example.com", out var pattern));
        var sender = new string('-', 300) + "=x.com@example.com";
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 2000; i++)
            pattern.Matches(sender);

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2));
    }
}
