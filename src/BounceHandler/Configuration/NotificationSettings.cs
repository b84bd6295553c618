using System.Text.Json;
using BounceHandler.Events;

namespace BounceHandler.Configuration;

/// <summary>The key <c>notifications</c>: mail to the operator.</summary>
public sealed record NotificationSettings
{
    private const string MailboxExpected = "an address such as postmaster@example.com";

    /// <summary>Mail server; null: no mail is sent.</summary>
    public string? SmtpHost { get; init; }

    /// <summary>Its port, 1 to 65535.</summary>
    public int SmtpPort { get; init; } = 25;

    /// <summary>Encryption.</summary>
    public SmtpTls Tls { get; init; } = SmtpTls.Auto;

    /// <summary>Name to log in with; null: no login.</summary>
    public string? UserName { get; init; }

    /// <summary>Resolved password; null: none.</summary>
    public string? Password { get; init; }

    /// <summary>Author of the mail.</summary>
    public string From { get; init; } = "postmaster@localhost";

    /// <summary>Recipients of the mail; empty: no mail is sent.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>True: complaints are reported.</summary>
    public bool Complaints { get; init; } = true;

    /// <summary>True: unsubscribes are reported.</summary>
    public bool Unsubscribes { get; init; } = true;

    /// <summary>Most mails an hour, 1 to 10000; what is over goes into a later one.</summary>
    public int MaxPerHour { get; init; } = 30;

    /// <summary>Reads the section.</summary>
    internal static NotificationSettings Read(SettingsSection section)
    {
        var absent = new NotificationSettings();
        return new NotificationSettings
        {
            SmtpHost = section.OptionalText("smtpHost", "a host name or IP address without a port", IsHost),
            SmtpPort = section.Whole("smtpPort", absent.SmtpPort, 1, 65535),
            Tls = section.Choice("tls", absent.Tls),
            UserName = section.OptionalText("userName", "a name"),
            Password = section.OptionalSecret("password"),
            From = section.Text("from", absent.From, MailboxExpected, IsMailbox),
            To = section.List<string>("to", absent.To, MailboxExpected, TryReadMailbox),
            Complaints = section.Flag("complaints", absent.Complaints),
            Unsubscribes = section.Flag("unsubscribes", absent.Unsubscribes),
            MaxPerHour = section.Whole("maxPerHour", absent.MaxPerHour, 1, 10000),
        };
    }

    /// <summary>Writes what is in force, the password masked.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject("notifications");
        json.WriteString("smtpHost", SmtpHost);
        json.WriteNumber("smtpPort", SmtpPort);
        json.WriteString("tls", SettingsSection.NameOf(Tls));
        json.WriteString("userName", UserName);
        json.WriteString("password", SettingsDisplay.Mask(Password));
        json.WriteString("from", From);
        SettingsDisplay.WriteList(json, "to", To);
        json.WriteBoolean("complaints", Complaints);
        json.WriteBoolean("unsubscribes", Unsubscribes);
        json.WriteNumber("maxPerHour", MaxPerHour);
        json.WriteEndObject();
    }

    private static bool IsHost(string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown;

    // A mail server of one's own takes local addresses too; the parser for recipients wants two labels.
    private static bool IsMailbox(string text) =>
        !text.StartsWith('<') && (EmailAddress.TryParse(text, out _) || EmailAddress.TryParse(text + ".local", out _));

    private static bool TryReadMailbox(string text, out string mailbox)
    {
        mailbox = text;
        return IsMailbox(text);
    }
}

/// <summary>Encryption of the connection to the mail server.</summary>
public enum SmtpTls
{
    /// <summary>Never.</summary>
    None,

    /// <summary>Where the server offers it.</summary>
    Auto,

    /// <summary>STARTTLS or no mail.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,
}
