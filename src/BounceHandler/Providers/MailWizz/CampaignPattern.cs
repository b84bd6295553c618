namespace BounceHandler.Providers.MailWizz;

/// <summary>How a job id names a campaign: <c>mailwizz-{campaign}</c>.</summary>
/// <param name="Prefix">Text before the campaign.</param>
/// <param name="Suffix">Text after it.</param>
public sealed record CampaignPattern(string Prefix, string Suffix)
{
    private const string Mark = "{campaign}";

    /// <summary>Reads a pattern; null unless it holds <c>{campaign}</c> exactly once.</summary>
    public static CampaignPattern? TryParse(string pattern) =>
        pattern.Split(Mark) is [var prefix, var suffix] ? new CampaignPattern(prefix, suffix) : null;

    /// <summary>The campaign uid in a job id; null if there is none.</summary>
    public string? Match(string jobId) =>
        jobId.Length == Prefix.Length + MailWizzUid.Length + Suffix.Length
        && jobId.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && jobId.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
            ? MailWizzUid.Or(jobId.Substring(Prefix.Length, MailWizzUid.Length))
            : null;
}
