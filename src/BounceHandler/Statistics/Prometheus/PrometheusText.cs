using System.Globalization;
using System.Text;

namespace BounceHandler.Statistics.Prometheus;

/// <summary>Builds Prometheus' text format, version 0.0.4: each family once, with its help and its type before its samples.</summary>
public sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    /// <summary>Begins a family.</summary>
    /// <param name="name">Name of the metric.</param>
    /// <param name="type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
    /// <param name="help">One line, without a backslash.</param>
    public PrometheusText Family(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    /// <summary>A sample of the family just begun.</summary>
    /// <param name="name">Name, with the suffix of a histogram's part.</param>
    /// <param name="labels">See <see cref="LabelSet"/>; empty for none.</param>
    /// <param name="value">The value.</param>
    public PrometheusText Sample(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
            _text.Append('{').Append(labels).Append('}');
        // "R" has up to 17 digits, so that large counts stay exact.
        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
