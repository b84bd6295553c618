using System.Text;
using BounceHandler.Input;

namespace BounceHandler.Tests.Documentation;

/// <summary>The columns of complaints that <c>config/powermta.conf</c> asks for, as PowerMTA would write them.</summary>
public sealed class PowerMtaComplaintTests
{
    // What "*" stands for in f, which includes four headers (user's guide 5.0, 11.2.8 and 12.7).
    private const string FeedbackDefault =
        "timeLogged,repSourceIp,feedbackType,format,userAgent,envId,orig,rcpt,reportingMta,dlvSourceIp,reportedDomain,header_From,"
        + "header_Return-Path,header_X-job,header_Subject";

    private static readonly PowerMtaSection Pipe =
        PowerMtaSection.Parse(Repository.Read("config", "powermta.conf")).Sections.First(section => section.Values("records").Contains("feedback-loop"));

    private static readonly Dictionary<string, string> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["timeLogged"] = "2016-08-01 14:06:01-0400",
        ["repSourceIp"] = "10.0.0.5",
        ["feedbackType"] = "abuse",
        ["format"] = "arf",
        ["userAgent"] = "Yahoo!-Mail-Feedback/2.0",
        ["orig"] = "campaign@mailwizz.example",
        ["rcpt"] = "reader@yahoo.example",
        ["dlvSourceIp"] = "10.0.0.9",
        ["reportedDomain"] = "mailwizz.example",
        ["header_From"] = "\"\"\"News, Daily\"\" <campaign@mailwizz.example>\"",
        ["header_X-job"] = "mailwizz-bs224mf5v20f4",
        ["header_Subject"] = "Your weekly news",
        ["header_Message-Id"] = "<1@mailwizz.example>",
        ["header_List-Unsubscribe"] = "<mailto:ll381bxshm01e.cn417nrhmv922.bs224mf5v20f4@fbl-unsub.example.com?subject=unsubscribe>",
        ["header_List-Id"] = "cn417nrhmv922 <Weekly news>",
        ["header_X-Mw-Subscriber-Uid"] = "ll381bxshm01e",
        ["header_X-Mailer-LID"] = "7",
        ["header_X-Mailer-RecptId"] = "4711",
        ["header_Feedback-ID"] = "bs224mf5v20f4:ll381bxshm01e:cn417nrhmv922:ok123cdefg456",
    };

    private static string[] Fields => [.. Pipe.Value("record-fields")["f ".Length..].Split(',', StringSplitOptions.TrimEntries)
        .SelectMany(name => name == "*" ? FeedbackDefault.Split(',') : [name])];

    public static TheoryData<string, string> EveryColumn => new()
    {
        { nameof(Column.FeedbackType), "abuse" },
        { nameof(Column.UserAgent), "Yahoo!-Mail-Feedback/2.0" },
        { nameof(Column.Orig), "campaign@mailwizz.example" },
        { nameof(Column.Rcpt), "reader@yahoo.example" },
        { nameof(Column.DlvSourceIp), "10.0.0.9" },
        { nameof(Column.ReportedDomain), "mailwizz.example" },
        { nameof(Column.HeaderFrom), "\"News, Daily\" <campaign@mailwizz.example>" },
        { nameof(Column.HeaderXJob), "mailwizz-bs224mf5v20f4" },
        { nameof(Column.HeaderSubject), "Your weekly news" },
        { nameof(Column.HeaderMessageId), "<1@mailwizz.example>" },
        { nameof(Column.HeaderListUnsubscribe), Values["header_List-Unsubscribe"] },
        { nameof(Column.HeaderListId), "cn417nrhmv922 <Weekly news>" },
        { nameof(Column.SubscriberUid), "ll381bxshm01e" },
        { nameof(Column.MailerListId), "7" },
        { nameof(Column.MailerRecipientId), "4711" },
        { nameof(Column.HeaderFeedbackId), Values["header_Feedback-ID"] },
    };

    [Fact]
    public void Every_header_that_is_asked_for_is_one_that_the_program_looks_at()
    {
        var asked = Pipe.Value("record-fields")["f *,".Length..].Split(',', StringSplitOptions.TrimEntries);

        Assert.Equal(9, asked.Length);
        Assert.All(asked, name => Assert.True(ColumnName.TryParse(name, out _), name));
    }

    // The header of Microsoft's reports is written into a column of its own choice: the one that all other reports use.
    [Fact]
    public void The_recipient_of_a_Microsoft_report_is_written_where_all_others_have_it()
    {
        var words = Pipe.Value("map-header-to-field").Split(' ');

        Assert.Equal(["f", "header_X-HmXmrOriginalRecipient", "rcpt"], words);
        Assert.Contains(words[2], FeedbackDefault.Split(','));
        Assert.Contains(words[1]["header_".Length..], Repository.Readme, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(EveryColumn))]
    public void A_complaint_is_read_with_a_header(string column, string value) => AssertRead(withHeader: true, column, value);

    [Theory, MemberData(nameof(EveryColumn))]
    public void A_complaint_is_read_without_a_header(string column, string value) => AssertRead(withHeader: false, column, value);

    private static void AssertRead(bool withHeader, string column, string value)
    {
        using var reader = new RecordReader(new RecordReaderOptions());
        var header = withHeader ? $"type,{string.Join(',', Fields)}\r\n" : "";
        reader.Append(Encoding.UTF8.GetBytes($"{header}f,{string.Join(',', Fields.Select(field => Values.GetValueOrDefault(field, "")))}\r\n"));
        reader.Complete();

        var rows = new List<InputRow>();
        while (reader.TryRead(out var row))
            rows.Add(row);
        Assert.Equal(withHeader ? 2 : 1, rows.Count);
        Assert.True(rows[^1].Kind == InputRowKind.Record, $"{rows[^1].Kind} {rows[^1].Reason} {rows[^1].Detail}");
        Assert.Equal(RecordType.FeedbackLoop, rows[^1].Record!.RecordType);
        Assert.Equal(value, rows[^1].Record![Enum.Parse<Column>(column)]);
    }
}
