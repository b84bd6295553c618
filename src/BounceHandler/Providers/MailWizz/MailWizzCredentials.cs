namespace BounceHandler.Providers.MailWizz;

/// <summary>How a call proves who we are. Text forms never show a key.</summary>
public abstract class MailWizzCredentials
{
    /// <summary>The secrets, to be masked in whatever MailWizz answers.</summary>
    public abstract IReadOnlyList<string> Secrets { get; }

    /// <summary>MailWizz 2.x and later: one key in <c>X-Api-Key</c>.</summary>
    public sealed class ApiKey(string key) : MailWizzCredentials
    {
        /// <summary>The key.</summary>
        public string Key => key;

        /// <inheritdoc/>
        public override IReadOnlyList<string> Secrets => [key];
    }

    /// <summary>MailWizz 1.x: a public key, and a private key unless the installation checks no signatures.</summary>
    public sealed class Keys(string publicKey, string? privateKey) : MailWizzCredentials
    {
        /// <summary>Sent with each call.</summary>
        public string Public => publicKey;

        /// <summary>Signs each call; null: calls are not signed.</summary>
        public string? Private => privateKey;

        /// <inheritdoc/>
        public override IReadOnlyList<string> Secrets => privateKey is null ? [publicKey] : [publicKey, privateKey];
    }
}
