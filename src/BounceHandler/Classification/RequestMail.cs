using System.Buffers;
using System.Text;
using BounceHandler.Events;
using MimeKit;

namespace BounceHandler.Classification;

/// <summary>
/// The headers of an unsubscribe mail, as far as somebody looks at them. Written by strangers: what cannot be read is taken for not there, and
/// nothing in it throws. The body is not looked at.
/// </summary>
public sealed class RequestMail
{
    /// <summary>
    /// Bytes of the mail that are searched for headers: more than mail servers let pass. The parser takes time with the square of one header's length,
    /// a quarter of a second for 256 KiB.
    /// </summary>
    public const int MaxHeaderBytes = 64 * 1024;

    /// <summary>The header that our own notifications carry, so that one sent to an unsubscribe address is no request.</summary>
    public const string NoticeMark = "X-BounceHandler-Notice";

    private static readonly SearchValues<char> EndOfWord = SearchValues.Create("; \t\r\n(");

    private readonly HeaderList _headers;

    // Subscribers write in windows-1252 and koi8-r, which .NET does not know by itself. Registering twice is harmless.
    static RequestMail() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private RequestMail(HeaderList headers, string text)
    {
        _headers = headers;
        HeaderText = text;
    }

    /// <summary>The headers as they stand, cut to <see cref="MailReport.HeadersLimit"/>.</summary>
    public string HeaderText { get; }

    /// <summary>Who wrote it, decoded (RFC 2047), on one line; empty if absent.</summary>
    public string From => Decoded(HeaderId.From);

    /// <summary>The subject, decoded (RFC 2047), on one line; empty if absent.</summary>
    public string Subject => Decoded(HeaderId.Subject);

    /// <summary>The envelope sender if the mail server noted it, without its angle brackets, empty for the null sender; null if absent.</summary>
    public string? ReturnPath => _headers.Contains(HeaderId.ReturnPath) ? Decoded(HeaderId.ReturnPath).Trim(' ', '<', '>') : null;

    /// <summary>One of our own notifications.</summary>
    public bool IsNotice => _headers.Contains(NoticeMark);

    /// <summary>An automatic answer to a mail (RFC 3834 5): <c>auto-replied</c>, with or without parameters.</summary>
    public bool IsAutomaticReply => _headers.Any(header => header.Id == HeaderId.AutoSubmitted && IsWord(header, "auto-replied"));

    /// <summary>A delivery status or other report (RFC 6522).</summary>
    public bool IsReport => _headers.FirstOrDefault(header => header.Id == HeaderId.ContentType) is { } type && IsWord(type, "multipart/report");

    /// <summary>Reads a mail, or the beginning of one.</summary>
    public static RequestMail Read(ReadOnlyMemory<byte> mail)
    {
        var block = Block(mail);
        var text = System.Text.Unicode.Utf8.IsValid(block.Span) ? Encoding.UTF8.GetString(block.Span) : Encoding.Latin1.GetString(block.Span);
        return new RequestMail(Parse(block), Cut(text));
    }

    private static HeaderList Parse(ReadOnlyMemory<byte> block)
    {
        if (block.IsEmpty)
            return [];
        try
        {
            using var stream = new MemoryStream(block.ToArray());
            return HeaderList.Load(stream);
        }
        catch (FormatException)
        {
            return [];
        }
    }

    // Up to the first empty line. Delivery agents put a line "From sender date" before the headers, which is none.
    private static ReadOnlyMemory<byte> Block(ReadOnlyMemory<byte> mail)
    {
        mail = mail[..Math.Min(mail.Length, MaxHeaderBytes)];
        if (mail.Span.StartsWith("From "u8))
            mail = mail[(mail.Span.IndexOf((byte)'\n') + 1)..];
        for (var start = 0; start < mail.Length;)
        {
            var length = mail.Span[start..].IndexOf((byte)'\n');
            if (length == 0 || (length == 1 && mail.Span[start] == '\r'))
                return mail[..start];
            start = length < 0 ? mail.Length : start + length + 1;
        }

        return mail;
    }

    private string Decoded(HeaderId id) => _headers.FirstOrDefault(header => header.Id == id) is { } header ? OneLine(Value(header)) : "";

    // Comments may stand before the word, parameters or comments after it.
    private static bool IsWord(Header header, string word)
    {
        var value = Value(header).AsSpan().Trim();
        while (value is ['(', ..] && value.IndexOf(')') is > 0 and var end)
            value = value[(end + 1)..].TrimStart();
        var length = value.IndexOfAny(EndOfWord);
        return (length < 0 ? value : value[..length]).Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    // Decoding tries whatever charset a stranger names. None of them may stop the sweep of all other mails.
    private static string Value(Header header)
    {
        try
        {
            return header.Value;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            return Encoding.Latin1.GetString(header.RawValue);
        }
    }

    // An encoded word may hold line breaks, which would be a header of their own in a mail about this one.
    private static string OneLine(string text) => string.Create(text.Length, text, (line, source) =>
    {
        for (var i = 0; i < line.Length; i++)
            line[i] = char.IsControl(source[i]) ? ' ' : source[i];
    }).Trim();

    private static string Cut(string text)
    {
        const int Limit = MailReport.HeadersLimit;
        return text.Length <= Limit ? text : text[..(char.IsHighSurrogate(text[Limit - 1]) ? Limit - 1 : Limit)];
    }
}
