using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using BounceHandler.Configuration;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace BounceHandler.Notifications;

/// <summary>
/// One visit to the mail server: connects at the first mail and keeps the connection for the next ones. Every failure is a <see cref="PostResult"/>.
/// </summary>
/// <param name="settings">The server.</param>
/// <param name="judge">How its certificate is judged where that matters; null: as the system does.</param>
internal sealed class Postman(NotificationSettings settings, RemoteCertificateValidationCallback? judge = null) : IPostman
{
    /// <summary>Longest time for reaching the server.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Longest time for one mail, reaching the server included.</summary>
    public static readonly TimeSpan MailTimeout = TimeSpan.FromSeconds(30);

    // RFC 8314 section 3.3: this port speaks TLS from the first byte.
    private const int SubmissionsPort = 465;

    private NoticeSmtpClient? _client;
    private string _objection = "";

    /// <summary>Connection timeouts; shorter ones for tests.</summary>
    internal (TimeSpan Connect, TimeSpan Mail) Timeouts { get; init; } = (ConnectTimeout, MailTimeout);

    /// <inheritdoc/>
    public async Task<PostResult> SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        whole.CancelAfter(Timeouts.Mail);
        var isReached = false;
        try
        {
            var client = await ReachAsync(whole.Token);
            isReached = true;
            client.Begin();
            await client.SendAsync(message, whole.Token);
            return new PostResult.Sent(client.Refused);
        }
        catch (SmtpCommandException e) when (isReached && e.StatusCode != SmtpStatusCode.ServiceNotAvailable && _client?.IsConnected == true)
        {
            // The server stands and refuses this mail, its sender or a recipient.
            // "Not now" to its sender it would say to every other mail as well (RFC 5321 section 4.2.1).
            return new PostResult.Failed(Describe(e), ConcernsAll: e.ErrorCode == SmtpErrorCode.SenderNotAccepted && (int)e.StatusCode is >= 400 and < 500);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LetGo();
            return new PostResult.Failed(e is OperationCanceledException ? $"no answer within {Timeouts.Mail.TotalSeconds:0} s" : Describe(e), ConcernsAll: true);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LetGo();
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_client is { IsConnected: true } client)
        {
            using var end = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                await client.DisconnectAsync(quit: true, end.Token);
            }
            catch (Exception)
            {
                // All mails have been answered; how the connection ends says nothing about them.
            }
        }

        LetGo();
    }

    private void LetGo()
    {
        _client?.Dispose();
        _client = null;
    }

    private async Task<NoticeSmtpClient> ReachAsync(CancellationToken cancellationToken)
    {
        if (_client is { IsConnected: true })
            return _client;
        LetGo();
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        connecting.CancelAfter(Timeouts.Connect);
        try
        {
            _client = await ConnectAsync(Encryption(), connecting.Token);
            await LogInAsync(_client, connecting.Token);
            return _client;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"not reached within {Timeouts.Connect.TotalSeconds:0} s");
        }
    }

    private SecureSocketOptions Encryption() => settings.Tls switch
    {
        SmtpTls.None => SecureSocketOptions.None,
        SmtpTls.StartTls => SecureSocketOptions.StartTls,
        SmtpTls.Tls => SecureSocketOptions.SslOnConnect,
        _ => settings.SmtpPort == SubmissionsPort ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTlsWhenAvailable,
    };

    private async Task<NoticeSmtpClient> ConnectAsync(SecureSocketOptions encryption, CancellationToken cancellationToken)
    {
        var client = new NoticeSmtpClient
        {
            Timeout = (int)Timeouts.Mail.TotalMilliseconds,
            // Many private authorities publish no revocation list, and asking for one is another server that may hang.
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = Judge,
        };
        // RFC 7435: encryption to whomever it may be is better than none. A password goes only to whom it is meant for.
#pragma warning disable CA5359
        if (settings.Tls == SmtpTls.Auto && (settings.UserName is null || IsThisHost(settings.SmtpHost!)))
            client.ServerCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        try
        {
            await client.ConnectAsync(settings.SmtpHost!, settings.SmtpPort, encryption, cancellationToken);
            return client;
        }
        catch (Exception e) when (encryption == SecureSocketOptions.StartTlsWhenAvailable && e is SslHandshakeException or SmtpCommandException
            && settings.UserName is null)
        {
            // It offers what it cannot do. The mail may go without, a password may not.
            client.Dispose();
            return await ConnectAsync(SecureSocketOptions.None, cancellationToken);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static bool IsThisHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private async Task LogInAsync(NoticeSmtpClient client, CancellationToken cancellationToken)
    {
        if (settings.UserName is not { } userName)
            return;
        if (!client.IsSecure && settings.Tls != SmtpTls.None)
        {
            throw new AuthenticationException(
                "the server offers no encryption, and the password is not sent without: mend that, or set notifications.tls to none");
        }

        await client.AuthenticateAsync(userName, settings.Password ?? "", cancellationToken);
    }

    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var isGood = judge?.Invoke(sender, certificate, chain, errors) ?? errors == SslPolicyErrors.None;
        _objection = isGood ? ""
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"the server's certificate is not for {settings.SmtpHost}"
            : $"the server's certificate is not trusted ({string.Join(", ", chain?.ChainStatus.Select(status => status.Status) ?? [])})";
        return isGood;
    }

    // Servers may repeat what they were told.
    private string Describe(Exception e)
    {
        var text = e is SmtpCommandException command ? $"{(int)command.StatusCode} {e.Message}" : e.Message;
        if (e is SslHandshakeException { InnerException: { } cause })
            text = $"no TLS connection: {(_objection.Length > 0 ? _objection : cause.Message)}";
        return settings.Password is { Length: > 0 } password ? text.Replace(password, "***", StringComparison.Ordinal) : text;
    }
}
