using System.Buffers;
using BounceHandler.Events;

namespace BounceHandler.Classification;

/// <summary>
/// A subscriber named in a Subject. MailWizz's own mailto links write <c>Campaign-Uid:X / Subscriber-Uid:Y - Unsubscribe request</c>; a bare
/// <c>subscriber.list.campaign</c> is what stands in the local part of the usual address.
/// </summary>
public static class SubjectReference
{
    // Thirteen of [a-z0-9], as MailWizz makes them. Its providers check again.
    private const int UidLength = 13;

    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Reads a Subject, in time linear in its length; null unless it names a subscriber and a list or a campaign.</summary>
    /// <param name="subject">Decoded; written by a stranger.</param>
    public static SubscriberRef? Read(string subject)
    {
        var reference = new SubscriberRef(Labelled(subject, "campaign-uid"), Labelled(subject, "list-uid"), Labelled(subject, "subscriber-uid"));
        return reference is { Subscriber: not null } and not { Campaign: null, List: null } ? reference : Bare(subject);
    }

    // The first label that is followed by a uid.
    private static string? Labelled(string subject, string label)
    {
        for (var at = 0; (at = subject.IndexOf(label, at, StringComparison.OrdinalIgnoreCase)) >= 0;)
        {
            var isWord = at == 0 || !WordCharacters.Contains(subject[at - 1]);
            at += label.Length;
            var rest = subject.AsSpan(at).TrimStart(' ');
            if (!isWord || rest is not [':', ..])
                continue;
            rest = rest[1..].TrimStart(' ');
            var length = rest.IndexOfAnyExcept(WordCharacters);
            if (UidOrNull(length < 0 ? rest : rest[..length]) is { } uid)
                return uid;
        }

        return null;
    }

    private static SubscriberRef? Bare(string subject)
    {
        foreach (var range in subject.AsSpan().SplitAny(" \t"))
        {
            var word = subject.AsSpan(range).Trim("<>()[]\"',:;.!");
            if (word.Length != (3 * UidLength) + 2 || word[UidLength] != '.' || word[(2 * UidLength) + 1] != '.')
                continue;
            var subscriber = UidOrNull(word[..UidLength]);
            var list = UidOrNull(word.Slice(UidLength + 1, UidLength));
            var campaign = UidOrNull(word[((2 * UidLength) + 2)..]);
            if (subscriber is not null && list is not null && campaign is not null)
                return new SubscriberRef(campaign, list, subscriber);
        }

        return null;
    }

    private static string? UidOrNull(ReadOnlySpan<char> text)
    {
        if (text.Length != UidLength)
            return null;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
                return null;
        }

        return text.ToString().ToLowerInvariant();
    }
}
