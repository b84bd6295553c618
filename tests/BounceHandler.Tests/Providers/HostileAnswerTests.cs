using System.Text.Json;
using System.Xml.Linq;
using BounceHandler.Providers.Http;
using BounceHandler.Providers.Interspire;
using BounceHandler.Providers.MailWizz;

namespace BounceHandler.Tests.Providers;

/// <summary>Answers with something wrong: none throws, none says success that does not say so, and what is no answer at all is temporary.</summary>
[Trait("Proof", "hostile")]
public sealed class HostileAnswerTests
{
    private static readonly Mutant Json = new(
        [
            """{"status":"success","data":{"records":[{"subscriber_uid":"sf449a4k7n193","email":"a@b.c","status":"confirmed","list":{"list_uid":"cn417nrhmv922","name":"N"}}],"count":"1","next_page":null}}""",
            """{"status":"success","data":{"record":{"subscriber_uid":"sf449a4k7n193","status":"unsubscribed"}}}""",
            """{"status":"success"}""",
            """{"status":"error","error":"The subscriber does not exist in this list."}""",
            """{"status":"error","error":{"message":["Message is too long."]}}""",
            "<html><body>502 success</body></html>",
        ],
        "\"status\":\"success\"", "\"status\":\"error\"", "\"success\"", "\"status\"", "success", "{\"status\":", "[[[[[[", "\\u0073uccess", "\\ud800", "1e400", new string('[', 200), "{\"a\":", ",\"data\":");

    private static readonly Mutant Xml = new(
        [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><response><status>SUCCESS</status><data><item><listid>7</listid><name>A &amp; B</name></item></data></response>",
            "<response><status>SUCCESS</status><data><item><listid>7</listid><subscriberid>12</subscriberid><unsubscribed>0</unsubscribed></item></data></response>",
            "<response><status>SUCCESS</status><data>1</data></response>",
            "<response><status>FAILED</status><errormessage>The email is not on the list.</errormessage></response>",
            "<response><status>ERROR</status><errormessage></errormessage></response>",
        ],
        "<status>SUCCESS</status>", "<status>", "</status>", "SUCCESS", "<response>", "</response>", "<!DOCTYPE r [<!ENTITY a \"SUCCESS\">]>", "&a;", "<![CDATA[", "]]>", "<!--", "-->",
        "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "&#83;", "&#0;", "xmlns=\"u\"", "<a:b>", "<item>");

    [Fact]
    public void No_answer_of_MailWizz_throws_and_none_is_success_that_does_not_say_so()
    {
        var successes = 0;
        Fuzz.Run(10_000, 500_000, random =>
        {
            var body = Json.Of(random);
            var status = Status(random);
            var answer = MailWizzAnswer.Judge(new HttpAnswer(status, body));
            foreach (var record in MailWizzJson.Elements(MailWizzJson.Member(answer.Data, "records")) ?? [])
                Assert.True(MailWizzRow.Read(record) is null or { List.Length: > 0, Subscriber.Length: > 0, Status.Length: > 0 });
            _ = MailWizzRow.ReadOne(answer.Data, "l", "");
            _ = MailWizzJson.Number(answer.Data, "next_page");
            AssertPlain(answer.Text);

            var isSuccess = StatusOfJson(body)?.Equals("success", StringComparison.OrdinalIgnoreCase) == true;
            if (answer.Verdict == MailWizzVerdict.Ok)
                Assert.True(isSuccess && status < 300, body);
            else
                Assert.False(isSuccess && status < 300 && !body.Contains("\\u", StringComparison.Ordinal), body);
            successes += isSuccess ? 1 : 0;
            if (StatusOfJson(body) is null)
                Assert.Equal(MailWizzVerdict.Temporary, answer.Verdict);
        });
        Assert.True(successes > 100, "The fuzz must reach successes.");
    }

    [Fact]
    public void No_answer_of_Interspire_throws_and_none_is_success_that_does_not_say_so()
    {
        var names = new Dictionary<string, string> { ["7"] = "News" };
        var successes = 0;
        Fuzz.Run(5_000, 200_000, random =>
        {
            var body = Xml.Of(random);
            var status = Status(random);
            var answer = InterspireAnswer.Judge(new HttpAnswer(status, body));
            Assert.All(InterspireRow.ReadAll(answer, names), row => Assert.Equal("7", row.List));
            AssertPlain(answer.Text);
            if (answer.Verdict == InterspireVerdict.Ok)
            {
                successes++;
                Assert.InRange(status, 200, 299);
                Assert.DoesNotContain("<!DOCTYPE", body, StringComparison.OrdinalIgnoreCase);
                Assert.Equal("SUCCESS", StatusOfXml(body), ignoreCase: true);
            }

            if (StatusOfXml(body) is null)
                Assert.Equal(InterspireVerdict.Temporary, answer.Verdict);
        });
        Assert.True(successes > 100, "The fuzz must reach successes.");
    }

    private static int Status(Random random) => random.Next(3) > 0 ? 200 : random.Next(200, 600);

    private static void AssertPlain(string text)
    {
        Assert.DoesNotContain(text, char.IsControl);
        Assert.True(text.Length < 1000, text);
    }

    // What it says, found out in another way; null where it says nothing.
    private static string? StatusOfJson(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body.Trim('\uFEFF', ' ', '\t', '\r', '\n'));
            return json.RootElement.ValueKind != JsonValueKind.Object ? null : json.RootElement.EnumerateObject().LastOrDefault(IsStatus).Value switch
            {
                { ValueKind: JsonValueKind.String } text => text.GetString(),
                { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    // The name of a member may be half a character.
    private static bool IsStatus(JsonProperty member)
    {
        try
        {
            return member.Name == "status";
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string? StatusOfXml(string body)
    {
        try
        {
            var root = XDocument.Parse(body.Trim('\uFEFF', ' ', '\t', '\r', '\n')).Root!;
            return root.Name.LocalName.Equals("response", StringComparison.OrdinalIgnoreCase)
                ? root.Elements().FirstOrDefault(e => e.Name.LocalName.Equals("status", StringComparison.OrdinalIgnoreCase))?.Value.Trim()
                : null;
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }
}
