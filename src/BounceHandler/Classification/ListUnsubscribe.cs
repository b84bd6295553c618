namespace BounceHandler.Classification;

/// <summary>The <c>List-Unsubscribe</c> header (RFC 2369 3.2): URIs in angle brackets, separated by commas.</summary>
public static class ListUnsubscribe
{
    private const string Scheme = "mailto:";

    // Mail carries one or two; whoever writes hundreds wants us to work.
    private const int MostAddresses = 16;

    /// <summary>
    /// The addresses of its <c>mailto:</c> URIs in order, without the header fields behind the question mark and percent-decoded once (RFC 6068 2).
    /// At most sixteen. A URI whose closing bracket is missing was cut off and is not read: half an address may be another one.
    /// </summary>
    /// <param name="header">The header's value as written; may be empty.</param>
    public static IReadOnlyList<string> AddressesIn(string header)
    {
        var found = new List<string>();
        for (var open = header.IndexOf('<'); open >= 0 && found.Count < MostAddresses;)
        {
            var close = header.IndexOf('>', open);
            if (close < 0)
                break;
            AddAddresses(found, WithoutFolding(header[(open + 1)..close]));
            open = header.IndexOf('<', close);
        }

        return found;
    }

    private static void AddAddresses(List<string> found, string uri)
    {
        if (!uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return;
        var end = uri.IndexOf('?');
        var addresses = uri[Scheme.Length..(end < 0 ? uri.Length : end)];
        foreach (var written in addresses.Split(',', MostAddresses + 1))
        {
            var address = Uri.UnescapeDataString(written);
            if (address.Contains('@') && !address.Any(char.IsControl) && found.Count < MostAddresses)
                found.Add(address);
        }
    }

    // Long headers are folded anywhere; blanks inside the brackets mean nothing (RFC 2369 2).
    private static string WithoutFolding(string uri) =>
        uri.AsSpan().IndexOfAny(" \t\r\n") < 0 ? uri : string.Concat(uri.Where(c => c is not (' ' or '\t' or '\r' or '\n')));
}
