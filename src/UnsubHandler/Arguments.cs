namespace UnsubHandler;

/// <summary>
/// The command line. PowerMTA puts addresses chosen by strangers into it before it splits it, so what stands behind --to= may be
/// theirs: nothing there makes us fail, and nothing there chooses a file.
/// </summary>
internal sealed record Arguments
{
    /// <summary>Null where --to is missing altogether; empty where it has no value.</summary>
    public string? To { get; init; }

    /// <summary>
    /// The address to keep: <see cref="To"/>, or where it was cut all of the remote text from there on, joined by blanks. Whoever
    /// matches it once more must not understand a piece of it.
    /// </summary>
    public string? WholeAddress { get; init; }

    public string? From { get; init; }

    public string? LogFile { get; init; }

    public string? Config { get; init; }

    public bool Debug { get; init; }

    /// <summary>False when unknown words stand among the remote text and something follows the address: it was cut, so it must not be acted on.</summary>
    public bool AddressIsWhole { get; init; } = true;

    /// <summary>Words that were not followed, for the log.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Reads the command line; never fails. The first occurrence of an option wins.</summary>
    public static Arguments Parse(IReadOnlyList<string> args)
    {
        var words = OptionWord.Split(args);
        var firstAddress = words.FindIndex(w => w.IsAddress);
        var remote = RemoteText.In(words);
        var ignored = new List<string>();
        var following = new List<string>();
        var isCut = false;
        var result = new Arguments { Ignored = ignored };
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            isCut |= word.Option is Option.None && firstAddress >= 0 && i > firstAddress;
            var isIgnored = word.Option is Option.None || (remote.Covers(i) && !word.IsAddress);
            if (isIgnored)
                ignored.Add(word.Text);
            if (result.To is not null && (isIgnored || word.IsAddress))
                following.Add(word.Text);
            if (!isIgnored)
                result = result.With(word);
        }

        return isCut && following.Count > 0
            ? result with { AddressIsWhole = false, WholeAddress = string.Join(' ', [result.To, .. following]) }
            : result with { WholeAddress = result.To };
    }

    private Arguments With(OptionWord word) => word.Option switch
    {
        Option.To => this with { To = To ?? word.Value },
        Option.From => this with { From = From ?? word.Value },
        Option.LogFile => this with { LogFile = LogFile ?? word.Value },
        Option.Config => this with { Config = Config ?? word.Value },
        _ => this with { Debug = true },
    };
}
