using System.Globalization;
using System.Text;
using BounceHandler.Events;
using BounceHandler.Maildrop;

namespace BounceHandler.Statistics;

/// <summary>
/// One line of the statistics file in the form of the PHP tool: time, what, who, by way of whom, campaign, subject, campaign name. Pure. Everything in it
/// was written by strangers, and spreadsheets open such files.
/// </summary>
public static class StatisticsLine
{
    // What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), with the full-width forms that some take for the same.
    private const string FormulaStarts = "=+-@＝＋－＠";

    private static readonly System.Buffers.SearchValues<char> NeedsQuotes = System.Buffers.SearchValues.Create(",;\"'");

    /// <summary>The line with its line feed; null for an event that is neither a complaint nor an unsubscribe.</summary>
    /// <param name="bounceEvent">With its report, where it has one.</param>
    /// <param name="campaign">What the campaign tool says of it; null if it was not asked or does not know.</param>
    /// <param name="now">Printed as it stands: pass local time.</param>
    public static string? Of(BounceEvent bounceEvent, CampaignDescription? campaign, DateTimeOffset now)
    {
        var fields = bounceEvent.Kind switch
        {
            EventKind.Complaint => Complaint(bounceEvent),
            EventKind.Unsubscribe => Unsubscribe(bounceEvent, campaign),
            _ => null,
        };
        return fields is null ? null : $"{LogLine.Prefix(now)},{fields}\n";
    }

    /// <summary>One field: harmless in a spreadsheet, on one line, quoted where it must be.</summary>
    public static string Field(string text)
    {
        var plain = OnOneLine(text);
        // What cannot be seen may be left out by who opens the file.
        var first = plain.FirstOrDefault(c => !char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format);
        if (FormulaStarts.Contains(first, StringComparison.Ordinal))
            plain = "'" + plain;
        var needsQuotes = plain.AsSpan().ContainsAny(NeedsQuotes) || plain.StartsWith(' ') || plain.EndsWith(' ');
        return needsQuotes ? $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : plain;
    }

    private static string Complaint(BounceEvent e) =>
        $"\"Abuse\",{Field(e.Recipient?.Spelling ?? "")},{Field(e.Agent)},,{Field(e.Report?.Subject ?? "")},";

    // The subject is the campaign's, as in the PHP tool: that of the request says nothing.
    private static string Unsubscribe(BounceEvent e, CampaignDescription? campaign)
    {
        var from = e.Report is { From.Length: > 0 } report ? report.From : e.Recipient?.Spelling ?? "";
        var uid = campaign?.Uid ?? e.Reference?.Campaign ?? "";
        return $"\"Unsub\",{Field(from)},\"direct\",{Field(uid)},{Field(campaign?.Subject ?? "")},{Field(campaign?.Name ?? "")}";
    }

    private static string OnOneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                line.Append(' ');
            else if (!IsDirection(rune.Value))
                line.Append(rune.ToString());
        }

        return line.ToString();
    }

    // They make a line read differently from what it says.
    private static bool IsDirection(int code) => code is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C;
}
