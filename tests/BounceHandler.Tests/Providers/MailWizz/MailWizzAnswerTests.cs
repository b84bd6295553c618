using BounceHandler.Providers.Http;
using BounceHandler.Providers.MailWizz;

namespace BounceHandler.Tests.Providers.MailWizz;

public sealed class MailWizzAnswerTests
{
    public static TheoryData<int, string, MailWizzVerdict> MessagesByCode()
    {
        (string Message, MailWizzVerdict Verdict)[] messages =
        [
            ("Invalid API key. Please refer to the documentation.", MailWizzVerdict.Refused),
            ("Invalid API request params. Please refer to the documentation.", MailWizzVerdict.Refused),
            ("Invalid API request signature. Please refer to the documentation.", MailWizzVerdict.Refused),
            ("Your request expired. Please refer to the documentation.", MailWizzVerdict.Refused),
            ("Your IP address is not allowed to access this server.", MailWizzVerdict.Refused),
            ("Your account must be active in order to use the API.", MailWizzVerdict.Refused),
            ("Your account is not allowed to use the API.", MailWizzVerdict.Refused),
            ("You do not have enough permissions to access this endpoint.", MailWizzVerdict.Refused),
            ("Service Unavailable.", MailWizzVerdict.Temporary),
            ("Unable to acquire the mutex lock, please try again.", MailWizzVerdict.Temporary),
            ("Only POST requests allowed for this endpoint.", MailWizzVerdict.Permanent),
            ("Invalid bounce type!", MailWizzVerdict.Permanent),
            ("Please provide the subscriber email address.", MailWizzVerdict.Permanent),
            ("This subscriber has already been marked as bounced!", MailWizzVerdict.AlreadyBounced),
            ("The campaign does not exist!", MailWizzVerdict.MissingCampaign),
            ("The subscriber does not exist!", MailWizzVerdict.NotFound),
            ("The subscriber does not exist in this list.", MailWizzVerdict.NotFound),
            ("The subscribers list does not exist.", MailWizzVerdict.NotFound),
        ];
        var data = new TheoryData<int, string, MailWizzVerdict>();
        foreach (var code in new[] { 200, 400, 401, 403, 404, 405, 409, 422, 500, 503 })
        {
            foreach (var (message, verdict) in messages)
                data.Add(code, message, verdict);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(MessagesByCode))]
    public void A_known_message_decides_whatever_the_code(int code, string message, MailWizzVerdict verdict) =>
        Assert.Equal(verdict, Judge(code, $$"""{"status":"error","error":"{{message}}"}"""));

    [Theory]
    [InlineData(400, MailWizzVerdict.Permanent)]
    [InlineData(401, MailWizzVerdict.Refused)]
    [InlineData(403, MailWizzVerdict.Refused)]
    [InlineData(404, MailWizzVerdict.Permanent)]
    [InlineData(405, MailWizzVerdict.Permanent)]
    [InlineData(406, MailWizzVerdict.Permanent)]
    [InlineData(408, MailWizzVerdict.Temporary)]
    [InlineData(410, MailWizzVerdict.Permanent)]
    [InlineData(422, MailWizzVerdict.Permanent)]
    [InlineData(429, MailWizzVerdict.Temporary)]
    [InlineData(500, MailWizzVerdict.Temporary)]
    [InlineData(502, MailWizzVerdict.Temporary)]
    [InlineData(503, MailWizzVerdict.Temporary)]
    [InlineData(200, MailWizzVerdict.Temporary)]
    public void An_unknown_message_leaves_it_to_the_code(int code, MailWizzVerdict verdict)
    {
        Assert.Equal(verdict, Judge(code, """{"status":"error","error":"Something else."}"""));
        Assert.Equal(verdict, Judge(code, """{"status":"error","error":{"message":["Message is too long."]}}"""));
        Assert.Equal(verdict, Judge(code, """{"status":"error"}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>Not Found</body></html>")]
    [InlineData("{\"status\":\"succ")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"message\":\"no such route\"}")]
    [InlineData("{\"status\":\"success\",\"s\\ud800tatus\":1}")]
    public void What_is_no_answer_of_MailWizz_is_temporary_whatever_the_code(string body)
    {
        foreach (var code in new[] { 200, 201, 400, 401, 403, 404, 500, 503 })
            Assert.Equal(MailWizzVerdict.Temporary, Judge(code, body));
    }

    [Theory]
    [InlineData("{\"status\":\"success\"}")]
    [InlineData("\uFEFF{\"status\":\"success\",\"data\":{}}")]
    [InlineData(" \r\n{\"status\":\"SUCCESS\"}\n")]
    public void Success_is_success(string body)
    {
        Assert.Equal(MailWizzVerdict.Ok, Judge(200, body));
        Assert.Equal(MailWizzVerdict.Ok, Judge(201, body));
        Assert.Equal(MailWizzVerdict.Temporary, Judge(500, body));
    }

    [Fact]
    public void A_redirect_is_temporary_and_says_what_to_configure()
    {
        var answer = MailWizzAnswer.Judge(new HttpAnswer(301, "", Location: "https://mail.example.com/api"));
        Assert.Equal(MailWizzVerdict.Temporary, answer.Verdict);
        Assert.Contains("https://mail.example.com/api: configure the final URL", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_page_is_no_missing_subscriber() =>
        Assert.Equal(MailWizzVerdict.Permanent, Judge(404, """{"status":"error","error":"Page not found."}"""));

    [Fact]
    public void Retry_after_is_kept() =>
        Assert.Equal(TimeSpan.FromSeconds(7), MailWizzAnswer.Judge(new HttpAnswer(429, """{"status":"error","error":"x"}""", TimeSpan.FromSeconds(7))).RetryAfter);

    private static MailWizzVerdict Judge(int code, string body) => MailWizzAnswer.Judge(new HttpAnswer(code, body)).Verdict;
}
