using System.Globalization;
using BounceHandler.Configuration;
using BounceHandler.Notifications;
using BounceHandler.Storage;
using MimeKit;

namespace BounceHandler.Dispatch;

/// <summary>Makes the mails of notices.</summary>
internal sealed class NoticeMails(Store store, NotificationSettings settings, CampaignDescriptions campaigns, string host, TimeProvider time)
{
    private readonly NoticeMessage _messages = new(settings, host, store.Directory.DirectoryPath);

    /// <summary>What is known of a notice's event; null if it is forgotten.</summary>
    public SettledEvent? Settled(Notice notice) =>
        notice.EventId is { } id && store.Reports.Read(id) is { } material ? SettledEvents.Of(material) : null;

    /// <summary>An alarm.</summary>
    public MimeMessage Alarm(Notice notice) => Message(AlarmMail.Page(notice.Title, notice.Text, Local(notice.CreatedAt)), [notice]);

    /// <summary>The mail of the day about mails that were not understood.</summary>
    public MimeMessage NotUnderstood(IReadOnlyList<(Notice Notice, NotUnderstood Mail)> due)
    {
        var listed = due.Take(NotUnderstoodMail.MostLines).Select(entry => new NotUnderstoodEntry(
            entry.Mail.DropName, entry.Mail.To, entry.Mail.From, entry.Mail.Subject, entry.Mail.Reason, Local(entry.Mail.At)));
        return Message(NotUnderstoodMail.Page([.. listed], due.Count), [.. due.Select(entry => entry.Notice)]);
    }

    /// <summary>A complaint or an unsubscribe; null if its event is forgotten.</summary>
    public async Task<MimeMessage?> EventAsync(Notice notice, CancellationToken stop)
    {
        if (Settled(notice) is not { } settled)
            return null;
        var report = Report(settled) with { Campaign = await campaigns.FindAsync(settled, stop) };
        return Message(notice.Kind == NoticeKind.Complaint ? ComplaintMail.Page(report) : UnsubscribeMail.Page(report), [notice]);
    }

    /// <summary>One mail for complaints and unsubscribes that were held back.</summary>
    public MimeMessage Digest(IReadOnlyList<Notice> held)
    {
        var listed = held.Take(DigestMail.MostLines).Select(Settled).OfType<SettledEvent>().Select(Report);
        var complaints = held.Count(notice => notice.Kind == NoticeKind.Complaint);
        return Message(DigestMail.Page([.. listed], complaints, held.Count - complaints, settings.MaxPerHour), held);
    }

    private MimeMessage Message(MailPage page, IReadOnlyList<Notice> notices)
    {
        var first = notices[0];
        // Which notices it stands for: a digest that has grown since it failed is another mail.
        var name = string.Create(CultureInfo.InvariantCulture, $"{first.Id} {first.CreatedAt.ToUnixTimeMilliseconds()} {notices.Count} {notices[^1].Id}");
        return _messages.Build(page, name, Local(time.GetUtcNow()));
    }

    private EventReport Report(SettledEvent settled) =>
        new(settled.Event, settled.Resolved, Local(settled.Event.OccurredAt), null, settled.Results);

    private DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone);
}
