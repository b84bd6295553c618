using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace CampaignSimulator;

/// <summary>The XML document of one call, taken apart.</summary>
internal sealed record InterspireCall(string User, string Token, string Type, string Method, XElement? Details)
{
    public IEnumerable<XElement> Parameters => Details?.Elements() ?? [];

    public InterspireUser Caller { get; init; } = null!;

    public InterspireState State { get; init; } = null!;

    public InterspireOptions Options { get; init; } = null!;

    public string this[string name] => Details?.Element(name)?.Value.Trim() ?? "";

    public bool Has(string name) => this[name].Length > 0 || Details?.Element(name)?.HasElements == true;

    public int? Number(string name) => Number(this[name], out var number) ? number : null;

    /// <summary>All list ids of a parameter: several in one element, separated by commas, and several elements.</summary>
    public IEnumerable<int> Numbers(string name)
    {
        foreach (var text in Parameters.Where(element => element.Name == name).SelectMany(element => element.Value.Split(',')))
        {
            if (Number(text.Trim(), out var number)) yield return number;
        }
    }

    /// <summary>Null where the body is no XML document of this kind; a DTD is no part of it.</summary>
    public static InterspireCall? Parse(byte[] body)
    {
        try
        {
            var strict = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new MemoryStream(body), strict);
            var root = XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root;
            if (root?.Name != "xmlrequest") return null;
            return new InterspireCall(
                Text(root, "username"),
                Text(root, "usertoken"),
                Text(root, "requesttype"),
                Text(root, "requestmethod"),
                root.Element("details"));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Text(XElement root, string name) => root.Element(name)?.Value.Trim() ?? "";
}
