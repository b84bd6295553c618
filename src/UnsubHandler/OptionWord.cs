namespace UnsubHandler;

internal enum Option
{
    /// <summary>Not one of ours.</summary>
    None,
    To,
    From,
    LogFile,
    Config,
    Debug,
}

/// <summary>An option with its value, however written: `--to=X`, `--to X`, `-t X`, `-t=X`, `-tX`. Values are literal: no response files.</summary>
/// <param name="Option">Which one.</param>
/// <param name="Value">Empty where it was left out.</param>
/// <param name="Text">As on the command line.</param>
internal readonly record struct OptionWord(Option Option, string Value, string Text)
{
    private static readonly (Option Option, string Long, string Short)[] Known =
    [
        (Option.To, "--to", "-t"), (Option.From, "--from", "-f"), (Option.LogFile, "--logfile", "-l"), (Option.Config, "--config", "-c"),
        (Option.Debug, "--debug", "-d"),
    ];

    /// <summary>Its value comes from outside.</summary>
    public bool IsAddress => Option is Option.To or Option.From;

    public static List<OptionWord> Split(IReadOnlyList<string> args)
    {
        var words = new List<OptionWord>(args.Count);
        for (var i = 0; i < args.Count; i++)
        {
            var (option, value) = Read(args[i]);
            var takesNext = option is not (Option.None or Option.Debug) && value is null && i + 1 < args.Count && !StartsOption(args[i + 1]);
            if (takesNext)
                words.Add(new OptionWord(option, args[i + 1], $"{args[i]} {args[++i]}"));
            else
                words.Add(new OptionWord(option, value ?? "", args[i]));
        }

        return words;
    }

    private static (Option Option, string? Value) Read(string word)
    {
        foreach (var (option, name, letter) in Known)
        {
            if (word == name || word == letter)
                return (option, null);
            if (option is Option.Debug)
                continue;
            if (word.StartsWith(name + "=", StringComparison.Ordinal))
                return (option, word[(name.Length + 1)..]);
            if (word.StartsWith(letter, StringComparison.Ordinal))
                return (option, word[letter.Length..] is ['=', .. var rest] ? rest : word[letter.Length..]);
        }

        return (Option.None, null);
    }

    // `--from --to=x`: the mail server left an empty value out.
    private static bool StartsOption(string word) =>
        Array.Exists(Known, k => word == k.Long || word == k.Short || word.StartsWith(k.Long + "=", StringComparison.Ordinal));
}
