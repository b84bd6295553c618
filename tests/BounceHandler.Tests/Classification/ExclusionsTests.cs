using BounceHandler.Classification;
using BounceHandler.Events;

namespace BounceHandler.Tests.Classification;

public sealed class ExclusionsTests
{
    [Theory]
    [InlineData("x-pmta;bounce-queue", "smtp", "bounce-queue")]
    [InlineData("X-PMTA;Bounce-Queue (by operator)", "", "bounce-queue")]
    [InlineData("x-pmta; bounce-queue", "", "bounce-queue")]
    [InlineData("x-pmta;deleted by administrator", "smtp", "deleted by administrator")]
    [InlineData("x-pmta;Deleted By Administrator", "", "deleted by administrator")]
    [InlineData("smtp;550 5.1.1 unknown", "pipe", "dlvType pipe")]
    [InlineData("smtp;550 5.1.1 unknown", "FILE", "dlvType file")]
    [InlineData("", "discard", "dlvType discard")]
    [InlineData("smtp;550 5.1.1 unknown", "smtp", null)]
    [InlineData("smtp;550 5.1.1 unknown", "", null)]
    [InlineData("smtp;550 x-pmta;bounce-queue", "smtp", null)]
    [InlineData("smtp;550 deleted by administrator", "smtp", null)]
    [InlineData("bounce-queue", "smtp", null)]
    [InlineData("x-pmta;relaying denied", "smtp", null)]
    [InlineData("", "", null)]
    public void What_PowerMTA_did_itself_is_no_reply_of_a_recipient(string diagnostic, string deliveryType, string? reason) =>
        Assert.Equal(reason, Exclusions.OfRecord(diagnostic, deliveryType));

    [Theory]
    [InlineData("user@own.example", "own domain")]
    [InlineData("user@OWN.example", "own domain")]
    [InlineData("user@bücher.example", "own domain")]
    [InlineData("user@sub.own.example", null)]
    [InlineData("x.y.z@unsub.example", "unsubscribe domain")]
    [InlineData("boss@kept.example", "protected recipient")]
    [InlineData("BOSS@kept.example", "protected recipient")]
    [InlineData("boss-user=x.example@kept.example", null)]
    [InlineData("anyone@vip.example", "protected recipient")]
    [InlineData("anyone@mail.team.example", "protected recipient")]
    [InlineData("anyone@team.example", null)]
    [InlineData("anyone@else.example", null)]
    public void No_bounce_acts_on_recipients_that_are_ours_or_protected(string recipient, string? reason)
    {
        var exclusions = new Exclusions(
            ["own.example", "xn--bcher-kva.example"], [Pattern("boss@kept.example"), Pattern("*@vip.example"), Pattern("*.team.example")],
            ["Unsub.example"]);
        Assert.True(EmailAddress.TryParse(recipient, out var address));

        Assert.Equal(reason, exclusions.OfRecipient(address));
    }

    private static SenderPattern Pattern(string text) =>
        SenderPattern.TryParse(text, out var pattern) ? pattern : throw new ArgumentException(text);
}
