using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace BounceHandler.Configuration;

/// <summary>The key <c>feedbackLoop</c>: which complaints count.</summary>
public sealed record FeedbackLoopSettings
{
    private const string ActOnExpected =
        "a feedback type such as \"\", \"abuse\", \"fraud\", \"opt-out\", \"opt-out-list\", \"other\" or \"virus\", never \"not-spam\" or "
        + "\"auth-failure\"";

    // These reports are not complaints: one takes a complaint back, the other is about authentication (RFC 6430, RFC 6591).
    private static readonly string[] Never = ["not-spam", "auth-failure"];

    /// <summary>
    /// Feedback types acted on, lower case; the empty one is a report without a type. Never <c>not-spam</c> or <c>auth-failure</c>.
    /// </summary>
    public IReadOnlyList<string> ActOn { get; init; } = ["", "abuse", "fraud", "opt-out", "opt-out-list", "other", "virus"];

    /// <summary>Networks that reports must come from; empty: any. A single address is a network of its full length.</summary>
    public IReadOnlyList<IPNetwork> Sources { get; init; } = [];

    /// <summary>Reads the section.</summary>
    internal static FeedbackLoopSettings Read(SettingsSection section)
    {
        var absent = new FeedbackLoopSettings();
        return new FeedbackLoopSettings
        {
            ActOn = section.List<string>("actOn", absent.ActOn, ActOnExpected, TryReadType),
            Sources = section.List<IPNetwork>("sources", absent.Sources, "an IP address or a range such as 192.0.2.0/24", TryReadNetwork),
        };
    }

    /// <summary>Writes what is in force.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject("feedbackLoop");
        SettingsDisplay.WriteList(json, "actOn", ActOn);
        SettingsDisplay.WriteList(json, "sources", Sources.Select(source => source.ToString()));
        json.WriteEndObject();
    }

    // Reporters may use types of their own, but a mistyped known one would silently drop complaints.
    private static bool TryReadType(string text, out string type)
    {
        type = text.ToLowerInvariant();
        var known = new FeedbackLoopSettings().ActOn;
        return !Never.Contains(type) && type.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && (known.Contains(type) || NearMiss.Of(type, [.. known.Where(name => name.Length > 0), .. Never]) is null);
    }

    private static bool TryReadNetwork(string text, out IPNetwork network)
    {
        network = default;
        if (IPAddress.TryParse(text, out var address))
        {
            // The parser takes "10" and "1.2" for addresses too.
            if (address.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') != 3)
                return false;
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return text.Contains('/') && (text.Contains(':') || text.Count(c => c == '.') == 3) && IPNetwork.TryParse(text, out network);
    }
}
