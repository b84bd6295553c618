using System.Security.Cryptography;
using System.Text;
using BounceHandler.Configuration;
using MimeKit;
using MimeKit.Text;

namespace BounceHandler.Notifications;

/// <summary>Makes mails of pages. The same notice becomes the same Message-Id, so that a mail which was sent twice can be recognised.</summary>
/// <param name="settings">From whom and to whom.</param>
/// <param name="host">Name of this machine.</param>
/// <param name="stateDirectory">Tells the states of one machine apart.</param>
internal sealed class NoticeMessage(NotificationSettings settings, string host, string stateDirectory)
{
    /// <summary>Our own mark: an unsubscribe address must not be unsubscribed by our mail about it.</summary>
    public const string MarkHeader = "X-BounceHandler-Notice";

    /// <summary>Builds a mail.</summary>
    /// <param name="page">What it says.</param>
    /// <param name="name">Names what the mail stands for in this state directory.</param>
    /// <param name="now">Date of the mail, in the time zone that the operator reads.</param>
    public MimeMessage Build(MailPage page, string name, DateTimeOffset now)
    {
        var footer = $"Sent by BounceHandler on {host}, state directory {stateDirectory}";
        var message = new MimeMessage
        {
            Date = now,
            Subject = VisibleText.Line(page.Subject, VisibleText.SubjectLimit),
            MessageId = Identity(page.Mark, name),
            Body = new MultipartAlternative(
                Part(TextFormat.Plain, PlainPage.Render(page, footer)),
                Part(TextFormat.Html, HtmlPage.Render(page, footer))),
        };
        message.From.Add(new MailboxAddress("BounceHandler", settings.From));
        message.To.AddRange(settings.To.Select(to => new MailboxAddress("", to)));
        // RFC 3834: no vacation reply, please.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        message.Headers.Add(MarkHeader, page.Mark);
        return message;
    }

    private static TextPart Part(TextFormat format, string text) =>
        new(format) { ContentTransferEncoding = ContentEncoding.QuotedPrintable, Text = text };

    private string Identity(string mark, string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{host}\n{stateDirectory}\n{mark}\n{name}"));
        return $"{Convert.ToHexStringLower(hash.AsSpan(0, 16))}@{settings.From[(settings.From.LastIndexOf('@') + 1)..]}";
    }
}
