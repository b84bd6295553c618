using System.Buffers;
using System.Globalization;
using System.Text;
using BounceHandler.Events;

namespace BounceHandler.Classification;

/// <summary>One way to read a VERP sender.</summary>
/// <param name="Sender">The list's own address, <c>local@host</c>.</param>
/// <param name="Recipient">The address that it encodes.</param>
public readonly record struct VerpReading(string Sender, EmailAddress Recipient);

/// <summary>
/// Reads the recipient out of a VERP sender <c>local-user=domain@host</c> (also <c>local+user=domain@host</c>). The sender's own part and
/// the recipient's may both contain separators, so that there may be several readings.
/// </summary>
public static class Verp
{
    private const string Escaped = "@:%!-[]+=";
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create("@ ,:;<>()[]\\\"");

    /// <summary>
    /// The recipients that an envelope sender may encode, best first: where special characters of the recipient are written as <c>+XX</c>,
    /// the readings that resolve these come first; then, as without them, the readings with the longest sender part come first.
    /// </summary>
    /// <param name="orig">PowerMTA <c>orig</c> as written.</param>
    /// <param name="readings">At least one, without duplicate recipients; empty if the result is false.</param>
    public static bool TryDecode(string orig, out IReadOnlyList<VerpReading> readings)
    {
        readings = [];
        if (!EmailAddress.TryParse(orig, out var sender))
            return false;
        var local = LocalPartOf(sender);
        var equals = local.LastIndexOf('=');
        if (equals < 0)
            return false;
        var domain = local[(equals + 1)..];
        var encoded = local[..equals];
        var host = sender.Domain;
        var found = new List<VerpReading>();
        var escapes = EscapesIn(encoded);
        for (var i = encoded.Length - 2; escapes.Count > 0 && i > 0; i--)
        {
            // A special character of the recipient is always escaped, so that a separator proper is a bare one.
            if (encoded[i] is '-' or '+' && !escapes.Contains(i))
                Add(found, $"{encoded[..i]}@{host}", Unescape(encoded, i + 1, escapes), domain);
        }

        for (var i = encoded.Length - 2; i > 0; i--)
        {
            if (encoded[i] is '-' or '+')
                Add(found, $"{encoded[..i]}@{host}", encoded[(i + 1)..], domain);
        }

        readings = found;
        return found.Count > 0;
    }

    private static string LocalPartOf(EmailAddress sender)
    {
        var local = sender.Spelling[..sender.Spelling.LastIndexOf('@')];
        return local.StartsWith('"') ? local[1..^1].Replace("\\", "", StringComparison.Ordinal) : local;
    }

    private static void Add(List<VerpReading> found, string sender, string user, string domain)
    {
        var quoted = user.AsSpan().ContainsAny(NeedsQuotes) ? $"\"{user.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"" : user;
        if (EmailAddress.TryParse($"{quoted}@{domain}", out var address) && found.TrueForAll(other => other.Recipient.Identity != address.Identity))
            found.Add(new VerpReading(sender, address));
    }

    // Only these are ever escaped; "+de" and "+2024" are tags of an address.
    private static HashSet<int> EscapesIn(string encoded)
    {
        var escapes = new HashSet<int>();
        for (var i = 1; i + 2 < encoded.Length; i++)
        {
            if (encoded[i] == '+' && char.IsAsciiHexDigit(encoded[i + 1]) && char.IsAsciiHexDigit(encoded[i + 2])
                && Escaped.Contains(CodeAt(encoded, i)))
            {
                escapes.Add(i);
                i += 2;
            }
        }

        return escapes;
    }

    private static string Unescape(string encoded, int start, HashSet<int> escapes)
    {
        var text = new StringBuilder(encoded.Length - start);
        for (var i = start; i < encoded.Length; i++)
        {
            if (escapes.Contains(i))
            {
                text.Append(CodeAt(encoded, i));
                i += 2;
            }
            else
            {
                text.Append(encoded[i]);
            }
        }

        return text.ToString();
    }

    private static char CodeAt(string encoded, int plus) =>
        (char)byte.Parse(encoded.AsSpan(plus + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
