using MailKit.Net.Smtp;
using MimeKit;

namespace BounceHandler.Notifications;

/// <summary>Delivers to whomever the server takes: one address that is gone must not keep the mail from the others.</summary>
internal sealed class NoticeSmtpClient : SmtpClient
{
    private SmtpCommandException? _refusal;

    /// <summary>Recipients of the last mail that were refused, with the server's words; empty if none was.</summary>
    public string Refused { get; private set; } = "";

    /// <summary>Forgets what was refused before.</summary>
    public void Begin() => Refused = "";

    /// <inheritdoc/>
    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        _refusal = new SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, response.StatusCode, mailbox, response.Response);
        Refused += $"{(Refused.Length == 0 ? "" : "; ")}{mailbox.Address}: {(int)response.StatusCode} {response.Response}";
    }

    /// <inheritdoc/>
    protected override void OnNoRecipientsAccepted(MimeMessage message)
    {
        if (_refusal is { } refusal)
            throw refusal;
    }
}
