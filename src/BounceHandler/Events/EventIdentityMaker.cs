using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BounceHandler.Events;

/// <summary>Makes <see cref="EventIdentity"/> from what two reports of the same event have in common. Never change it: replays would act again.</summary>
public static class EventIdentityMaker
{
    private const int MostOnStack = 1024;
    private const int MostDigits = 10;

    /// <summary>Of a bounce or a remote bounce.</summary>
    /// <param name="recordType"><c>b</c> or <c>rb</c>.</param>
    /// <param name="recipient">Whom it is about.</param>
    /// <param name="sender">Envelope sender as written.</param>
    /// <param name="jobId">Job id as written.</param>
    /// <param name="time">timeQueued, else timeLogged; null if neither is readable.</param>
    public static EventIdentity OfBounce(string recordType, EmailAddress recipient, string sender, string jobId, DateTimeOffset? time) =>
        Of(recordType, recipient.Identity, sender.ToLowerInvariant(), jobId, Seconds(time));

    /// <summary>Of a complaint: what identifies a bounce, and two headers of the original message, since its recipient may be redacted.</summary>
    /// <param name="recipient">Recipient as reported; null if redacted or empty.</param>
    /// <param name="sender">Envelope sender as written.</param>
    /// <param name="jobId">Job id as written.</param>
    /// <param name="time">timeQueued, else timeLogged; null if neither is readable.</param>
    /// <param name="messageId"><c>Message-Id</c> as written.</param>
    /// <param name="listUnsubscribe"><c>List-Unsubscribe</c> as written.</param>
    /// <param name="references">
    /// Other headers that name the subscriber. They count only where nothing else tells two complaints of one second apart.
    /// </param>
    public static EventIdentity OfComplaint(
        EmailAddress? recipient, string sender, string jobId, DateTimeOffset? time, string messageId, string listUnsubscribe, string references = "") =>
        recipient is null && messageId.Length + listUnsubscribe.Length == 0
            ? Of("f", "", sender.ToLowerInvariant(), jobId, Seconds(time), "", "", references)
            : Of("f", recipient?.Identity ?? "", sender.ToLowerInvariant(), jobId, Seconds(time), messageId, listUnsubscribe);

    /// <summary>Of an unsubscribe mail: its drop.</summary>
    /// <param name="dropName">Name of the drop's file, which is never used twice.</param>
    public static EventIdentity OfDrop(string dropName) => Of("mail", dropName);

    /// <summary>Of a plain address, which carries no time: once per run.</summary>
    public static EventIdentity OfAddress(EmailAddress recipient, long run) =>
        Of("address", recipient.Identity, run.ToString(CultureInfo.InvariantCulture));

    /// <summary>Of a wish to take a change back: once per undo.</summary>
    public static EventIdentity OfRestore(long ledgerEntry, string list, string subscriber, long run) => Of(
        "undo", ledgerEntry.ToString(System.Globalization.CultureInfo.InvariantCulture), list, subscriber,
        run.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static string Seconds(DateTimeOffset? time) =>
        time is { } at ? at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) : "";

    private static EventIdentity Of(params ReadOnlySpan<string> parts)
    {
        // Each part with its length in front, so that no two lists of parts give the same text.
        var most = 0;
        foreach (var part in parts)
            most += Encoding.UTF8.GetMaxByteCount(part.Length) + MostDigits + 2;
        var text = most <= MostOnStack ? stackalloc byte[MostOnStack] : new byte[most];
        var length = 0;
        foreach (var part in parts)
        {
            _ = part.Length.TryFormat(text[length..], out var digits, default, CultureInfo.InvariantCulture);
            length += digits;
            text[length++] = (byte)':';
            length += Encoding.UTF8.GetBytes(part, text[length..]);
            text[length++] = 0;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return EventIdentity.FromBytes(hash[..EventIdentity.Length]);
    }
}
