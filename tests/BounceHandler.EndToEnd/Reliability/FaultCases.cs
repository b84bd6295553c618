using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>Everything that a server, or something before it, is known to do instead of answering. By name, so that a failure says which.</summary>
internal static class FaultCases
{
    /// <summary>A server of somebody else, to which redirects lead.</summary>
    public const string Elsewhere = "http://elsewhere";

    private static readonly Dictionary<string, Fault> All = new(StringComparer.Ordinal)
    {
        ["503"] = new(FaultKind.Status) { Status = 503 },
        ["500 after the work was done"] = new(FaultKind.Status) { Status = 500, Body = FaultBody.Html, ApplyFirst = true },
        ["502 without a body"] = new(FaultKind.Status) { Status = 502, Body = FaultBody.Empty },
        ["a page with 503"] = new(FaultKind.Status) { Status = 503, Body = FaultBody.Html },
        ["a page with 200"] = new(FaultKind.Status) { Status = 200, Body = FaultBody.Html },
        ["408"] = new(FaultKind.Status) { Status = 408 },
        ["429"] = new(FaultKind.TooManyRequests),
        ["429 with Retry-After"] = new(FaultKind.TooManyRequests) { RetryAfter = "1" },
        ["mutex"] = new(FaultKind.MutexLock),
        ["empty body"] = new(FaultKind.EmptyBody) { ApplyFirst = true },
        ["half a body"] = new(FaultKind.CutBody),
        ["broken off in the body"] = new(FaultKind.TruncatedBody),
        ["reset"] = new(FaultKind.Reset),
        ["reset after the work was done"] = new(FaultKind.Reset) { ApplyFirst = true },
        ["hang"] = new(FaultKind.Hang),
        ["hang after the work was done"] = new(FaultKind.Hang) { ApplyFirst = true },
        ["FAILED without a message"] = new(FaultKind.FailedEmpty),
        ["status ERROR"] = new(FaultKind.ErrorStatus),
        ["a page with 401"] = new(FaultKind.Status) { Status = 401, Body = FaultBody.Html },
        ["401"] = new(FaultKind.Unauthorized),
        ["403 for our address"] = new(FaultKind.ForbiddenIp),
        ["400 invalid signature"] = new(FaultKind.InvalidSignature),
        ["301"] = new(FaultKind.Redirect) { Status = 301, Location = Elsewhere },
        ["302"] = new(FaultKind.Redirect) { Status = 302, Location = Elsewhere },
        ["303"] = new(FaultKind.Redirect) { Status = 303, Location = Elsewhere },
        ["307"] = new(FaultKind.Redirect) { Status = 307, Location = Elsewhere },
        ["308"] = new(FaultKind.Redirect) { Status = 308, Location = Elsewhere },
        ["301 to https"] = new(FaultKind.Redirect),
    };

    // Interspire says these in other words, or not at all.
    private static readonly string[] NotInterspire = ["mutex", "400 invalid signature", "403 for our address"];
    private static readonly string[] NotMailWizz = ["FAILED without a message", "status ERROR"];

    // Enough of each sort for every run.
    private static readonly string[] Short =
    [
        "503", "500 after the work was done", "a page with 200", "empty body", "half a body", "reset after the work was done", "hang after the work was done",
        "FAILED without a message", "302",
    ];

    /// <summary>The names of the faults that a system can have, fewer of them in the short form.</summary>
    public static TheoryData<string> Of(CampaignSystem system) =>
    [
        .. All.Keys.Except(system == CampaignSystem.MailWizz ? NotMailWizz : NotInterspire)
            .Where(name => Effort.IsLong || Short.Contains(name)),
    ];

    /// <summary>The fault of a name, for all requests of a system; redirects lead to another server.</summary>
    public static Fault Named(string name, CampaignSystem system, CampaignServer elsewhere)
    {
        var fault = All[name] with { System = system };
        return fault.Location is null ? fault : fault with { Location = elsewhere.Url + (system == CampaignSystem.MailWizz ? "/api/lists" : "/xml.php") };
    }
}
