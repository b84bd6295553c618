namespace BounceHandler.Configuration;

/// <summary>The key <c>notifications</c>: mail to the operator.</summary>
public sealed record NotificationSettings
{
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
