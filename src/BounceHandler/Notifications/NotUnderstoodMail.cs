using System.Globalization;

namespace BounceHandler.Notifications;

/// <summary>The daily mail about unsubscribe mails that were not understood.</summary>
internal static class NotUnderstoodMail
{
    /// <summary>Most mails that are listed; the rest is counted.</summary>
    public const int MostLines = 500;

    /// <summary>What it says.</summary>
    /// <param name="mails">Those that are listed, oldest first.</param>
    /// <param name="total">All of them.</param>
    public static MailPage Page(IReadOnlyList<NotUnderstoodEntry> mails, int total)
    {
        var heading = total == 1
            ? "1 unsubscribe mail was not understood"
            : string.Create(CultureInfo.InvariantCulture, $"{total} unsubscribe mails were not understood");
        var sections = mails.Take(MostLines).Select(Section).ToList<MailSection>();
        var rest = total - sections.Count;
        if (rest > 0)
            sections.Add(new MailSection.Prose("", string.Create(CultureInfo.InvariantCulture, $"And {rest} more, not listed here.")));
        return new MailPage(
            "not-understood", heading, heading,
            "Nobody was removed on account of them. If they are requests, remove the senders by hand; if many are, check unsubscribe.addresses.", sections);
    }

    private static MailSection.Facts Section(NotUnderstoodEntry mail) => new("", MailFact.Known(
        new("Received", LocalMoment.Of(mail.At)),
        new("To", mail.To),
        new("From", mail.From),
        new("Subject", mail.Subject),
        new("Reason", mail.Reason),
        new("File", mail.FileName)));
}

/// <summary>An unsubscribe mail that was not understood.</summary>
/// <param name="FileName">Its file in the maildrop.</param>
/// <param name="To">To whom it was sent.</param>
/// <param name="From">Who sent it.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Reason">Why it was not understood.</param>
/// <param name="At">When it came, in the time zone that the operator reads.</param>
internal sealed record NotUnderstoodEntry(string FileName, string To, string From, string Subject, string Reason, DateTimeOffset At);
