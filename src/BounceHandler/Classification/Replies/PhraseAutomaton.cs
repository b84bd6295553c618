namespace BounceHandler.Classification.Replies;

/// <summary>
/// Finds all of many phrases in one pass over a text (Aho and Corasick, 1975): one step a character, however many phrases there are. A phrase is found only
/// as whole words; one that ends in <c>*</c> may go on within its last word.
/// </summary>
internal sealed class PhraseAutomaton
{
    /// <summary>Most characters of all phrases together.</summary>
    public const int MostCharacters = 60_000;

    private const int None = -1;
    private const int AsciiCount = 128;

    private readonly byte[] _ascii = new byte[AsciiCount];
    private readonly Dictionary<char, byte> _others = [];
    private readonly int _classes;
    private readonly ushort[] _next;

    // What ends at a state, and the next shorter state at which something ends.
    private readonly int[] _phraseAt;
    private readonly ushort[] _shorter;
    private readonly bool[] _ends;
    private readonly (int Length, bool MayGoOn)[] _phrases;

    /// <param name="phrases">In lower case, each once; a phrase's number is its index. At most <see cref="MostCharacters"/> altogether, of at most 255 kinds.</param>
    /// <exception cref="ArgumentException">There are more kinds of characters.</exception>
    public PhraseAutomaton(IReadOnlyList<string> phrases)
    {
        _phrases = [.. phrases.Select(phrase => (phrase.TrimEnd('*').Length, phrase.EndsWith('*')))];
        _classes = NameCharacters(phrases);
        var most = 1 + _phrases.Sum(phrase => phrase.Length);
        var next = new ushort[most * _classes];
        _phraseAt = new int[most];
        Array.Fill(_phraseAt, None);
        var alike = new int[phrases.Count];
        var states = 1;
        for (var i = 0; i < phrases.Count; i++)
        {
            var state = 0;
            foreach (var c in phrases[i].AsSpan(0, _phrases[i].Length))
            {
                ref var target = ref next[(state * _classes) + ClassOf(c)];
                if (target == 0)
                    target = (ushort)states++;
                state = target;
            }

            (alike[i], _phraseAt[state]) = (_phraseAt[state], i);
        }

        Alike = alike;
        _next = next;
        _shorter = new ushort[states];
        _ends = new bool[states];
        Link(states);
    }

    /// <summary>For each phrase another one that differs from it only in a <c>*</c>; -1 if there is none.</summary>
    private int[] Alike { get; }

    /// <summary>Marks the phrases that are in a text.</summary>
    /// <param name="text">Prepared by <see cref="ReplyText"/>.</param>
    /// <param name="found">One bit a phrase.</param>
    /// <returns>Steps made, for tests: not more than two a character and one a phrase found.</returns>
    public int Find(ReadOnlySpan<char> text, Span<ulong> found)
    {
        var (state, steps) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            state = _next[(state * _classes) + ClassOf(text[i])];
            steps++;
            if (!_ends[state])
                continue;
            for (int at = state; at != 0; at = _shorter[at])
            {
                steps++;
                for (var phrase = _phraseAt[at]; phrase != None; phrase = Alike[phrase])
                {
                    var start = i + 1 - _phrases[phrase].Length;
                    if (BeginsWord(text, start) && (_phrases[phrase].MayGoOn || EndsWord(text, i)))
                        found[phrase >> 6] |= 1UL << phrase;
                }
            }
        }

        return steps;
    }

    // A host name's label or half of a compound is no word of its own; "550-user" is.
    private static bool BeginsWord(ReadOnlySpan<char> text, int start)
    {
        if (start == 0 || !char.IsLetterOrDigit(text[start]))
            return true;
        var before = text[start - 1];
        if (char.IsLetterOrDigit(before))
            return false;
        return before is not ('.' or '-' or '_') || start == 1 || !char.IsLetterOrDigit(text[start - 2]) || (before == '-' && char.IsAsciiDigit(text[start - 2]));
    }

    private static bool EndsWord(ReadOnlySpan<char> text, int last)
    {
        if (last + 1 == text.Length || !char.IsLetterOrDigit(text[last]))
            return true;
        var after = text[last + 1];
        if (char.IsLetterOrDigit(after))
            return false;
        return after is not ('.' or '-' or '_') || last + 2 == text.Length || !char.IsLetterOrDigit(text[last + 2]);
    }

    private int ClassOf(char c) => c < AsciiCount ? _ascii[c] : _others.GetValueOrDefault(c);

    // Characters that no phrase has share class 0, which must not be that of a phrase's character: then anything would match.
    private int NameCharacters(IReadOnlyList<string> phrases)
    {
        var count = 1;
        foreach (var c in phrases.SelectMany(phrase => phrase))
        {
            if (ClassOf(c) != 0)
                continue;
            if (count > byte.MaxValue)
                throw new ArgumentException($"Expected at most {byte.MaxValue} kinds of characters in all phrases together.", nameof(phrases));
            if (c < AsciiCount)
                _ascii[c] = (byte)count++;
            else
                _others[c] = (byte)count++;
        }

        return count;
    }

    // Breadth first, so that a shorter suffix is complete before whoever falls back to it.
    private void Link(int states)
    {
        var fallback = new ushort[states];
        var queue = new Queue<ushort>(states);
        queue.Enqueue(0);
        while (queue.TryDequeue(out var state))
        {
            var back = fallback[state];
            _shorter[state] = _phraseAt[back] != None ? back : _shorter[back];
            _ends[state] = state != 0 && (_phraseAt[state] != None || _shorter[state] != 0);
            for (var c = 0; c < _classes; c++)
            {
                ref var target = ref _next[(state * _classes) + c];
                var elsewhere = state == 0 ? (ushort)0 : _next[(back * _classes) + c];
                if (target == 0)
                {
                    target = elsewhere;
                    continue;
                }

                fallback[target] = elsewhere;
                queue.Enqueue(target);
            }
        }
    }
}
