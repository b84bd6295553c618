namespace BounceHandler.Providers.MailWizz;

/// <summary>MailWizz's uids: thirteen of <c>[a-z0-9]</c>. They arrive in headers and addresses that anybody can write.</summary>
public static class MailWizzUid
{
    /// <summary>Length of a uid.</summary>
    public const int Length = 13;

    /// <summary>True for the shape of a uid; whether it exists is for MailWizz to say.</summary>
    public static bool IsOne(ReadOnlySpan<char> text)
    {
        if (text.Length != Length)
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
                return false;
        }

        return true;
    }

    /// <summary>The text if it has the shape of a uid, else null.</summary>
    public static string? Or(string? text) => text is not null && IsOne(text) ? text : null;
}
