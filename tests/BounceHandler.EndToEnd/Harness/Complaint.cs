namespace BounceHandler.EndToEnd.Harness;

/// <summary>Feedback-loop rows in the order that the shipped configuration asks for.</summary>
internal static class Complaint
{
    public const string Header =
        "type,timeLogged,repSourceIp,feedbackType,format,userAgent,envId,orig,rcpt,reportingMta,dlvSourceIp,reportedDomain,header_From,"
        + "header_Return-Path,header_X-job,header_Subject,header_subject,header_BatchId,header_Message-Id,header_List-Unsubscribe,header_List-Id,"
        + "header_X-Mw-Subscriber-Uid,header_X-Mailer-LID,header_X-Mailer-RecptId,header_Feedback-ID\n";

    private static int _number;

    /// <summary>One row, each with a message id of its own.</summary>
    public static string Row(
        string recipient = "",
        string type = "abuse",
        string format = "arf",
        string agent = "Example-FBL/1.0",
        string unsubscribe = "",
        string list = "",
        string subscriber = "",
        string feedbackId = "",
        string sourceIp = "10.0.0.9",
        string domain = "isp.example") =>
        $"f,2026-05-29 09:46:44+0200,10.0.0.5,{type},{format},{agent},,{Accounting.Sender},{recipient},mx.isp.example,{sourceIp},{domain},"
        + $"News <{Accounting.Sender}>,<{Accounting.Sender}>,{Audience.JobId},This week,This week,,<m{Interlocked.Increment(ref _number)}@lists.example.com>,"
        + $"{unsubscribe},{list},{subscriber},,,{feedbackId}\n";
}
