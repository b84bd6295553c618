using System.Text;

namespace BounceHandler.Tests;

/// <summary>Valid samples with a few things wrong: pieces left out, doubled, exchanged, and what hurts put in, mostly where pieces meet.</summary>
/// <param name="samples">What is valid.</param>
/// <param name="tokens">What may hurt its reader, besides what hurts every reader.</param>
internal sealed class Mutant(IReadOnlyList<string> samples, params string[] tokens)
{
    private const string Joints = "\"',:;<>@.=+-(){}[]/\\ \t\r\n&%?|";

    private static readonly string[] Anywhere =
    [
        "", "\0", "\r", "\n", "\r\n", "\t", " ", "\"", "\"\"", "'", ",", ";", ":", "\\", "%", "%00", "%0d%0a", "\u001b[2J", "\u007f", "\u0085", "\u00a0", "\u00ad", "\u0130",
        "\u200b", "\u202e", "\u2028", "\u2066", "\ufeff", "\ufffd", "\uffff", "\ud800", "\udc00", "\ud83d\ude00", "\u3002", "\uff20", "0", "-1", "1e999", "99999999999999999999",
        "-9223372036854775808", "true", "null", "NaN", "{", "}", "[", "]", "<", ">", "&", "=", "+", "-", "@", "--", "../", "$(id)", "`id`", "';--", "é", "例",
    ];

    /// <summary>One of the samples with one to six things wrong; now and then with none.</summary>
    public string Of(Random random)
    {
        var text = new StringBuilder(samples[random.Next(samples.Count)]);
        for (var edits = random.Next(7); edits > 0; edits--)
            Edit(text, random);
        return text.ToString();
    }

    /// <summary>The same in UTF-8, and sometimes with a byte or two that make it none.</summary>
    public byte[] BytesOf(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Of(random));
        if (random.Next(4) > 0 || bytes.Length == 0)
            return bytes;
        for (var flips = random.Next(1, 4); flips > 0; flips--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private void Edit(StringBuilder text, Random random)
    {
        var from = Place(text, random);
        var piece = text.ToString(from, Place(text, random, from) - from);
        switch (random.Next(10))
        {
            case 0:
                text.Remove(from, piece.Length);
                break;
            case 1:
                text.Insert(from, piece);
                break;
            case 2:
                text.Remove(from, piece.Length).Insert(Place(text, random), piece);
                break;
            case 3:
                text.Remove(from, piece.Length).Insert(from, Token(random));
                break;
            case 4:
                text.Length = from;
                break;
            case 5:
                var other = samples[random.Next(samples.Count)];
                text.Insert(from, other.AsSpan(random.Next(other.Length + 1)));
                break;
            case 6 when random.Next(20) == 0:
                text.Insert(from, Token(random), random.Next(1, 500));
                break;
            case 7 when text.Length > 0:
                text[Math.Min(from, text.Length - 1)] = (char)random.Next(random.Next(4) == 0 ? 0x10000 : 0x100);
                break;
            default:
                text.Insert(from, Token(random));
                break;
        }
    }

    private string Token(Random random) =>
        tokens.Length > 0 && random.Next(2) == 0 ? tokens[random.Next(tokens.Length)] : Anywhere[random.Next(Anywhere.Length)];

    // Every other time beside a joint, if one is near.
    private static int Place(StringBuilder text, Random random, int first = 0)
    {
        const int Near = 40;
        var at = random.Next(first, text.Length + 1);
        if (random.Next(2) == 0)
            return at;
        for (var i = at; i < Math.Min(text.Length, at + Near); i++)
        {
            if (Joints.Contains(text[i], StringComparison.Ordinal))
                return i + random.Next(2);
        }

        return at;
    }
}
