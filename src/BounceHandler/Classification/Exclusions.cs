using BounceHandler.Events;

namespace BounceHandler.Classification;

/// <summary>
/// Bounces that say nothing about their recipient, and recipients that no bounce may remove. Complaints and unsubscribes are not asked here.
/// </summary>
/// <param name="ownDomains">Our own domains, A-labels in lower case.</param>
/// <param name="protectedRecipients">Recipients that stay.</param>
/// <param name="unsubscribeDomains">Domains of unsubscribe addresses: a failure of our own pipe is reported as a bounce of the mail to it.</param>
public sealed class Exclusions(
    IEnumerable<string> ownDomains, IReadOnlyList<SenderPattern> protectedRecipients, IEnumerable<string> unsubscribeDomains)
{
    private readonly HashSet<string> _own = new(ownDomains, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _unsubscribe = new(unsubscribeDomains, StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a bounce is no reply of a remote server to this recipient (PowerMTA guide 12.1, 3.3.10.96.1); null if it is one.</summary>
    public static string? OfRecord(string diagnostic, string deliveryType)
    {
        if (deliveryType.ToLowerInvariant() is "pipe" or "file" or "discard")
            return $"dlvType {deliveryType.ToLowerInvariant()}";
        var own = DiagnosticCode.Parse(diagnostic);
        if (own.Type != "x-pmta")
            return null;
        if (own.Text.StartsWith("bounce-queue", StringComparison.OrdinalIgnoreCase))
            return "bounce-queue";
        return own.Text.StartsWith("deleted by administrator", StringComparison.OrdinalIgnoreCase) ? "deleted by administrator" : null;
    }

    /// <summary>Why no bounce may act on a recipient; null if it may.</summary>
    public string? OfRecipient(EmailAddress recipient)
    {
        if (_own.Count + _unsubscribe.Count > 0)
        {
            var domain = recipient.Domain;
            if (_own.Contains(domain))
                return "own domain";
            if (_unsubscribe.Contains(domain))
                return "unsubscribe domain";
        }

        return protectedRecipients.Count > 0 && protectedRecipients.Any(pattern => pattern.Covers(recipient)) ? "protected recipient" : null;
    }
}
