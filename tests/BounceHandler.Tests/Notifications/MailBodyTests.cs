using BounceHandler.Notifications;

namespace BounceHandler.Tests.Notifications;

public sealed class MailBodyTests
{
    private const string Nasty = "x\r\nBcc: all@example.com\u0007\u202Egpj.exe <b onclick='a()'>&\"";

    [Fact]
    public void A_complaint_tells_who_what_and_what_was_done()
    {
        var page = ComplaintMail.Page(TestReports.Complaint());
        Assert.Equal("Complaint: reader@yahoo.example via Yahoo!-Mail-Feedback/2.0", page.Subject);
        Assert.Equal(
            """
            Complaint from reader@yahoo.example
            A recipient reported a message as spam.

            Recipient        reader@yahoo.example
            Reported by      Yahoo!-Mail-Feedback/2.0
            Received         2026-03-10 13:05:09 +01:00
            Reported via     fbl.yahoo.example
            Reported IP      192.0.2.25
            Reported domain  news.example.com

            What was done

            mailwizz      Customers: confirmed → unsubscribed
                          Offers: confirmed → unsubscribed
                          bounce recorded on campaign ab123cd456ef7
            interspire    nothing to do: the address is on no list
            suppressions  done

            The message

            Subject           Everything must go
            From              Example News <news@news.example.com>
            Envelope sender   campaign@news.example.com
            Campaign          Spring offers (list Customers)
            Feedback-ID       ab123cd456ef7:xy123zz456abc:li123st456uid:cu123st456uid
            Job               mailwizz-ab123cd456ef7
            Message-Id        <20260309080000.4711@news.example.com>
            List-Unsubscribe  <mailto:xy123zz456abc.li123st456uid.ab123cd456ef7@unsub.example.com>

            --\u0020
            footer

            """.Replace("\\u0020", " ", StringComparison.Ordinal), PlainPage.Render(page, "footer"));
    }

    [Fact]
    public void An_unsubscribe_tells_the_campaign_and_shows_the_headers_of_the_request()
    {
        var page = UnsubscribeMail.Page(TestReports.Unsubscribe());
        Assert.Equal("Unsubscribe: jo@reader.example from Spring offers", page.Subject);
        Assert.Equal(
            """
            Unsubscribe from jo@reader.example
            A recipient asked by mail to be removed.

            Recipient     jo@reader.example (found by the subscriber's reference)
            Reference     subscriber xy123zz456abc, list li123st456uid, campaign ab123cd456ef7
            Received      2026-03-10 13:05:09 +01:00
            Request from  Jo Reader <jo@reader.example>
            Request to    xy123zz456abc.li123st456uid.ab123cd456ef7@unsub.example.com

            What was done

            mailwizz            Customers: confirmed → unsubscribed
            interspire (north)  still queued: HTTP 503: Service Unavailable
            suppressions        FAILED: the disk is full (see "bouncehandler queue list")

            The campaign

            Name         Spring offers
            Subject      Everything must go
            List         Customers
            Sent         2026-03-09 08:00:00
            Subscribers  48,213

            Headers of the request

                Received: from mx.reader.example (192.0.2.77)
                 by pmta.example.com; Tue, 10 Mar 2026 13:05:08 +0100
                From: Jo Reader <jo@reader.example>
                To: xy123zz456abc.li123st456uid.ab123cd456ef7@unsub.example.com
                Subject: unsubscribe
                X-Mailer: <script>alert(1)</script>
            """, PlainPage.Render(page, "footer").Split("\n\n-- \n")[0]);
    }

    [Fact]
    public void A_redacted_complaint_names_the_subscriber()
    {
        var report = TestReports.Unsubscribe() with { Resolved = null };
        Assert.Equal("Complaint: subscriber xy123zz456abc", ComplaintMail.Page(report).Subject);
    }

    [Fact]
    public void A_digest_lists_and_counts()
    {
        var page = DigestMail.Page([TestReports.Complaint(), TestReports.Unsubscribe()], complaints: 1, unsubscribes: 12, maxPerHour: 30);
        Assert.Equal("Digest: 1 complaint and 12 unsubscribes", page.Subject);
        Assert.Equal(
            """
            1 complaint and 12 unsubscribes
            More than 30 mails within an hour: these were held back and come together.

            2026-03-10 13:05  Complaint: reader@yahoo.example via Yahoo!-Mail-Feedback/2.0
                              mailwizz: 2 lists changed; interspire: nothing to do; suppressions: done
            2026-03-10 13:05  Unsubscribe: jo@reader.example
                              mailwizz: Customers unsubscribed; interspire (north): still queued; suppressions: FAILED

            And 11 more, not listed here.
            """, PlainPage.Render(page, "footer").Split("\n\n-- \n")[0]);
    }

    [Fact]
    public void What_was_not_understood_is_told_with_its_reason_and_file()
    {
        var page = NotUnderstoodMail.Page([new("17-1.drop", "info@unsub.example.com", "jo@reader.example", "hello", "no format matches", TestReports.Received)], 2);
        Assert.Equal("2 unsubscribe mails were not understood", page.Subject);
        Assert.Contains(
            """

            Received  2026-03-10 13:05:09 +01:00
            To        info@unsub.example.com
            From      jo@reader.example
            Subject   hello
            Reason    no format matches
            File      17-1.drop

            And 1 more, not listed here.
            """, PlainPage.Render(page, "footer"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_strangers_write_is_markup_or_hidden()
    {
        foreach (var page in NastyPages())
        {
            var html = HtmlPage.Render(page, "footer");
            var text = PlainPage.Render(page, "footer");
            Assert.Contains("&lt;b onclick=&#39;a()&#39;&gt;&amp;&quot;", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<b", html.Replace("<body", "", StringComparison.Ordinal).Replace("<br>", "", StringComparison.Ordinal), StringComparison.Ordinal);
            foreach (var body in new[] { html, text })
            {
                Assert.DoesNotContain("\u202E", body, StringComparison.Ordinal);
                Assert.DoesNotContain(body, c => char.IsControl(c) && c != '\n');
                Assert.Contains("\\x07\\u{202E}gpj.exe", body, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_line_of_a_stranger_stays_one_line()
    {
        var report = TestReports.Complaint();
        var page = ComplaintMail.Page(report with { Event = report.Event with { Agent = Nasty, Report = report.Report with { Subject = Nasty } } });
        Assert.DoesNotContain(PlainPage.Render(page, "").Split('\n'), line => line.StartsWith("Bcc", StringComparison.Ordinal));
    }

    [Fact]
    public void HTML_calls_nobody_and_runs_nothing()
    {
        foreach (var page in NastyPages())
        {
            var html = HtmlPage.Render(page, "footer");
            foreach (var forbidden in new[] { "<a", "<img", "<script", "<link", "<style", "http://", "https://", "url(", "src=", "href=" })
                Assert.DoesNotContain(forbidden, html, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Very_long_values_are_cut()
    {
        var report = TestReports.Complaint();
        var page = ComplaintMail.Page(report with { Event = report.Event with { FeedbackId = string.Concat(Enumerable.Repeat("😀", 50_000)) } });
        Assert.True(HtmlPage.Render(page, "").Length < 15_000);
        Assert.True(PlainPage.Render(page, "").Length < 5_000);
        Assert.DoesNotContain("\\u{D83D}", PlainPage.Render(page, ""), StringComparison.Ordinal);
    }

    private static IEnumerable<MailPage> NastyPages()
    {
        var complaint = TestReports.Complaint();
        yield return ComplaintMail.Page(complaint with { Event = complaint.Event with { FeedbackId = Nasty } });
        yield return ComplaintMail.Page(complaint with { Results = [new ProviderResult("p", "", ResultState.Failed, Nasty, [])] });
        var unsubscribe = TestReports.Unsubscribe();
        yield return UnsubscribeMail.Page(unsubscribe with { Event = unsubscribe.Event with { Report = unsubscribe.Report with { Headers = Nasty } } });
        yield return UnsubscribeMail.Page(unsubscribe with { Campaign = TestReports.Campaign with { Name = Nasty } });
        yield return AlarmMail.Page("title", Nasty, TestReports.Received);
        yield return DigestMail.Page([TestReports.Complaint(Nasty)], 1, 0, 30);
        yield return NotUnderstoodMail.Page([new("f", Nasty, "", "", "", TestReports.Received)], 1);
    }
}
