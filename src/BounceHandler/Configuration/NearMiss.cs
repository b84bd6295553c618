namespace BounceHandler.Configuration;

/// <summary>Finds the word that was probably meant.</summary>
internal static class NearMiss
{
    /// <summary>The known word nearest to a mistyped one; null if none is near. Another case alone is the nearest miss.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        var best = known.Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate))).MinBy(pair => pair.Distance);
        return best.Candidate is not null && best.Distance <= FarthestFrom(best.Candidate) ? best.Candidate : null;
    }

    private static int FarthestFrom(string candidate) => candidate.Length < 4 ? 1 : Math.Max(2, candidate.Length / 4);

    // Levenshtein's distance, case ignored. Words far apart in length are not compared: keys come from a file of any content.
    private static int Distance(string word, string candidate)
    {
        if (Math.Abs(word.Length - candidate.Length) > candidate.Length)
            return int.MaxValue;
        var row = Enumerable.Range(0, candidate.Length + 1).ToArray();
        for (var i = 1; i <= word.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= candidate.Length; j++)
            {
                var same = char.ToLowerInvariant(word[i - 1]) == char.ToLowerInvariant(candidate[j - 1]);
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
