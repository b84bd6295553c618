using System.Net;
using System.Net.Sockets;

namespace BounceHandler.Classification;

/// <summary>The networks that complaint reports are expected from. Anybody can mail a report to our address; only its source tells it from a real one.</summary>
/// <param name="networks">As configured; empty: reports may come from anywhere.</param>
public sealed class ComplaintSources(IReadOnlyList<IPNetwork> networks)
{
    /// <summary>Does a report come from where it should? False where networks are configured and the address is missing or none.</summary>
    /// <param name="sourceIp">PowerMTA <c>dlvSourceIp</c> as written. An IPv4 address in IPv6 form counts as IPv4.</param>
    public bool AreExpected(string sourceIp)
    {
        if (networks.Count == 0)
            return true;
        if (Parse(sourceIp.Trim()) is not { } address)
            return false;
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    // The parser takes "10" and "1.2" for addresses too.
    private static IPAddress? Parse(string text)
    {
        if (!IPAddress.TryParse(text, out var address))
            return null;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return text.Count(c => c == '.') == 3 ? address : null;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
