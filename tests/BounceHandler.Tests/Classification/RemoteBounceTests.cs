using BounceHandler.Classification;
using BounceHandler.Input;

namespace BounceHandler.Tests.Classification;

public sealed class RemoteBounceTests
{
    [Theory]
    // The VERP sender names the recipient, whatever the report says.
    [InlineData("bounce-user=example.com@s.example", "orig@example.com", "forward@gmail.example", "user@example.com")]
    [InlineData("bounce+user=example.com@s.example", "", "", "user@example.com")]
    // Several readings: the report tells which is meant.
    [InlineData("bounce-a-b=example.com@s.example", "a-b@example.com", "x@y.example", "a-b@example.com")]
    [InlineData("bounce-a-b=example.com@s.example", "rfc822;A-B@example.com", "x@y.example", "a-b@example.com")]
    [InlineData("bounce-a-b=example.com@s.example", "", "b@example.com", "b@example.com")]
    [InlineData("bounce-a-b=example.com@s.example", "", "x@y.example", null)]
    // No VERP: the original recipient, else the final one.
    [InlineData("bounce@s.example", "orig@example.com", "forward@gmail.example", "orig@example.com")]
    [InlineData("bounce@s.example", "rfc822;orig@example.com", "forward@gmail.example", "orig@example.com")]
    [InlineData("bounce@s.example", "RFC822;<orig@example.com>", "forward@gmail.example", "orig@example.com")]
    [InlineData("bounce@s.example", "", "final@example.com", "final@example.com")]
    [InlineData("bounce@s.example", "x400;/g=x/", "final@example.com", "final@example.com")]
    [InlineData("", "", "final@example.com", "final@example.com")]
    [InlineData("bounce@s.example", "", "", null)]
    public void The_recipient_of_a_remote_bounce_is_the_one_the_message_was_sent_to(string orig, string orcpt, string rcpt, string? expected)
    {
        var record = TestRecords.Of(RecordType.RemoteBounce, (Column.Orig, orig), (Column.Orcpt, orcpt), (Column.Rcpt, rcpt));

        var (recipient, reason) = BounceReading.RecipientOf(record, _ => false);
        Assert.Equal(expected, recipient?.Spelling);
        Assert.Equal(expected is null, reason.Length > 0);
    }

    [Fact]
    public void A_local_bounce_is_about_its_recipient_whatever_else_it_carries()
    {
        var record = TestRecords.Bounce((Column.Orig, "bounce-user=example.com@s.example"), (Column.Orcpt, "orig@example.com"), (Column.Rcpt, "final@example.com"));

        Assert.Equal("final@example.com", BounceReading.RecipientOf(record, _ => false).Recipient!.Spelling);
    }

    [Fact]
    public void A_sender_that_can_be_read_in_several_ways_is_not_guessed()
    {
        var record = TestRecords.Of(RecordType.RemoteBounce, (Column.Orig, "other-a-b=example.com@mailwizz.example"), (Column.Rcpt, "x@y.example"));

        Assert.Equal("ambiguous VERP sender", Assert.IsType<Decision.Skip>(TestRecords.Judge().OfRecord(record, TestRecords.Now)).Reason);
    }

    [Fact]
    public void A_configured_sender_says_how_it_is_read()
    {
        var record = TestRecords.Of(RecordType.RemoteBounce, (Column.Orig, "campaign-a-b=example.com@mailwizz.example"), (Column.Rcpt, "x@y.example"));

        var accept = Assert.IsType<Decision.Accept>(TestRecords.Judge().OfRecord(record, TestRecords.Now));
        Assert.Equal("a-b@example.com", accept.Event.Recipient!.Identity);
    }

    [Fact]
    public void The_pieces_of_a_remote_bounce_are_routed_by_the_senders_own_part()
    {
        var record = TestRecords.Of(RecordType.RemoteBounce, (Column.Orig, "campaign-user=example.com@mailwizz.example"), (Column.Rcpt, "fw@y.example"));

        var accept = Assert.IsType<Decision.Accept>(TestRecords.Judge().OfRecord(record, TestRecords.Now));
        Assert.Equal(("rb", "user@example.com"), (accept.Event.RecordType, accept.Event.Recipient!.Identity));
    }
}
