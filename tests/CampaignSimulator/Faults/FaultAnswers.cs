namespace CampaignSimulator;

/// <summary>What a fault says in place of the true answer, in the words of the system that it befalls.</summary>
internal static class FaultAnswers
{
    /// <summary>Null for the faults of the connection, which say nothing.</summary>
    public static Answer? For(Fault fault, SimulatorRequest request, CampaignSystem system)
    {
        var answer = fault.Kind switch
        {
            FaultKind.Status => WithStatus(fault, system),
            FaultKind.Unauthorized when system == CampaignSystem.Interspire => InterspireAnswers.Failed("Unable to check user details."),
            FaultKind.Unauthorized => Refusal(system, 401, "Invalid API key. Please refer to the documentation."),
            FaultKind.ForbiddenIp => Refusal(system, 403, "Your IP address is not allowed to access this server."),
            FaultKind.InvalidSignature => Refusal(system, 400, "Invalid API request signature. Please refer to the documentation."),
            FaultKind.TooManyRequests => Refusal(system, 429, "Too many requests."),
            FaultKind.MutexLock => Refusal(system, 400, "Unable to acquire the mutex lock, please try again."),
            FaultKind.Redirect => Answer.HtmlPage(fault.Status is >= 300 and < 400 ? fault.Status : 301, "Moved") with { Location = fault.Location ?? HttpsAddress(request) },
            FaultKind.EmptyBody => new Answer(200, system == CampaignSystem.MailWizz ? Answer.Json : Answer.Xml, default),
            FaultKind.FailedEmpty => InterspireAnswers.Failed(""),
            FaultKind.ErrorStatus => InterspireAnswers.Error("An internal error occurred."),
            _ => null,
        };
        return fault.RetryAfter is null || answer is null ? answer : answer with { RetryAfter = fault.RetryAfter };
    }

    private static Answer WithStatus(Fault fault, CampaignSystem system) => fault.Body switch
    {
        FaultBody.Html => Answer.HtmlPage(fault.Status, "Something went wrong"),
        FaultBody.Empty => new Answer(fault.Status, Answer.Html, default),
        _ => Refusal(system, fault.Status, fault.Status == 503 ? "Service Unavailable." : "Something went wrong."),
    };

    /// <summary>Interspire itself answers 200; another status there comes from the web server before it, with a page.</summary>
    private static Answer Refusal(CampaignSystem system, int status, string message) => system == CampaignSystem.MailWizz
        ? MailWizzAnswers.Error(status, message)
        : status is 200 or 400 ? InterspireAnswers.Failed(message) : Answer.HtmlPage(status, message);

    private static string HttpsAddress(SimulatorRequest request) => "https://" + request.Context.Request.Host.Value + request.RawTarget;
}
