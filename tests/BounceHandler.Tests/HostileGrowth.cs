using System.Text;
using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Maildrop;
using BounceHandler.Notifications;
using BounceHandler.Providers;
using BounceHandler.Providers.Http;
using BounceHandler.Providers.Interspire;
using BounceHandler.Providers.MailWizz;
using BounceHandler.Statistics;
using BounceHandler.Tests.Configuration;

namespace BounceHandler.Tests;

/// <summary>For everything that reads what strangers write: the inputs that would cost it most, in any size.</summary>
internal static class HostileGrowth
{
    private const int Small = 32 * 1024;
    private const int Medium = 128 * 1024;
    private const int Large = 1024 * 1024;
    private const string Header = "type,rcpt,dsnDiag\n";

    /// <summary>Size of the smaller input in bytes or characters, and what reads one of a given size.</summary>
    public static IReadOnlyDictionary<string, (int Size, Action<int> Read)> Cases { get; } = new Dictionary<string, (int, Action<int>)>
    {
        // Framing: no row is longer than a mebibyte, so that a square shows below that.
        ["records: a tangle of quotes"] = (Small, n => Rows(Header + Times("b,a\",\"x\n", n))),
        ["records: a tangle of quotes with good rows in it"] = (Small, n => Rows(Header + Times("b,a\",\"x\nb,1,2\n", n))),
        ["records: a tangle of quotes behind byte order marks"] = (Small, n => Rows(Header + Times("\uFEFFb,a\",\"x\n", n))),
        ["records: a tangle of quotes among headers"] = (Small, n => Rows(Times("type,a\",\"x\nb,a\",\"x\n", n))),
        ["records: a tangle of quotes in small pieces"] = (Small, n => Rows(Header + Times("b,a\",\"x\n", n), 64)),
        ["records: open quotes"] = (Small, n => Rows(Header + Times("b,\"open\n", n))),
        ["records: doubled quotes"] = (Small, n => Rows($"{Header}b,\"{Times("\"\"", n)}\",x\n")),
        ["records: lines without a type"] = (Large, n => Rows(Header + Times("x\n", n))),
        ["records: blank lines"] = (Large, n => Rows(Header + Times("\r\n", n))),
        ["records: one line in small pieces"] = (Small, n => Rows($"{Header}b,{Times("x", n)}\n", 16)),
        ["records: carriage returns"] = (Small, n => Rows($"{Header}b,{Times("\r\"\r", n)},x\n")),
        ["records: columns"] = (Small, n => Rows($"type{Times(",a", n)}\nb{Times(",a", n)}\n")),
        ["records: headers"] = (Small, n => Rows(Times("type,a,b,c,d,e,f\n", n))),
        ["JSON records: escapes"] = (Medium, n => JsonLine.TryRead(Bytes($"{{\"rcpt\":\"{Times("\\u00e9\\\\", n)}\"}}"), out _)),
        ["JSON records: half surrogates"] = (Medium, n => JsonLine.TryRead(Bytes($"{{\"rcpt\":\"{Times("\\ud800", n)}\"}}"), out _)),
        ["JSON records: members"] = (Medium, n => JsonLine.TryRead(Bytes($"{{{Times("\"\\u0072cpt\":\"\",", n)}\"a\":1}}"), out _)),
        ["JSON records: nesting"] = (Medium, n => Rows(Header + Times("[", n) + "\n{\"a\":" + Times("[", n) + "\n")),
        ["plain addresses: quotes"] = (Medium, n => PlainAddressLine.TryCut(Bytes("\"" + Times("\"\"", n)), out _)),
        ["plain addresses: commas"] = (Medium, n => PlainAddressLine.TryCut(Bytes("a@x.example" + Times(",\"", n)), out _)),

        // Mails: what is more than the limit is not read.
        ["mails: headers"] = (Small, n => Mail(Times("A: b\r\n", n))),
        ["mails: folded lines"] = (Small, n => Mail("Subject: x" + Times("\r\n y", n))),
        ["mails: encoded words"] = (Small, n => Mail("Subject: " + Times("=?utf-8?q?a?= ", n))),
        ["mails: encoded words in unknown charsets"] = (Small, n => Mail("Subject: " + Times("=?x-none?b?YQ==?= ", n))),
        ["mails: beginnings of encoded words"] = (Small, n => Mail("Subject: " + Times("=?", n))),
        ["mails: comments"] = (Small, n => Mail("Auto-Submitted: " + Times("(a)", n))),
        ["mails: open comments"] = (Small, n => Mail("Auto-Submitted: " + Times("(", n))),
        ["mails: lines that are no headers"] = (Small, n => Mail(Times("x\n", n))),
        ["subjects: labels"] = (Medium, n => SubjectReference.Read(Times("subscriber-uid: ", n))),
        ["subjects: uids"] = (Medium, n => SubjectReference.Read(Times("subscriber-uid:aaaaaaaaaaaaa", n))),
        ["subjects: words"] = (Medium, n => SubjectReference.Read(Times("aaaaaaaaaaaaa.bbbbbbbbbbbbb.ccccccccccccC! ", n))),
        ["List-Unsubscribe: open brackets"] = (Medium, n => ListUnsubscribe.AddressesIn(Times("<", n))),
        ["List-Unsubscribe: addresses"] = (Medium, n => ListUnsubscribe.AddressesIn(Times("<mailto:a b>,", n))),
        ["List-Unsubscribe: percent signs"] = (Medium, n => ListUnsubscribe.AddressesIn($"<mailto:@{Times("%41%", n)}>")),
        ["Feedback-ID: colons"] = (Medium, n => MailWizzHeaders.OfFeedbackId(Times(":", n))),
        ["List-Id: labels"] = (Medium, n => MailWizzHeaders.ListOf($"<{Times("a.", n)}>")),
        ["job ids: parts"] = (Medium, n => MailWizzHeaders.CampaignOf(Times("a-", n))),
        ["drops: lines"] = (Small, n => DropReader.Parse(Bytes("BounceHandler-Drop: 1\n" + Times("Provider: x\n", n) + "\n"))),
        ["unsubscribe addresses"] = (Medium, n => AddressFormat.OfMailWizz().Match(Times("<", n) + Times("a.", n) + "@")),

        // Texts that go on.
        ["addresses: local parts"] = (Medium, n => EmailAddress.TryParse(Times("\"\\", n) + "@x.example", out _)),
        ["diagnostics"] = (Medium, n => DiagnosticCode.Parse(Times(";", n))),
        ["log lines"] = (Medium, n => LogLine.Escape(Times("\u202e\ud800x", n))),
        ["log lines of bytes"] = (Medium, n => LogLine.Escape((ReadOnlySpan<byte>)Bytes(Times("\u202ex", n)))),
        ["lines for providers"] = (Medium, n => PlainText.OneLine(Times(" \n\ud800", n))),
        ["statistics lines"] = (Medium, n => StatisticsLine.Field(Times("\"\n=", n))),
        ["texts in mails"] = (Medium, n => VisibleText.Lines(Times("\n\u202e", n))),

        // Answers.
        ["XML: depth"] = (Medium, n => Interspire(Times("<a>", n))),
        ["XML: elements"] = (Medium, n => Interspire(Times("<item><listid>1</listid></item>", n))),
        ["XML: attributes"] = (Small, n => Interspire($"<a {Numbered("a", "=\"\" ", n)}/>")),
        ["XML: namespaces"] = (Small, n => Interspire($"<a {Numbered("xmlns:a", "=\"u\" ", n)}/>")),
        ["XML: namespaces in use"] = (Small, n => Interspire($"<b {Numbered("xmlns:a", "=\"u\" ", n)}>{Numbered("<a", ":x/>", n)}</b>")),
        ["XML: entities"] = (Medium, n => Interspire(Times("&amp;", n))),
        ["XML: character data sections"] = (Medium, n => Interspire(Times("<![CDATA[]]]>", n))),
        ["XML: comments"] = (Medium, n => Interspire(Times("<!-- - -->", n))),
        ["JSON: depth"] = (Medium, n => MailWizz(Times("[", n))),
        ["JSON: members"] = (Medium, n => MailWizz($"{{{Times("\"statu\\u0073\":\"\",", n)}\"a\":1}}")),
        ["JSON: escapes"] = (Medium, n => MailWizz($"{{\"status\":\"error\",\"error\":\"{Times("\\u202e", n)}\"}}")),
        ["JSON: records"] = (Medium, n => MailWizz($"{{\"status\":\"success\",\"data\":{{\"records\":[{Times("{},", n)}{{}}]}}}}")),

        // Configurations.
        ["configuration: keys"] = (Small, n => Configuration($"{{{Numbered("\"mod", "\":1,", n)}\"a\":1}}")),
        ["configuration: entries"] = (Small, n => Configuration($"{{\"bounceCategories\":[{Numbered("\"a", "\",", n)}\"b\"]}}")),
        ["configuration: senders"] = (Small, n => Configuration($"{{\"ownDomains\":[{Numbered("\"a", ".example\",\n", n)}\"b.example\"]}}")),
        ["configuration of unsubhandler: addresses"] = (Small, n => MaildropSettingsReader.TryRead(
            Bytes($"{{\"unsubscribe\":{{\"addresses\":[{Times("{\"format\":\"{subscriber}@*\",\"provider\":\"a\"},", n)}]}}}}"), "/etc/b.json", out _, out _)),
        ["formats"] = (Medium, n => AddressFormat.TryCompile(Times("{list}.", n) + "@*", out _, out _)),
    };

    private static string Times(string piece, int length) => new StringBuilder(length + piece.Length).Insert(0, piece, Math.Max(1, length / piece.Length)).ToString();

    private static string Numbered(string before, string after, int length)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < length; i++)
            text.Append(before).Append(i).Append(after);
        return text.ToString();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static void Rows(string input, int piece = 64 * 1024)
    {
        var bytes = Bytes(input);
        using var reader = new RecordReader(new RecordReaderOptions());
        for (var at = 0; at < bytes.Length; at += piece)
        {
            reader.Append(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
            while (reader.TryRead(out _))
            {
            }
        }

        reader.Complete();
        while (reader.TryRead(out _))
        {
        }
    }

    private static void Mail(string headers)
    {
        var mail = RequestMail.Read(Bytes($"From: a@x.example\n{headers}\n\nbody\n"));
        _ = (mail.From, mail.Subject, mail.ReturnPath, mail.IsNotice, mail.IsAutomaticReply, mail.IsReport);
    }

    private static void Interspire(string data)
    {
        var answer = InterspireAnswer.Judge(new HttpAnswer(200, $"<response><status>SUCCESS</status><data>{data}</data></response>"));
        InterspireRow.ReadAll(answer, new Dictionary<string, string> { ["1"] = "News" });
    }

    private static void MailWizz(string body)
    {
        var answer = MailWizzAnswer.Judge(new HttpAnswer(400, body));
        foreach (var record in MailWizzJson.Elements(MailWizzJson.Member(answer.Data, "records")) ?? [])
            MailWizzRow.Read(record);
    }

    private static void Configuration(string json)
    {
        try
        {
            FakeProviders.Read(json);
        }
        catch (BounceHandler.Configuration.ConfigurationException)
        {
            // Only its time matters here.
        }
    }
}
