using System.Globalization;
using System.Text;

namespace BounceHandler.Benchmarks.Processes;

/// <summary>Accounting files as PowerMTA writes them.</summary>
internal static class Records
{
    public const string Header =
        "type,timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta,bounceCat,dlvSourceIp,vmta,jobId\n";

    /// <summary>The recipient of a record.</summary>
    public static string Recipient(int number) => string.Create(CultureInfo.InvariantCulture, $"user{number}@gone{number % 500}.example");

    /// <summary>A bounce of a mailbox that does not exist.</summary>
    public static string HardBounce(int number, string campaign) => Line(
        "b", number, "5.1.1 (bad destination mailbox address)",
        $"\"smtp;550 5.1.1 <{Recipient(number)}>: Recipient address rejected: User unknown in virtual mailbox table\"", "bad-mailbox", campaign);

    /// <summary>A bounce of a category that nobody has configured.</summary>
    public static string IgnoredBounce(int number) => Line(
        "b", number, "4.4.7 (delivery time expired)", "\"smtp;421 4.4.7 try later, please\"", "message-expired", "mailwizz-ab123cdefg456");

    /// <summary>A delivery: most of what a server logs.</summary>
    public static string Delivery(int number) => Line("d", number, "2.0.0 (success)", "\"smtp;250 2.0.0 OK queued\"", "", "mailwizz-ab123cdefg456");

    /// <summary>Writes a file of records behind a header.</summary>
    public static void Write(string path, int count, Func<int, string> line)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), bufferSize: 1 << 20);
        file.Write(Header);
        for (var i = 0; i < count; i++)
            file.Write(line(i));
    }

    private static string Line(string type, int number, string status, string diagnostic, string category, string job)
    {
        var (host, second) = (number % 500, number % 60);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{type},2026-11-20 10:{number / 60 % 60:D2}:{second:D2}+0000,2026-11-20 10:00:00+0000,campaign@mailwizz.example,{Recipient(number)},,failed,"
            + $"{status},{diagnostic},mx1.gone{host}.example (203.0.113.{number % 250}),{category},192.0.2.10,vmta-{number % 4},{job}\n");
    }
}
