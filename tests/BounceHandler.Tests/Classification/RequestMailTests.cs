using System.Text;
using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Tests.Events;

namespace BounceHandler.Tests.Classification;

public sealed class RequestMailTests
{
    [Theory]
    [InlineData("Subject: unsubscribe\r\n\r\nSubject: body\r\n", "unsubscribe")]
    [InlineData("subject:unsubscribe\nX: y\n\n", "unsubscribe")]
    [InlineData("Subject: first\nSubject: second\n\n", "first")]
    [InlineData("Subject: fold\r\n\ted\r\n\r\n", "fold ed")]
    [InlineData("Subject: =?utf-8?Q?Abm=C3=A4?= =?iso-8859-1?Q?lden=DF?=\n\n", "Abmäldenß")]
    [InlineData("Subject: =?windows-1252?Q?=80_50?=\n\n", "€ 50")]
    [InlineData("Subject: =?koi8-r?B?wcI=?=\n\n", "аб")]
    [InlineData("Subject: =?utf-8?Q?a=0D=0ABcc:_b=00?=\n\n", "aBcc: b")]
    [InlineData("Subject: =?utf-8?Q?a=01b=C2=85c?=\n\n", "a b c")]
    [InlineData("Subject: raw \xe9\n\n", "raw é")]
    [InlineData("From joe@x.example Sun May 29 09:46:44 2016\nSubject: mbox\n\n", "mbox")]
    [InlineData("Subject: no end", "no end")]
    [InlineData("\r\nSubject: body\r\n", "")]
    [InlineData("", "")]
    [InlineData("From ", "")]
    [InlineData("no header here\n\nSubject: x\n", "")]
    public void The_subject_is_decoded_on_one_line(string mail, string subject) => Assert.Equal(subject, Read(mail).Subject);

    [Theory]
    [InlineData("=?x-unknown?Q?caf=E9?=")]
    [InlineData("=?utf-7?Q?+AGE-?=")]
    [InlineData("=?iso-2022-jp?B?GyRC?=")]
    [InlineData("=?hz-gb-2312?B?fns=?=")]
    [InlineData("=?x-ebcdic-japaneseandkana?Q?=C1?=")]
    [InlineData("=?utf-16?B?2AA=?=")]
    [InlineData("=?cp99999?Q?x?=")]
    [InlineData("=??Q?x?=")]
    [InlineData("=?utf-8?X?x?=")]
    public void An_unknown_charset_stops_nothing(string word)
    {
        var mail = Read($"Subject: {word} tail\nFrom: {word} <joe@x.example>\nAuto-Submitted: auto-replied\n\n");
        Assert.EndsWith("tail", mail.Subject, StringComparison.Ordinal);
        Assert.EndsWith("<joe@x.example>", mail.From, StringComparison.Ordinal);
        Assert.True(mail.IsAutomaticReply);
    }

    [Theory]
    [InlineData("Return-Path: <joe@x.example>\n\n", "joe@x.example")]
    [InlineData("Return-Path: joe@x.example\n\n", "joe@x.example")]
    [InlineData("Return-Path: <>\n\n", "")]
    [InlineData("Return-Path:\n\n", "")]
    [InlineData("X: Return-Path\n\nReturn-Path: <body@x.example>\n", null)]
    public void The_envelope_sender_is_known_null_or_absent(string mail, string? sender) => Assert.Equal(sender, Read(mail).ReturnPath);

    [Theory]
    [InlineData("Auto-Submitted: auto-replied", true)]
    [InlineData("auto-submitted:  AUTO-REPLIED  ", true)]
    [InlineData("Auto-Submitted: auto-replied; owner-email=\"a@b\"", true)]
    [InlineData("Auto-Submitted: auto-replied (vacation)", true)]
    [InlineData("Auto-Submitted: (a) (b) auto-replied", true)]
    [InlineData("Auto-Submitted: no\nAuto-Submitted: auto-replied", true)]
    [InlineData("Auto-Submitted: auto-generated", false)]
    [InlineData("Auto-Submitted: auto-generated; x=auto-replied", false)]
    [InlineData("Auto-Submitted: auto-replied-not", false)]
    [InlineData("Auto-Submitted: no", false)]
    [InlineData("Auto-Submitted:", false)]
    [InlineData("Auto-Submitted: (", false)]
    [InlineData("X-Auto-Submitted: auto-replied", false)]
    [InlineData("Precedence: bulk", false)]
    public void An_automatic_reply_is_known_by_its_first_word(string header, bool isOne) => Assert.Equal(isOne, Read(header + "\n\n").IsAutomaticReply);

    [Theory]
    [InlineData("Content-Type: multipart/report; report-type=delivery-status; boundary=x", true)]
    [InlineData("content-type: Multipart/Report", true)]
    [InlineData("Content-Type: multipart/report boundary=x", true)]
    [InlineData("Content-Type:\n multipart/report;\n boundary=x", true)]
    [InlineData("Content-Type: multipart/mixed; x=multipart/report", false)]
    [InlineData("Content-Type: text/plain", false)]
    [InlineData("Subject: multipart/report", false)]
    public void A_report_is_known_by_its_type(string header, bool isOne) => Assert.Equal(isOne, Read(header + "\n\n").IsReport);

    [Theory]
    [InlineData("X-BounceHandler-Notice: complaint", true)]
    [InlineData("x-bouncehandler-notice:", true)]
    [InlineData("X-BounceHandler-Notices: 1", false)]
    [InlineData("Subject: X-BounceHandler-Notice: 1", false)]
    public void A_notification_of_ours_is_known_by_its_mark(string header, bool isOne) => Assert.Equal(isOne, Read(header + "\n\n").IsNotice);

    [Fact]
    public void The_headers_are_kept_as_they_stand_and_the_body_is_not()
    {
        Assert.Equal("Subject: =?utf-8?Q?a?=\r\nX: é\r\n", RequestMail.Read(Encoding.UTF8.GetBytes("Subject: =?utf-8?Q?a?=\r\nX: é\r\n\r\nbody")).HeaderText);
        Assert.Equal("X: é\n", Read("X: é\n\nbody").HeaderText);
    }

    [Fact]
    public void Endless_headers_are_cut()
    {
        var mail = Read($"Subject: start\nX: {new string('y', RequestMail.MaxHeaderBytes)}\nAuto-Submitted: auto-replied\n\n");
        Assert.Equal(("start", false, MailReport.HeadersLimit), (mail.Subject, mail.IsAutomaticReply, mail.HeaderText.Length));
        var emoji = RequestMail.Read(Encoding.UTF8.GetBytes($"X:{new string('y', MailReport.HeadersLimit - 3)}💥💥\n\n"));
        Assert.Equal(MailReport.HeadersLimit - 1, emoji.HeaderText.Length);
    }

    private static readonly Mutant Mutants = new(
        [
            "Return-Path: <a@x.example>\r\nReceived: from mx (mx [10.0.0.1])\r\n\tby y; Mon, 1 Aug 2016 10:00:00 +0200\r\nFrom: \"A, B\" <a@x.example>\r\nSubject: =?utf-8?B?w6k=?= off\r\n\r\nbody",
            "From a@x.example Mon\nAuto-Submitted: (auto) auto-replied; x=y\nContent-Type: multipart/report;\n report-type=delivery-status; boundary=\"b\"\nMIME-Version: 1.0\n\n--b\n",
        ],
        "=?", "?=", "=?utf-16?B?", "=?x?q?", "\r\n ", "\n\n", ": ", "(", ")", "Subject: ", "boundary=", "\r\nBcc: v@x.example");

    [Fact]
    [Trait("Proof", "hostile")]
    public void No_mail_throws()
    {
        string[] pieces =
        [
            "Subject: ", "From: ", "Auto-Submitted: ", "Content-Type: ", "Return-Path: <", "\r\n", "\n", "\n ", "\r", ":", "=?", "?=", "=?utf-8?Q?", "=?gb18030?B?",
            "=80", "auto-replied", "multipart/report", ";", "(", ")", "\"", "\0", "\xff", "=?utf-7?B?/w==?=", "=?iso-2022-kr?B?GyQpQw4=?=", ">", "x", "From ",
        ];
        var replies = 0;
        Fuzz.Run(10_000, 300_000, random =>
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)])) + RandomText.Of(random, "\x01\x80\xa0 \n:", 4);
            var mail = Read(random.Next(4) switch { 0 => $"Subject: {text}", 1 => $"Auto-Submitted:{text}", 2 => Mutants.Of(random), _ => text });
            Assert.DoesNotContain(mail.From + mail.Subject + mail.ReturnPath, char.IsControl);
            Assert.True(mail.HeaderText.Length <= MailReport.HeadersLimit);
            replies += mail is { IsAutomaticReply: true, IsReport: false, IsNotice: false } ? 1 : 0;
        });
        Assert.True(replies > 20, "The fuzz must reach headers.");
    }

    private static RequestMail Read(string latin1) => RequestMail.Read(Encoding.Latin1.GetBytes(latin1));
}
