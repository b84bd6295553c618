using System.Text.Json;

namespace BounceHandler.Providers.MailWizz;

/// <summary>A subscriber on one list.</summary>
/// <param name="List">List uid.</param>
/// <param name="ListName">Name of the list; empty if not told.</param>
/// <param name="Subscriber">Subscriber uid.</param>
/// <param name="Email">The address as MailWizz spells it; empty if not told.</param>
/// <param name="Status">unconfirmed, confirmed, blacklisted, unsubscribed, unapproved, disabled or moved.</param>
public sealed record MailWizzRow(string List, string ListName, string Subscriber, string Email, string Status)
{
    /// <summary>Mail may still go to this row.</summary>
    public bool IsOpen => Status is "confirmed" or "unconfirmed" or "unapproved";

    /// <summary>Somebody set this row aside: it stays as it is, a bounce included.</summary>
    public bool IsSetAside => Status is "disabled" or "moved";

    /// <summary>The list change from this status to another.</summary>
    public ListChange To(string status) => new(List, ListName, Subscriber, Status, status);

    /// <summary>A change to another status that is ours or somebody else's: see <see cref="ListChange.Unknown"/>.</summary>
    public ListChange PerhapsTo(string status) => To(status) with { Before = ListChange.Unknown };

    /// <summary>One record of a search in all lists; null if list, subscriber or status is missing.</summary>
    public static MailWizzRow? Read(JsonElement record)
    {
        var list = MailWizzJson.Member(record, "list");
        return Read(record, MailWizzJson.Text(list, "list_uid"), MailWizzJson.Text(list, "display_name") ?? MailWizzJson.Text(list, "name"));
    }

    /// <summary>The record of one subscriber (in <c>data.record</c> or <c>data</c>); null if subscriber or status is missing.</summary>
    public static MailWizzRow? ReadOne(JsonElement data, string list, string listName) => Read(Record(data), list, listName);

    /// <summary><c>data.record</c>, or <c>data</c> itself where a version leaves it out.</summary>
    public static JsonElement Record(JsonElement data) =>
        MailWizzJson.Member(data, "record") is { ValueKind: JsonValueKind.Object } record ? record : data;

    private static MailWizzRow? Read(JsonElement record, string? list, string? listName)
    {
        var email = MailWizzJson.Text(record, "email") ?? MailWizzJson.Text(record, "EMAIL") ?? "";
        return MailWizzJson.Text(record, "subscriber_uid") is { Length: > 0 } subscriber
            && MailWizzJson.Text(record, "status") is { Length: > 0 } status && !string.IsNullOrEmpty(list)
            ? new MailWizzRow(list, listName ?? "", subscriber, email.Trim(), status.ToLowerInvariant())
            : null;
    }
}
