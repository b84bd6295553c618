using BounceHandler.Events;

namespace BounceHandler.Providers.MailWizz;

public sealed partial class MailWizzProvider : IDescribesCampaigns
{
    /// <inheritdoc/>
    public string? CampaignOf(BounceEvent bounceEvent) => _rules.CampaignOf(bounceEvent);

    /// <inheritdoc/>
    public async Task<CampaignDescription?> DescribeAsync(string campaign, CancellationToken cancellationToken)
    {
        if (!MailWizzUid.IsOne(campaign))
            return null;
        var answer = await _client.CampaignAsync(campaign, cancellationToken);
        if (answer.Verdict != MailWizzVerdict.Ok)
            return null;
        var record = MailWizzRow.Record(answer.Data);
        var list = MailWizzJson.Member(record, "list");
        string Text(System.Text.Json.JsonElement element, string name) => PlainText.OneLine(MailWizzJson.Text(element, name) ?? "");
        return new CampaignDescription(
            campaign, Text(record, "name"), Text(record, "subject"), Text(list, "name"), Text(record, "send_at"),
            MailWizzJson.Number(list, "subscribers_count"));
    }
}
