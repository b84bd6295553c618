using System.Globalization;
using System.Text;

namespace BounceHandler.Tests.Statistics.Prometheus;

internal sealed record PrometheusSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string Key => $"{Name}{{{string.Join(',', Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))}}}";
}

/// <summary>Reads the text format 0.0.4 and accepts nothing that promtool would complain about.</summary>
internal static class PrometheusParser
{
    public static IReadOnlyDictionary<string, double> Values(string text) => Parse(text).ToDictionary(sample => sample.Key, sample => sample.Value);

    public static IReadOnlyList<PrometheusSample> Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var samples = new List<PrometheusSample>();
        var families = new HashSet<string>();
        string? family = null, type = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            var words = line.Split(' ', 4);
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                (family, type) = (words[2], null);
                Assert.True(families.Add(family), $"{family} appears twice");
                AssertName(family);
                Assert.NotEmpty(words[3].Trim());
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                Assert.Equal(family, words[2]);
                Assert.Null(type);
                type = words[3];
                Assert.Contains(type, (string[])["counter", "gauge", "histogram"]);
                Assert.Equal(type == "counter", family!.EndsWith("_total", StringComparison.Ordinal));
            }
            else
            {
                var sample = Sample(line);
                Assert.NotNull(type);
                string[] names = type == "histogram" ? [family + "_bucket", family + "_sum", family + "_count"] : [family!];
                Assert.Contains(sample.Name, names);
                Assert.Equal(sample.Name.EndsWith("_bucket", StringComparison.Ordinal), sample.Labels.ContainsKey("le"));
                Assert.True(type == "gauge" || sample.Value >= 0, line);
                samples.Add(sample);
            }
        }

        Assert.Equal(samples.Count, samples.Select(sample => sample.Key).Distinct().Count());
        AssertHistograms(samples);
        return samples;
    }

    private static void AssertHistograms(List<PrometheusSample> samples)
    {
        foreach (var group in samples.Where(sample => sample.Labels.ContainsKey("le")).GroupBy(sample => (sample.Name, Rest(sample))))
        {
            var buckets = group.Select(sample => (Bound: sample.Labels["le"] == "+Inf" ? double.PositiveInfinity : Number(sample.Labels["le"]), sample.Value)).ToList();
            Assert.Equal(buckets.OrderBy(bucket => bucket.Bound), buckets);
            Assert.Equal(buckets.Select(bucket => bucket.Value).Order(), buckets.Select(bucket => bucket.Value));
            Assert.True(double.IsPositiveInfinity(buckets[^1].Bound));
            var name = group.Key.Name[..^"_bucket".Length];
            Assert.Equal(buckets[^1].Value, Assert.Single(samples, sample => sample.Name == name + "_count" && Rest(sample) == group.Key.Item2).Value);
            Assert.Single(samples, sample => sample.Name == name + "_sum" && Rest(sample) == group.Key.Item2);
        }
    }

    private static string Rest(PrometheusSample sample) =>
        string.Join(',', sample.Labels.Where(label => label.Key != "le").Select(label => $"{label.Key}={label.Value}"));

    private static PrometheusSample Sample(string line)
    {
        var at = line.IndexOfAny(['{', ' ']);
        Assert.True(at > 0, line);
        var name = line[..at];
        AssertName(name);
        var labels = new Dictionary<string, string>();
        if (line[at] == '{')
            at = Labels(line, at + 1, labels);
        Assert.Equal(' ', line[at]);
        return new PrometheusSample(name, labels, Number(line[(at + 1)..]));
    }

    private static int Labels(string line, int at, Dictionary<string, string> labels)
    {
        while (true)
        {
            var equals = line.IndexOf('=', at);
            AssertName(line[at..equals]);
            Assert.Equal('"', line[equals + 1]);
            var value = new StringBuilder();
            var i = equals + 2;
            for (; line[i] != '"'; i++)
            {
                if (line[i] == '\\')
                    value.Append(line[++i] switch { 'n' => '\n', '\\' => '\\', '"' => '"', var c => throw new FormatException($"\\{c} in {line}") });
                else
                    value.Append(line[i]);
            }

            labels.Add(line[at..equals], value.ToString());
            if (line[++i] == '}')
                return i + 1;
            Assert.Equal(',', line[i]);
            at = i + 1;
        }
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);

    private static void AssertName(string name) => Assert.True(
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'), name);
}
