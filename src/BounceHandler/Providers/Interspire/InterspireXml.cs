using System.Xml;
using System.Xml.Linq;

namespace BounceHandler.Providers.Interspire;

/// <summary>Interspire's XML: written and read by a parser, without DTDs and without fetching anything.</summary>
public static class InterspireXml
{
    // An answer is four levels deep.
    private const int DepthLimit = 32;

    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = Http.ProviderHttp.BodyLimit,
        MaxCharactersFromEntities = 1024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>A request. Old versions reject empty details: they get a space.</summary>
    public static string Request(string userId, string token, string type, string method, params IReadOnlyList<XElement> details)
    {
        var request = new XElement("xmlrequest",
            new XElement("username", userId),
            new XElement("usertoken", token),
            new XElement("requesttype", type),
            new XElement("requestmethod", method),
            new XElement("details", details.Count > 0 ? details : new XText(" ")));
        return request.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>The <c>response</c> element; null if the text is empty, truncated or anything else.</summary>
    public static XElement? Response(string body)
    {
        try
        {
            var text = body.Trim('\uFEFF', ' ', '\t', '\r', '\n');
            if (IsTooDeep(text))
                return null;
            using var reader = XmlReader.Create(new StringReader(text), Strict);
            var root = XElement.Load(reader);
            return Is(root, "response") && Child(root, "status") is not null ? root : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The text of a child, trimmed; empty if there is none.</summary>
    public static string Text(XElement? parent, string name) => Child(parent, name)?.Value.Trim() ?? "";

    /// <summary>A child by name, whatever its case and namespace.</summary>
    public static XElement? Child(XElement? parent, string name) => parent?.Elements().FirstOrDefault(e => Is(e, name));

    /// <summary>All <c>item</c> elements below an element.</summary>
    public static IEnumerable<XElement> Items(XElement? parent) => parent?.Descendants().Where(e => Is(e, "item")) ?? [];

    /// <summary>True if XML can carry the text.</summary>
    public static bool CanCarry(string text)
    {
        try
        {
            XmlConvert.VerifyXmlChars(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    // Time to load a tree grows with the square of its depth: a few megabytes of opening tags would keep us for minutes.
    private static bool IsTooDeep(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), Strict);
        while (reader.Read())
        {
            if (reader.Depth > DepthLimit)
                return true;
        }

        return false;
    }

    private static bool Is(XElement element, string name) => element.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase);
}
