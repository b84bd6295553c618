namespace BounceHandler.Tests.Events;

/// <summary>Text as strangers might write it, the same in every run.</summary>
internal static class RandomText
{
    public static string Of(Random random, string alphabet, int longest)
    {
        var text = new char[random.Next(longest + 1)];
        for (var i = 0; i < text.Length; i++)
            text[i] = alphabet[random.Next(alphabet.Length)];
        return new string(text);
    }
}
