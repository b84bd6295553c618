using System.Diagnostics.CodeAnalysis;

namespace BounceHandler.Maildrop;

/// <summary>Reads the local part of a format and refuses what could be matched in two ways.</summary>
internal static class AddressFormatReader
{
    private const string TokenNames = "{subscriber}, {list}, {campaign}, {address}, {signature}";

    public static bool TryRead(string text, [NotNullWhen(true)] out AddressPart[]? parts, [NotNullWhen(false)] out string? reason)
    {
        parts = null;
        if (!TrySplit(text, out var split, out reason))
            return false;
        reason = Ambiguity(split);
        if (reason is not null)
            return false;
        parts = [.. split];
        return true;
    }

    private static bool TrySplit(string text, out List<AddressPart> parts, [NotNullWhen(false)] out string? reason)
    {
        parts = [];
        for (var i = 0; i < text.Length;)
        {
            var isToken = text[i] == '{';
            var end = isToken ? text.IndexOf('}', i) + 1 : text.IndexOf('{', i);
            if (isToken && end == 0)
            {
                reason = "has a \"{\" without its \"}\"";
                return false;
            }

            var piece = text[i..(end < 0 ? text.Length : end)];
            if (!TryPart(piece, isToken, out var part, out reason))
                return false;
            parts.Add(part);
            i += piece.Length;
        }

        reason = null;
        return true;
    }

    private static bool TryPart(string piece, bool isToken, out AddressPart part, [NotNullWhen(false)] out string? reason)
    {
        part = new AddressPart(isToken ? TokenNamed(piece) : null, isToken ? piece : piece.ToLowerInvariant());
        reason = null;
        if (isToken && part.Token is null)
            reason = $"has the unknown token {piece}; known are {TokenNames}";
        else if (!isToken && piece.Any(c => !MailboxSyntax.IsAtomText(c) || c is '}' or > '\x7e'))
            reason = $"has \"{piece}\", which cannot stand in an address";
        return reason is null;
    }

    private static AddressToken? TokenNamed(string piece) => piece switch
    {
        "{subscriber}" => AddressToken.Subscriber,
        "{list}" => AddressToken.List,
        "{campaign}" => AddressToken.Campaign,
        "{address}" => AddressToken.Address,
        "{signature}" => AddressToken.Signature,
        _ => null,
    };

    private static string? Ambiguity(List<AddressPart> parts)
    {
        var tokens = parts.Where(p => p.Token is not null).ToList();
        if (tokens.Select(t => t.Token).Distinct().Count() != tokens.Count)
            return "has the same token twice";
        if (!tokens.Exists(t => t.Token is AddressToken.Subscriber or AddressToken.Address))
            return "names no subscriber: it needs {subscriber} or {address}";
        for (var i = 1; i < parts.Count; i++)
        {
            var (before, here) = (parts[i - 1], parts[i]);
            if (before.Token is not null && here.Token is not null)
                return $"is ambiguous: {before.Text} and {here.Text} need text between them";
            var isLast = i == parts.Count - 1;
            if (here.Token is null && before.Token is not AddressToken.Address && AddressPart.IsUidCharacter(here.Text[0]))
                return $"is ambiguous: \"{here.Text}\" after {before.Text} must begin with something else than a letter or digit";
            if (here.Token is null && !isLast && AddressPart.IsUidCharacter(here.Text[^1]))
                return $"is ambiguous: \"{here.Text}\" before {parts[i + 1].Text} must end with something else than a letter or digit";
        }

        return null;
    }
}
