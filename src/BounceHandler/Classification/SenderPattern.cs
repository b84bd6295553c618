using System.Diagnostics.CodeAnalysis;
using BounceHandler.Events;

namespace BounceHandler.Classification;

/// <summary>
/// A sender as configured: an address, <c>*@domain</c>, or <c>*.domain</c> for every subdomain of a domain but not the domain itself. Case
/// is ignored; domains are compared in A-labels.
/// </summary>
public sealed record SenderPattern
{
    // Exactly one of these describes the pattern: the whole address, the domain after "*@", or ".domain" after "*".
    private readonly string? _address;
    private readonly string? _domain;
    private readonly string? _suffix;

    private SenderPattern(string text, string? address, string? domain, string? suffix) =>
        (Text, _address, _domain, _suffix) = (text, address, domain, suffix);

    /// <summary>The pattern as configured.</summary>
    public string Text { get; }

    /// <summary>One address, not a whole domain.</summary>
    public bool IsAddress => _address is not null;

    /// <summary>Reads a pattern; false if it has none of the three forms.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SenderPattern? pattern)
    {
        pattern = null;
        if (text.StartsWith("*@", StringComparison.Ordinal))
        {
            if (TryReadDomain("a@", text[2..], out var domain))
                pattern = new SenderPattern(text, null, domain, null);
        }
        else if (text.StartsWith("*.", StringComparison.Ordinal))
        {
            // A label is put before it because "*.example" is a fine pattern although an address needs two labels.
            if (TryReadDomain("a@a.", text[2..], out var domain))
                pattern = new SenderPattern(text, null, null, domain[1..]);
        }
        else if (!text.Contains('*') && EmailAddress.TryParse(text, out var address))
        {
            pattern = new SenderPattern(text, address.Identity, null, null);
        }

        return pattern is not null;
    }

    /// <summary>Does this pattern stand for the sender? False for the null sender (<c>&lt;&gt;</c>) and for what is no address.</summary>
    /// <param name="envelopeSender">PowerMTA <c>orig</c> as written.</param>
    public bool Matches(string envelopeSender) => EmailAddress.TryParse(envelopeSender, out var sender) && Matches(sender);

    /// <summary>
    /// Does this pattern stand for the sender? A VERP sender <c>local-user=domain@host</c> matches as written and as <c>local@host</c>,
    /// never by the recipient that it encodes.
    /// </summary>
    public bool Matches(EmailAddress sender) => Covers(sender) || (_address is not null && IsVerpOf(_address, sender.Identity));

    /// <summary>Does this pattern stand for the address as written? For recipients, where VERP means nothing.</summary>
    public bool Covers(EmailAddress address)
    {
        if (_address is not null)
            return address.Identity == _address;
        var domain = address.Identity.AsSpan(address.Identity.LastIndexOf('@') + 1);
        return _domain is not null ? domain.SequenceEqual(_domain) : domain.EndsWith(_suffix, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    // Wherever the sender's own part ends, it ends before a separator: comparing its beginning tries every split at once.
    private static bool IsVerpOf(string address, string sender)
    {
        if (sender[0] == '"' && address[0] != '"')
            sender = sender[1..];
        var at = address.LastIndexOf('@');
        var senderAt = sender.LastIndexOf('@');
        if (senderAt <= at || !sender.AsSpan(senderAt).SequenceEqual(address.AsSpan(at)))
            return false;
        if (!sender.AsSpan().StartsWith(address.AsSpan(0, at)))
            return false;
        var encoded = sender.AsSpan(at, senderAt - at);
        var equals = encoded.LastIndexOf('=');
        return encoded[0] is '-' or '+' && equals > 1 && equals < encoded.Length - 1;
    }

    private static bool TryReadDomain(string before, string text, [NotNullWhen(true)] out string? domain)
    {
        domain = text.Length > 0 && !text.Contains('@') && EmailAddress.TryParse(before + text, out var address) ? address.Domain : null;
        return domain is not null;
    }
}
