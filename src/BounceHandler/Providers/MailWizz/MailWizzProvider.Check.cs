using System.Globalization;
using System.Text.Json;
using BounceHandler.Events;

namespace BounceHandler.Providers.MailWizz;

public sealed partial class MailWizzProvider
{
    /// <inheritdoc/>
    public async Task<ProviderCheck> CheckAsync(CancellationToken cancellationToken)
    {
        var answer = await _client.ListsAsync(cancellationToken);
        if (answer.Verdict != MailWizzVerdict.Ok)
            return new ProviderCheck(false, answer.Text, []);
        var lists = new List<string>();
        foreach (var record in MailWizzJson.Elements(MailWizzJson.Member(answer.Data, "records")) ?? [])
        {
            var general = MailWizzJson.Member(record, "general") is { ValueKind: JsonValueKind.Object } inner ? inner : record;
            if (MailWizzJson.Text(general, "list_uid") is { } uid)
                lists.Add(PlainText.OneLine($"{uid} {MailWizzJson.Text(general, "name") ?? MailWizzJson.Text(general, "display_name")}"));
        }

        var count = MailWizzJson.Number(answer.Data, "count") ?? lists.Count;
        return new ProviderCheck(true, string.Create(CultureInfo.InvariantCulture, $"HTTP {answer.HttpStatus}: success, {count} lists"), lists);
    }

    /// <inheritdoc/>
    public async Task<Resolution> ResolveAsync(SubscriberRef reference, CancellationToken cancellationToken)
    {
        var list = MailWizzUid.Or(reference.List);
        if (MailWizzUid.Or(reference.Subscriber) is not { } subscriber)
            return new Resolution.Unknown();
        if (list is null && MailWizzUid.Or(reference.Campaign) is { } campaign)
        {
            var found = await _campaigns.FindAsync(campaign, cancellationToken);
            if (found.Failure is { } failure)
                return new Resolution.Failed(Failed($"looking up campaign {campaign}", failure));
            list = found.List;
        }

        if (list is null)
            return new Resolution.Unknown();
        var answer = await _client.SubscriberAsync(list, subscriber, cancellationToken);
        if (answer.Verdict == MailWizzVerdict.NotFound)
            return new Resolution.Unknown();
        if (answer.Verdict != MailWizzVerdict.Ok)
            return new Resolution.Failed(Failed("looking the subscriber up", answer));
        var email = MailWizzJson.Text(MailWizzRow.Record(answer.Data), "EMAIL") ?? MailWizzJson.Text(MailWizzRow.Record(answer.Data), "email");
        if (email is null)
            return new Resolution.Failed(Failed("looking the subscriber up", answer.NotUnderstood("EMAIL of the subscriber")));
        return EmailAddress.TryParse(email, out var address) ? new Resolution.Known(address) : new Resolution.Unknown();
    }
}
