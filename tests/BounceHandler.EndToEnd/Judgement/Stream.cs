using System.Globalization;

namespace BounceHandler.EndToEnd.Judgement;

/// <summary>Rows of one accounting stream with bounces, remote bounces and deliveries; times in days before now.</summary>
internal static class Stream
{
    public const string Header = "type,timeLogged,orig,rcpt,bounceCat,dsnStatus,dsnDiag,jobId,header_Feedback-ID\n";

    public const string Sender = "news@lists.example.com";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static string Soft(string recipient, double daysAgo) =>
        $"b,{At(daysAgo)},{Sender},{recipient},quota-issues,4.2.2 (mailbox full),smtp;452 4.2.2 mailbox full,{Audience.JobId},\n";

    public static string Hard(string recipient, double daysAgo) =>
        $"b,{At(daysAgo)},{Sender},{recipient},bad-mailbox,5.1.1 (bad destination mailbox address),smtp;550 5.1.1 user unknown,{Audience.JobId},\n";

    public static string Remote(string recipient, string sender = Sender, string feedbackId = "") =>
        $"rb,{At(0)},{sender},{recipient},bad-mailbox,5.1.1 (bad destination mailbox address),smtp;550 5.1.1 user unknown,,{feedbackId}\n";

    public static string Delivery(string recipient, double daysAgo) => $"d,{At(daysAgo)},{Sender},{recipient},,2.0.0 (success),smtp;250 ok,,\n";

    private static string At(double daysAgo) => Now.AddDays(-daysAgo).ToString("yyyy-MM-dd HH:mm:ss'+0000'", CultureInfo.InvariantCulture);
}
