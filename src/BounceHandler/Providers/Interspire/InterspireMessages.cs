namespace BounceHandler.Providers.Interspire;

/// <summary>Interspire's error sentences and what they mean; it answers nearly all of them with HTTP 200.</summary>
public static class InterspireMessages
{
    private static readonly (string Part, InterspireVerdict Verdict)[] Known =
    [
        ("unable to check user details", InterspireVerdict.Refused),
        ("xml api access is not enabled", InterspireVerdict.Refused),
        ("xml api is restricted", InterspireVerdict.Refused),
        ("permission", InterspireVerdict.Refused),
        ("already", InterspireVerdict.Nothing),
        ("not on", InterspireVerdict.Nothing),
        ("n't on", InterspireVerdict.Nothing),
        ("not subscribed", InterspireVerdict.Nothing),
        ("not exist", InterspireVerdict.Nothing),
        ("n't exist", InterspireVerdict.Nothing),
        ("subscriber not found", InterspireVerdict.Nothing),
    ];

    /// <summary>What a sentence means; an empty one is how Interspire says "not on this list". Null if it is not known.</summary>
    public static InterspireVerdict? Find(string message)
    {
        if (message.Length == 0)
            return InterspireVerdict.Nothing;
        foreach (var (part, verdict) in Known)
        {
            if (message.Contains(part, StringComparison.OrdinalIgnoreCase))
                return verdict;
        }

        return null;
    }
}
