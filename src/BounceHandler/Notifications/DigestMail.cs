using System.Globalization;
using BounceHandler.Events;

namespace BounceHandler.Notifications;

/// <summary>The mail that stands for many: what <c>maxPerHour</c> held back.</summary>
internal static class DigestMail
{
    /// <summary>Most events that are listed; the rest is counted.</summary>
    public const int MostLines = 500;

    /// <summary>What it says.</summary>
    /// <param name="reports">The events that are listed, oldest first; at most <see cref="MostLines"/>.</param>
    /// <param name="complaints">All complaints that the mail stands for.</param>
    /// <param name="unsubscribes">All unsubscribes that it stands for.</param>
    /// <param name="maxPerHour">The limit that held them back.</param>
    public static MailPage Page(IReadOnlyList<EventReport> reports, int complaints, int unsubscribes, int maxPerHour)
    {
        var what = string.Join(" and ", new[] { Count(complaints, "complaint"), Count(unsubscribes, "unsubscribe") }.Where(part => part.Length > 0));
        var sections = new List<MailSection>
        {
            new MailSection.Facts("", [.. reports.Take(MostLines).Select(report => new MailFact(LocalMoment.Short(report.ReceivedAt), Lines(report))
            {
                IsLoud = report.Results.Any(result => result.State == ResultState.Failed),
            })]),
        };
        var rest = complaints + unsubscribes - Math.Min(reports.Count, MostLines);
        if (rest > 0)
            sections.Add(new MailSection.Prose("", string.Create(CultureInfo.InvariantCulture, $"And {rest} more, not listed here.")));
        return new MailPage(
            "digest", $"Digest: {what}", what,
            string.Create(CultureInfo.InvariantCulture, $"More than {maxPerHour} mails within an hour: these were held back and come together."),
            sections);
    }

    private static string[] Lines(EventReport report) =>
    [
        report.Event.Kind == EventKind.Complaint
            ? report.Event.Agent.Length > 0 ? $"Complaint: {report.Who} via {report.Event.Agent}" : $"Complaint: {report.Who}"
            : $"Unsubscribe: {report.Who}",
        OutcomeSection.Short(report.Results),
    ];

    private static string Count(int count, string noun) => count switch
    {
        0 => "",
        1 => $"1 {noun}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}s"),
    };
}
