using BounceHandler.Configuration;
using BounceHandler.Notifications;
using MimeKit;

namespace BounceHandler.Tests.Notifications;

public sealed class NoticeMessageTests
{
    private static readonly NotificationSettings Settings = new() { From = "bounces@example.com", To = ["postmaster@localhost", "second@example.com"] };

    [Fact]
    public void A_mail_says_that_a_program_wrote_it_and_which_one()
    {
        var message = Build("complaint");
        Assert.Equal("auto-generated", message.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal("complaint", message.Headers[NoticeMessage.MarkHeader]);
        Assert.Equal("\"BounceHandler\" <bounces@example.com>", message.From.ToString());
        Assert.Equal(["postmaster@localhost", "second@example.com"], message.To.Mailboxes.Select(to => to.Address));
        Assert.Equal(TestReports.Received, message.Date);
        Assert.Equal(["text/plain", "text/html"], message.BodyParts.Select(part => part.ContentType.MimeType));
    }

    [Fact]
    public void The_same_notice_is_the_same_mail_and_another_one_is_not()
    {
        var first = Build("complaint").MessageId;
        Assert.EndsWith("@example.com", first, StringComparison.Ordinal);
        Assert.Equal(first, Build("complaint").MessageId);
        Assert.Distinct(
        [
            first, Build("digest").MessageId, Build("complaint", name: "2").MessageId, Build("complaint", state: "/other").MessageId,
            Build("complaint", host: "other.example.com").MessageId,
        ]);
    }

    [Theory]
    [InlineData("postmaster@localhost")]
    [InlineData("postmaster@[192.0.2.1]")]
    [InlineData("größe@exämple.example")]
    public void Every_author_that_may_be_configured_can_write(string from)
    {
        var message = new NoticeMessage(Settings with { From = from }, "höst", "/stäte").Build(new MailPage("alarm", "s", "h", "", []), "1", TestReports.Received);
        Assert.Equal(from, message.From.Mailboxes.Single().Address);
        Assert.Contains('@', message.MessageId!);
    }

    [Fact]
    public void Nobody_writes_headers_by_way_of_a_subject()
    {
        var page = AlarmMail.Page("x\r\nBcc: all@example.com\r\n\r\nbody " + new string('y', 2000), "text", TestReports.Received);
        using var stream = new MemoryStream();
        new NoticeMessage(Settings, "host", "/state").Build(page, "1", TestReports.Received).WriteTo(stream, TestContext.Current.CancellationToken);
        stream.Position = 0;
        var read = MimeMessage.Load(stream, TestContext.Current.CancellationToken);
        Assert.Empty(read.Bcc);
        Assert.StartsWith("BounceHandler: x\\x0D\\x0ABcc: all@example.com", read.Subject, StringComparison.Ordinal);
        Assert.Equal(VisibleText.SubjectLimit, read.Subject!.Length);
    }

    private static MimeMessage Build(string mark, string name = "1", string state = "/state", string host = "host") =>
        new NoticeMessage(Settings, host, state).Build(new MailPage(mark, "s", "h", "", []), name, TestReports.Received);
}
