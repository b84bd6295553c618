namespace BounceHandler.Classification.Replies;

/// <summary>
/// A reply as a rule's example gives it: the text alone, or PowerMTA's status, <c> | </c> and the text, where the status says more than the text.
/// </summary>
/// <param name="Status">As in <c>dsnStatus</c>; may be empty.</param>
/// <param name="Diagnostic">As in <c>dsnDiag</c>; may be empty.</param>
public readonly record struct ReplyExample(string Status, string Diagnostic)
{
    private const string Separator = " | ";

    /// <summary>Reads an example.</summary>
    public static ReplyExample Parse(string text) =>
        text.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var end ? new ReplyExample(text[..end], text[(end + Separator.Length)..]) : new ReplyExample("", text);
}
