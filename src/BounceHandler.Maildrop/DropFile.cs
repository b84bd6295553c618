using System.Globalization;
using System.Text;

namespace BounceHandler.Maildrop;

/// <summary>
/// The maildrop file: header lines, an empty line, the raw mail. Lines are `Name: value` in the order of <see cref="Header"/>, ended
/// by a line feed; values from outside are percent-encoded. <see cref="DropReader"/> reads it back.
/// </summary>
public static class DropFile
{
    internal const string FirstLine = "BounceHandler-Drop: 1";
    internal const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Takes responsibility for a request: when this returns it survives a power loss.</summary>
    /// <param name="maildrop">Where; its directories are created when they are missing.</param>
    /// <param name="drop">What.</param>
    /// <param name="random">Makes the name unique among requests of one microsecond and process.</param>
    /// <returns>Path of the file: unixmicros.pid.random in the maildrop's `new`.</returns>
    /// <exception cref="IOException">It is not safe on disk; HResult is the errno.</exception>
    public static string Write(MaildropDirectory maildrop, Drop drop, Random random)
    {
        if (!Directory.Exists(maildrop.New) || !Directory.Exists(maildrop.Temporary))
            maildrop.Ensure();
        var micros = (drop.Time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var name = string.Create(CultureInfo.InvariantCulture, $"{micros}.{Environment.ProcessId}.{random.NextInt64():x16}");
        var path = Path.Combine(maildrop.New, name);
        DurableFile.Write(Path.Combine(maildrop.Temporary, name), path, Serialize(drop), FileOwner.ForFilesIn(maildrop.New));
        return path;
    }

    /// <summary>The file's contents.</summary>
    public static byte[] Serialize(Drop drop)
    {
        var header = Encoding.ASCII.GetBytes(Header(drop));
        var content = new byte[header.Length + drop.Mail.Length];
        header.CopyTo(content, 0);
        drop.Mail.CopyTo(content.AsMemory(header.Length));
        return content;
    }

    private static string Header(Drop drop)
    {
        var header = new StringBuilder(512).Append(FirstLine).Append('\n');
        void Line(string name, string? value)
        {
            if (value is not null)
                header.Append(name).Append(": ").Append(value).Append('\n');
        }

        Line("Time", drop.Time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        Line("To", Remote(drop.To));
        Line("From", drop.From is { } from ? Remote(from) : null);
        Line("Understood", drop.Address is null ? "no" : "yes");
        if (drop.Address is { } address)
        {
            Line("Format", DropText.Encode(address.Format));
            foreach (var provider in address.Providers)
                Line("Provider", DropText.Encode(provider));
            Line("Subscriber", address.Tokens.Subscriber);
            Line("List", address.Tokens.List);
            Line("Campaign", address.Tokens.Campaign);
            Line("Recipient", address.Tokens.Recipient is { } recipient ? DropText.Encode(recipient) : null);
            Line("Signature", address.Tokens.Signature);
        }

        Line("Length", drop.Mail.Length.ToString(CultureInfo.InvariantCulture));
        Line("Omitted", drop.OmittedBytes.ToString(CultureInfo.InvariantCulture));
        return header.Append('\n').ToString();
    }

    private static string Remote(string text) => DropText.Encode(text.Length <= Drop.MaxAddressLength ? text : text[..Drop.MaxAddressLength]);
}
