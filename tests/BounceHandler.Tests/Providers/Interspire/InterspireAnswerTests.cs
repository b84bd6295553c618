using System.Xml.Linq;
using BounceHandler.Providers.Http;
using BounceHandler.Providers.Interspire;

namespace BounceHandler.Tests.Providers.Interspire;

public sealed class InterspireAnswerTests
{
    [Theory]
    [InlineData("Unable to check user details.", InterspireVerdict.Refused)]
    [InlineData("XML API access is not enabled", InterspireVerdict.Refused)]
    [InlineData("XML API is restricted to admin users only", InterspireVerdict.Refused)]
    [InlineData("", InterspireVerdict.Nothing)]
    [InlineData("The subscriber is not on this list.", InterspireVerdict.Nothing)]
    [InlineData("This subscriber has already unsubscribed.", InterspireVerdict.Nothing)]
    [InlineData("The list does not exist.", InterspireVerdict.Nothing)]
    [InlineData("Deadlock found when trying to get lock", InterspireVerdict.Temporary)]
    public void A_failure_is_judged_by_its_message(string message, InterspireVerdict verdict)
    {
        foreach (var status in new[] { "FAILED", "ERROR", "failed" })
            Assert.Equal(verdict, Judge(200, $"<response><status>{status}</status><errormessage>{message}</errormessage></response>"));
        Assert.Equal(verdict, Judge(200, $"<response><status>FAILED</status><errormessage><![CDATA[{message}]]></errormessage></response>"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("<html><body>502 Bad Gateway</body></html>")]
    [InlineData("<!DOCTYPE html><html><br></html>")]
    [InlineData("<response><status>SUCC")]
    [InlineData("<response><status>SUCCESS</status><data><item>")]
    [InlineData("<response/>")]
    [InlineData("<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><response><status>SUCCESS</status><data>&a;</data></response>")]
    [InlineData("<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><response><status>SUCCESS</status><data>&b;</data></response>")]
    public void What_is_no_complete_answer_is_temporary_whatever_the_code(string body)
    {
        foreach (var code in new[] { 200, 401, 403, 404, 500 })
            Assert.Equal(InterspireVerdict.Temporary, Judge(code, body));
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<response><status>SUCCESS</status><data>1</data></response>")]
    [InlineData("\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\" ?><response><status>success</status></response>")]
    [InlineData("\n\n<response><status> SUCCESS </status></response>")]
    public void Success_is_success(string body) => Assert.Equal(InterspireVerdict.Ok, Judge(200, body));

    [Fact]
    public void A_request_escapes_what_strangers_wrote()
    {
        const string hostile = "\"a&b<c></emailaddress>\"@x.example";
        var xml = InterspireXml.Request("admin", "t<&>", "subscribers", "UnsubscribeSubscriber", new XElement("emailaddress", hostile), new XElement("listid", 7));
        var read = XElement.Parse(xml);
        Assert.Equal(hostile, read.Element("details")!.Element("emailaddress")!.Value);
        Assert.Equal(["username", "usertoken", "requesttype", "requestmethod", "details"], read.Elements().Select(e => e.Name.LocalName));
    }

    [Fact]
    public void Empty_details_hold_a_space() =>
        Assert.EndsWith("<details> </details></xmlrequest>", InterspireXml.Request("u", "t", "lists", "GetLists"), StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_no_answer_and_takes_no_time()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 200_000)) + string.Concat(Enumerable.Repeat("</a>", 200_000));
        Assert.Equal(InterspireVerdict.Temporary, Judge(200, $"<response><status>SUCCESS</status><data>{deep}</data></response>"));
    }

    private static InterspireVerdict Judge(int code, string body) => InterspireAnswer.Judge(new HttpAnswer(code, body)).Verdict;
}
