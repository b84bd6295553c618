using System.Globalization;
using System.Text;

namespace BounceHandler.Maildrop;

/// <summary>Reads a maildrop file strictly: it is exactly what <see cref="DropFile"/> writes, or it is corrupt.</summary>
public static class DropReader
{
    // The header: two addresses of 4,096 characters, percent-encoded UTF-8 of up to 3 bytes each, and the format.
    private const int MaxHeaderBytes = 256 * 1024;

    /// <summary>Reads the beginning of the file, into a buffer that may be used again: the mail is what fits, and counts as whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="buffer">At least as long as a header can be.</param>
    /// <exception cref="IOException">It is gone or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">We may not read it.</exception>
    public static DropReading Read(string path, Memory<byte> buffer)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length > Drop.MaxMailBytes + MaxHeaderBytes)
            return new DropReading.Corrupt("it is larger than a drop can be");
        var filled = 0;
        while (filled < buffer.Length && RandomAccess.Read(file, buffer.Span[filled..], filled) is var count and > 0)
            filled += count;
        return Parse(buffer[..filled], length - filled);
    }

    /// <summary>Reads the contents of a file.</summary>
    /// <param name="content">The file from its beginning.</param>
    /// <param name="rest">Bytes of the file behind <paramref name="content"/>.</param>
    public static DropReading Parse(ReadOnlyMemory<byte> content, long rest = 0)
    {
        var end = content.Span.IndexOf("\n\n"u8);
        if (end is < 0 or > MaxHeaderBytes)
            return new DropReading.Corrupt("the header does not end");
        if (!Ascii.IsValid(content.Span[..end]))
            return new DropReading.Corrupt("the header is not ASCII");
        var lines = new HeaderLines(Encoding.ASCII.GetString(content.Span[..end]).Split('\n'));
        if (!lines.Skip(DropFile.FirstLine))
            return new DropReading.Corrupt("the first line is not that of a drop");
        try
        {
            return new DropReading.Complete(ReadDrop(lines, content[(end + 2)..], rest));
        }
        catch (FormatException e)
        {
            return new DropReading.Corrupt(e.Message);
        }
    }

    private static Drop ReadDrop(HeaderLines lines, ReadOnlyMemory<byte> mail, long rest)
    {
        var time = lines.Required("Time");
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(time, DropFile.TimeFormat, CultureInfo.InvariantCulture, Utc, out var arrived))
            throw new FormatException("Time is not a time");
        var drop = new Drop
        {
            Time = arrived,
            To = lines.Remote("To") ?? throw new FormatException("To is missing"),
            From = lines.Remote("From"),
            Address = lines.Required("Understood") switch
            {
                "yes" => ReadAddress(lines),
                "no" => null,
                _ => throw new FormatException("Understood is neither yes nor no"),
            },
            Mail = mail,
        };
        if (lines.Number("Length") != mail.Length + rest)
            throw new FormatException("the mail has another length than its header says");
        drop = drop with { OmittedBytes = lines.Number("Omitted") };
        return lines.AtEnd ? drop : throw new FormatException("the header has an unknown line");
    }

    private static UnsubscribeAddress ReadAddress(HeaderLines lines)
    {
        var format = lines.Remote("Format") ?? throw new FormatException("Format is missing");
        var providers = new List<string>();
        while (lines.Remote("Provider") is { } provider)
            providers.Add(provider);
        if (providers.Count == 0)
            throw new FormatException("Provider is missing");
        var tokens = new AddressTokens(
            lines.Uid("Subscriber"), lines.Uid("List"), lines.Uid("Campaign"), lines.Remote("Recipient"), lines.Uid("Signature"));
        return new UnsubscribeAddress(format, providers, tokens);
    }

    /// <summary>The header lines in their fixed order.</summary>
    private sealed class HeaderLines(string[] lines)
    {
        private int _next;

        public bool AtEnd => _next == lines.Length;

        public bool Skip(string line)
        {
            var matches = !AtEnd && lines[_next] == line;
            _next += matches ? 1 : 0;
            return matches;
        }

        public string Required(string name) => Optional(name) ?? throw new FormatException($"{name} is missing");

        public string? Remote(string name) =>
            Optional(name) is { } value ? DropText.Decode(value) ?? throw new FormatException($"{name} is not encoded") : null;

        public string? Uid(string name) =>
            Optional(name) is not { } value ? null : AddressPart.IsUid(value) ? value : throw new FormatException($"{name} is no uid");

        public long Number(string name) =>
            long.TryParse(Required(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new FormatException($"{name} is no number");

        private string? Optional(string name)
        {
            if (AtEnd || !lines[_next].StartsWith(name + ": ", StringComparison.Ordinal))
                return null;
            return lines[_next++][(name.Length + 2)..];
        }
    }
}
