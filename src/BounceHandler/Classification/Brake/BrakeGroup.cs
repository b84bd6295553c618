using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BounceHandler.Classification.Brake;

/// <summary>What removals are counted by. The numbers are part of what is stored.</summary>
public enum BrakeGroupKind
{
    /// <summary>All removals where no remote server spoke: a resolver of our own that is broken makes every domain look dead.</summary>
    NoRemoteServer = 0,

    /// <summary>By the registered domain of the server that answered.</summary>
    Exchanger = 1,

    /// <summary>By the recipient's domain.</summary>
    Domain = 2,

    /// <summary>By job id, else by the campaign of a Feedback-ID.</summary>
    Campaign = 3,

    /// <summary>How much of a campaign one destination has been counted for. It holds nothing by itself.</summary>
    CampaignShare = 4,
}

/// <summary>One group of removals.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Which one; empty where there is only one. Written by strangers: see <see cref="Of"/>.</param>
public readonly record struct BrakeGroup(BrakeGroupKind Kind, string Key)
{
    private const int KeyLimit = 120;

    /// <summary>
    /// Makes one. Its name is shown, and written on command lines by whoever releases it: of the key, cut to 120 characters, letters, digits and a few marks
    /// stay, everything else becomes a question mark, also what a shell would read between quotes.
    /// </summary>
    public static BrakeGroup Of(BrakeGroupKind kind, string key) => new(kind, string.Create(Math.Min(key.Length, KeyLimit), key, static (shown, key) =>
    {
        for (var i = 0; i < shown.Length; i++)
            shown[i] = char.IsLetterOrDigit(key[i]) || " -_.:@+=,/#~%".Contains(key[i], StringComparison.Ordinal) ? key[i] : '?';
    }));

    /// <summary>As operators see it and name it, for example <c>domain gmail.com</c>.</summary>
    public string Name => Kind switch
    {
        BrakeGroupKind.NoRemoteServer => "no remote server",
        BrakeGroupKind.Exchanger => $"exchanger {Key}",
        BrakeGroupKind.Domain => $"domain {Key}",
        _ => $"campaign {Key}",
    };

    /// <summary>A number for it that is the same in every process; two groups that have the same are not to be found.</summary>
    public long Id => IdOf($"{(int)Kind}\n{Key}");

    /// <summary>The number of a text.</summary>
    public static long IdOf(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> bytes = stackalloc byte[512];
        if (Encoding.UTF8.TryGetBytes(text, bytes, out var length))
            SHA256.HashData(bytes[..length], hash);
        else
            SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
