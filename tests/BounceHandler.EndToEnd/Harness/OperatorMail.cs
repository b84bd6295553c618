using MimeKit;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>A mail to the operator as the mail server got it.</summary>
internal sealed record OperatorMail(SmtpEnvelope Envelope, MimeMessage Message, string HeaderText)
{
    public const string Sender = "bouncehandler@example.com";
    public const string Recipient = "postmaster@example.com";

    public string Subject => Message.Subject ?? "";

    public string Text => Message.TextBody!.ReplaceLineEndings("\n");

    public string Html => Message.HtmlBody!.ReplaceLineEndings("\n");

    /// <summary>Configures mail to the operator by way of a server.</summary>
    public static void Configure(TestConfiguration configuration, int port) => configuration
        .Set("notifications.smtpHost", "\"127.0.0.1\"").Set("notifications.smtpPort", $"{port}")
        .Set("notifications.from", $"\"{Sender}\"").Set("notifications.to", $"[\"{Recipient}\"]");

    /// <summary>All mails so far, in the order in which they came.</summary>
    public static IReadOnlyList<OperatorMail> All(SmtpServer server) => [.. server.Mails().Select(mail => Read(mail.Envelope, mail.Path))];

    /// <summary>What stands beside a label of the text, on its own line and those that are indented below it.</summary>
    public string Fact(string label)
    {
        var lines = Text.Split('\n');
        var first = Array.FindIndex(lines, line => line.StartsWith(label + "  ", StringComparison.Ordinal));
        Assert.True(first >= 0, $"No fact {label}:\n{Text}");
        var more = lines.Skip(first + 1).TakeWhile(line => line.StartsWith(' '));
        return string.Join('\n', more.Prepend(lines[first][label.Length..]).Select(line => line.Trim()));
    }

    private static OperatorMail Read(SmtpEnvelope envelope, string path)
    {
        var source = File.ReadAllText(path).ReplaceLineEndings("\n");
        return new OperatorMail(envelope, MimeMessage.Load(path, TestContext.Current.CancellationToken), source[..source.IndexOf("\n\n", StringComparison.Ordinal)]);
    }
}
