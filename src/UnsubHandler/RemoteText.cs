namespace UnsubHandler;

/// <summary>
/// Which words of the command line may be a stranger's. Injected words follow --from or --to, and as every address ends with its
/// domain, the last word of what PowerMTA puts in holds an at sign. What stands before or after that is the operator's.
/// </summary>
internal readonly struct RemoteText
{
    private readonly (int First, int Last)[] _stretches;

    private RemoteText(params (int First, int Last)[] stretches) => _stretches = stretches;

    public static RemoteText In(List<OptionWord> words)
    {
        var first = words.FindIndex(w => w.IsAddress);
        if (first < 0)
            return new RemoteText([]);

        // One --from before one --to: both are the operator's, since injected ones would come on top of these.
        var to = words.FindIndex(w => w.Option is Option.To);
        var isPlainPair = words[first].Option is Option.From && to > first && words.Count(w => w.IsAddress) == 2;
        return isPlainPair
            ? new RemoteText((first, LastAtSign(words, to)), (to, LastAtSign(words, words.Count)))
            : new RemoteText((first, LastAtSign(words, words.Count)));
    }

    public bool Covers(int index) => Array.Exists(_stretches, s => index >= s.First && index <= s.Last);

    private static int LastAtSign(List<OptionWord> words, int end) =>
        words.FindLastIndex(end - 1, end, w => w.Text.Contains('@', StringComparison.Ordinal));
}
