using System.Xml.Linq;

namespace BounceHandler.Providers.Interspire;

/// <summary>A subscriber on one list.</summary>
/// <param name="List">List id.</param>
/// <param name="ListName">Name of the list.</param>
/// <param name="Subscriber">Subscriber id; empty if not told.</param>
/// <param name="Status">active, unsubscribed or bounced; active where Interspire does not tell.</param>
public sealed record InterspireRow(string List, string ListName, string Subscriber, string Status)
{
    /// <summary>The rows in the answer to a look-up of an address; rows on lists that are not in <paramref name="names"/> are left out.</summary>
    public static IReadOnlyList<InterspireRow> ReadAll(InterspireAnswer answer, IReadOnlyDictionary<string, string> names)
    {
        var rows = new Dictionary<string, InterspireRow>(StringComparer.Ordinal);
        foreach (var item in InterspireXml.Items(answer.Data))
        {
            if (InterspireXml.Text(item, "listid") is var list && names.TryGetValue(list, out var name))
                rows.TryAdd(list, new InterspireRow(list, name, InterspireXml.Text(item, "subscriberid"), StatusOf(item)));
        }

        return [.. rows.Values];
    }

    /// <summary>The status in a record. <c>unsubscribed</c> and <c>bounced</c> hold 0 or the time when it happened.</summary>
    public static string StatusOf(XElement item)
    {
        if (IsSet(item, "unsubscribed"))
            return "unsubscribed";
        return IsSet(item, "bounced") ? "bounced" : "active";
    }

    private static bool IsSet(XElement item, string name) => InterspireXml.Text(item, name) is not ("" or "0");
}
