namespace BounceHandler.Providers.MailWizz;

/// <summary>
/// MailWizz's error sentences and what they mean. Its status codes are not published for each of them and differ between versions, so a sentence that
/// is known decides alone.
/// </summary>
public static class MailWizzMessages
{
    private static readonly (string Part, MailWizzVerdict Verdict)[] Known =
    [
        ("already been marked as bounced", MailWizzVerdict.AlreadyBounced),
        ("invalid api key", MailWizzVerdict.Refused),
        ("invalid api request params", MailWizzVerdict.Refused),
        ("invalid api request signature", MailWizzVerdict.Refused),
        ("your request expired", MailWizzVerdict.Refused),
        ("ip address is not allowed", MailWizzVerdict.Refused),
        ("account must be active", MailWizzVerdict.Refused),
        ("account is not allowed", MailWizzVerdict.Refused),
        ("not have enough permissions", MailWizzVerdict.Refused),
        ("mutex", MailWizzVerdict.Temporary),
        ("service unavailable", MailWizzVerdict.Temporary),
        ("campaign does not exist", MailWizzVerdict.MissingCampaign),
        ("subscriber does not exist", MailWizzVerdict.NotFound),
        ("list does not exist", MailWizzVerdict.NotFound),
        ("invalid bounce type", MailWizzVerdict.Permanent),
        ("provide the subscriber email address", MailWizzVerdict.Permanent),
        ("requests allowed for this endpoint", MailWizzVerdict.Permanent),
        ("email address is blacklisted", MailWizzVerdict.Permanent),
    ];

    /// <summary>What a sentence means, whatever the status code; null if it is not known.</summary>
    public static MailWizzVerdict? Find(string message)
    {
        foreach (var (part, verdict) in Known)
        {
            if (message.Contains(part, StringComparison.OrdinalIgnoreCase))
                return verdict;
        }

        return null;
    }

    /// <summary>What else can mend a refusal than a look at the key; empty if nothing is known.</summary>
    public static string Advice(string message)
    {
        if (message.Contains("signature", StringComparison.OrdinalIgnoreCase))
            return " (check the private key, and that the endpoint is spelled as MailWizz knows itself: http or https, with or without /index.php)";
        if (message.Contains("expired", StringComparison.OrdinalIgnoreCase))
            return " (check the clocks of both machines)";
        return "";
    }
}
