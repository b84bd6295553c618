using System.Text;

namespace BounceHandler.Input;

/// <summary>
/// Texts that come again and again: a campaign's records share sender, job, category and status, and thousands of them wait for a commit together.
/// The same bytes give the same string. For one thread; of fixed size, since strangers choose the texts.
/// </summary>
internal sealed class TextMemo
{
    private const int Slots = 1024;
    private const int Longest = 128;

    private readonly string?[] _texts = new string?[Slots];

    /// <summary>Decodes a field as <see cref="FieldText.Decode"/> does.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > Longest)
            return FieldText.Decode(bytes);
        ref var text = ref _texts[Slot(bytes)];
        return text is not null && Ascii.Equals(bytes, text) ? text : text = FieldText.Decode(bytes);
    }

    // FNV-1a: whoever makes texts meet in one slot only makes them be decoded.
    private static int Slot(ReadOnlySpan<byte> bytes)
    {
        var hash = (uint)bytes.Length;
        foreach (var b in bytes)
            hash = (hash ^ b) * 16777619;
        return (int)((hash ^ (hash >> 16)) % Slots);
    }
}
