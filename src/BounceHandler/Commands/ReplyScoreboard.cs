using System.Globalization;
using BounceHandler.Classification;
using BounceHandler.Maildrop;

namespace BounceHandler.Commands;

/// <summary>Compares verdicts with labels. Only rows labelled <c>remove</c> or <c>keep</c> tell right from wrong; a removal is the verdict hard.</summary>
internal sealed class ReplyScoreboard
{
    private const int MostSources = 50;

    private readonly Dictionary<(string Expected, Verdict Verdict), int> _confusions = [];
    private readonly SortedDictionary<string, ReplyScoreboard> _sources = new(StringComparer.Ordinal);
    private int _rows;

    /// <summary>Of what was removed, the share that was right, 0 to 1; 1 if nothing was removed.</summary>
    public double Precision => Share(Of("remove", Verdict.Hard), Of("keep", Verdict.Hard));

    /// <summary>Of what should be removed, the share that was, 0 to 1.</summary>
    public double Recall => Share(Of("remove", Verdict.Hard), Of("remove") - Of("remove", Verdict.Hard));

    /// <summary>Share of all rows without a verdict, 0 to 1.</summary>
    public double Unknown => _rows == 0 ? 0 : _confusions.Where(pair => pair.Key.Verdict == Verdict.Unknown).Sum(pair => pair.Value) / (double)_rows;

    /// <summary>Counts a row.</summary>
    public void Count(string expected, Verdict verdict, string source)
    {
        var label = expected is "remove" or "keep" or "contested" ? expected : "unlabelled";
        _rows++;
        _confusions[(label, verdict)] = _confusions.GetValueOrDefault((label, verdict)) + 1;
        if (source.Length == 0)
            return;
        if (!_sources.TryGetValue(source, out var own) && _sources.Count < MostSources)
            _sources.Add(source, own = new ReplyScoreboard());
        own?.Count(expected, verdict, "");
    }

    /// <summary>Writes it.</summary>
    public void Write(TextWriter output, bool bySource)
    {
        output.WriteLine($"{"expected",-12}{"rows",8}{"hard",8}{"soft",8}{"block",8}{"unknown",8}");
        foreach (var label in (string[])["remove", "keep", "contested", "unlabelled"])
            output.WriteLine($"{label,-12}{Of(label),8}{Of(label, Verdict.Hard),8}{Of(label, Verdict.Soft),8}{Of(label, Verdict.Block),8}{Of(label, Verdict.Unknown),8}");
        output.WriteLine(Figures("all rows"));
        if (!bySource)
            return;
        foreach (var (source, own) in _sources)
            output.WriteLine(LogLine.Escape(own.Figures(source)));
    }

    private string Figures(string name) => string.Create(
        CultureInfo.InvariantCulture, $"{name}: {_rows} rows, precision of hard {Precision:F3}, recall {Recall:F3}, unknown {Unknown * 100:F1} %");

    private int Of(string label) => Enum.GetValues<Verdict>().Sum(verdict => Of(label, verdict));

    private int Of(string label, Verdict verdict) => _confusions.GetValueOrDefault((label, verdict));

    private static double Share(int part, int rest) => part + rest == 0 ? 1 : part / (double)(part + rest);
}
