using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace BounceHandler.Maildrop;

/// <summary>
/// The shape of an unsubscribe address, for example `{subscriber}.{list}.{campaign}@*`: tokens, text, and after the at sign a domain
/// or `*` for any. Tokens: {subscriber}, {list}, {campaign}, {address}, {signature}. Case is ignored, as PowerMTA lower-cases
/// what it passes on. Matching takes time linear in the address.
/// </summary>
public sealed class AddressFormat
{
    /// <summary>What MailWizz writes into List-Unsubscribe with the extension that the PHP tool came with.</summary>
    public const string MailWizz = "{subscriber}.{list}.{campaign}@*";

    // Longer than any valid address: not worth looking at.
    private const int MaxAddressLength = 1000;

    private readonly AddressPart[] _beforeAddress;
    private readonly AddressPart[] _afterAddress;
    private readonly bool _carriesAddress;

    private AddressFormat(string text, AddressPart[] parts, string? domain)
    {
        Text = text;
        Domain = domain;
        var at = Array.FindIndex(parts, p => p.Token is AddressToken.Address);
        _carriesAddress = at >= 0;
        _beforeAddress = _carriesAddress ? parts[..at] : parts;
        _afterAddress = _carriesAddress ? parts[(at + 1)..] : [];
        Tokens = [.. parts.Where(p => p.Token is not null).Select(p => p.Token!.Value).Order()];
    }

    /// <summary>The format as it was written.</summary>
    public string Text { get; }

    /// <summary>The only domain it matches, in lower case; null for any.</summary>
    public string? Domain { get; }

    /// <summary>The tokens it carries, in the order of <see cref="AddressToken"/>, wherever they stand in the text.</summary>
    public IReadOnlyList<AddressToken> Tokens { get; }

    /// <summary>It carries {signature}.</summary>
    public bool IsSigned => Tokens.Contains(AddressToken.Signature);

    /// <summary>The format <see cref="MailWizz"/>.</summary>
    public static AddressFormat OfMailWizz() =>
        TryCompile(MailWizz, out var format, out var error) ? format : throw new InvalidOperationException(error);

    /// <summary>Reads a format.</summary>
    /// <param name="text">As in the configuration.</param>
    /// <param name="format">The format, when it is usable.</param>
    /// <param name="error">Else what is wrong, in words for the operator.</param>
    public static bool TryCompile(string text, [NotNullWhen(true)] out AddressFormat? format, [NotNullWhen(false)] out string? error)
    {
        format = null;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0 || text.LastIndexOf('@') != at)
        {
            error = $"\"{text}\" needs exactly one \"@\", followed by a domain or \"*\"";
            return false;
        }

        var domain = text[(at + 1)..].ToLowerInvariant();
        if (domain != "*" && !MailboxSyntax.IsHost(domain))
        {
            error = $"\"{text}\" needs a domain without tokens, or \"*\", after its \"@\"";
            return false;
        }

        if (!AddressFormatReader.TryRead(text[..at], out var parts, out var reason))
        {
            error = $"\"{text}\" {reason}";
            return false;
        }

        error = null;
        format = new AddressFormat(text, parts, domain == "*" ? null : domain);
        return true;
    }

    /// <summary>Reads an address of this format; null where it has another one.</summary>
    /// <param name="address">Anything; angle brackets around it are ignored.</param>
    public AddressTokens? Match(string address)
    {
        if (address.Length > MaxAddressLength)
            return null;
        var lower = address.Trim().TrimStart('<').TrimEnd('>').ToLowerInvariant();
        var at = lower.LastIndexOf('@');
        if (at < 0 || !(Domain is null ? MailboxSyntax.IsHost(lower.AsSpan(at + 1)) : lower.AsSpan(at + 1).SequenceEqual(Domain)))
            return null;

        // What follows {address} is matched from the end, so that the address may contain any separator.
        var rest = lower.AsSpan(0, at);
        var tokens = new AddressTokens();
        foreach (var part in _beforeAddress)
        {
            var length = part.MatchStart(rest);
            if (length < 0)
                return null;
            tokens = part.Token is { } token ? tokens.With(token, rest[..length].ToString()) : tokens;
            rest = rest[length..];
        }

        for (var i = _afterAddress.Length - 1; i >= 0; i--)
        {
            var length = _afterAddress[i].MatchEnd(rest);
            if (length < 0)
                return null;
            tokens = _afterAddress[i].Token is { } token ? tokens.With(token, rest[^length..].ToString()) : tokens;
            rest = rest[..^length];
        }

        if (!_carriesAddress)
            return rest.IsEmpty ? tokens : null;
        return MailboxSyntax.Decode(rest.ToString()) is { } recipient ? tokens with { Recipient = recipient } : null;
    }

    /// <summary>Writes an address of this format, in lower case, that <see cref="Match"/> reads back.</summary>
    /// <param name="tokens">A value for every token of the format.</param>
    /// <param name="domain">Domain for a format with `*`; ignored by others.</param>
    /// <returns>Null where a value is missing or cannot be carried: no uid, or an address with a quoted local part.</returns>
    public string? Render(AddressTokens tokens, string domain)
    {
        var address = new StringBuilder();
        AddressPart[] parts = _carriesAddress
            ? [.. _beforeAddress, new AddressPart(AddressToken.Address, ""), .. _afterAddress]
            : _beforeAddress;
        foreach (var part in parts)
        {
            var value = part.Token is { } token ? Encode(token, tokens[token]) : part.Text;
            if (value is null)
                return null;
            address.Append(value);
        }

        var host = Domain ?? domain.ToLowerInvariant();
        return MailboxSyntax.IsHost(host) ? address.Append('@').Append(host).ToString() : null;
    }

    /// <summary>Has this text the shape of a uid, an id or a signature: 1 to 64 letters and digits of ASCII?</summary>
    public static bool IsUid(string text) => AddressPart.IsUid(text.ToLowerInvariant());

    public override string ToString() => Text;

    private static string? Encode(AddressToken token, string? value)
    {
        var lower = value?.ToLowerInvariant();
        if (lower is null || token is AddressToken.Address)
            return lower is null ? null : MailboxSyntax.Encode(lower);
        return AddressPart.IsUid(lower) ? lower : null;
    }
}
