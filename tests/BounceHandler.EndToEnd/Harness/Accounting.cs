namespace BounceHandler.EndToEnd.Harness;

/// <summary>Accounting rows in the order of the recommended fields.</summary>
internal static class Accounting
{
    public const string Header = "type,timeQueued,bounceCat,vmta,orig,rcpt,srcMta,dlvSourceIp,jobId,dsnStatus,dsnMta,dsnDiag\n";

    public const string Sender = "news@lists.example.com";

    /// <summary>One row. Values are written as they are: a test that wants quotes writes quotes.</summary>
    public static string Bounce(
        string recipient,
        string jobId = "",
        string sender = Sender,
        string category = "bad-mailbox",
        string status = "5.1.1 (bad destination mailbox address)",
        string diagnostic = "smtp;550 5.1.1 unknown",
        string type = "b",
        string time = "2016-05-29 01:10:23+0200") =>
        $"{type},{time},{category},vmta1,{sender},{recipient},mta.example.com (10.0.0.1),10.0.0.2,{jobId},{status},mx.example (10.0.0.3),{diagnostic}\n";

    /// <summary>Rows for user0, user1, … at a domain.</summary>
    public static string Bounces(int count, string domain = "gone.example", string jobId = "") =>
        string.Concat(Users(count, domain).Select(user => Bounce(user, jobId)));

    public static string[] Users(int count, string domain = "gone.example") => [.. Enumerable.Range(0, count).Select(i => $"user{i}@{domain}")];
}
