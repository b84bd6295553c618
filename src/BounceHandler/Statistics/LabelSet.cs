using System.Text;

namespace BounceHandler.Statistics;

/// <summary>Labels of a counter as one text, in the form of Prometheus' text format: <c>provider="mailwizz",outcome="done"</c>.</summary>
public static class LabelSet
{
    /// <summary>Names are ours; values are escaped.</summary>
    public static string Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            text.Append(text.Length > 0 ? "," : "").Append(name).Append("=\"");
            foreach (var c in value)
                text.Append(c switch { '\\' => "\\\\", '"' => "\\\"", '\n' => "\\n", _ => c.ToString() });
            text.Append('"');
        }

        return text.ToString();
    }
}
