using System.Xml.Linq;
using BounceHandler.Providers.Http;

namespace BounceHandler.Providers.Interspire;

/// <summary>An answer of Interspire, judged by its <c>status</c> and <c>errormessage</c>.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Text">For people; empty if it is <see cref="InterspireVerdict.Ok"/>.</param>
/// <param name="RetryAfter">The delay asked for.</param>
/// <param name="Data">Element <c>data</c>; null if there is none.</param>
/// <param name="IsOutage">Not an answer of Interspire at all: nobody there, or a page of some server on the way.</param>
/// <param name="MayHaveActed">Such an outage, and Interspire may have carried the call out all the same.</param>
public sealed record InterspireAnswer(
    InterspireVerdict Verdict, string Text, TimeSpan? RetryAfter = null, XElement? Data = null, bool IsOutage = false, bool MayHaveActed = false)
{
    /// <summary>Longest error message kept, in UTF-16 units.</summary>
    private const int ErrorLimit = 300;

    /// <summary>Judges an answer. Pure; never throws.</summary>
    public static InterspireAnswer Judge(HttpAnswer answer)
    {
        if (answer.Failure is not null)
            return Temporary(answer, answer.Failure);
        if (answer.Status is >= 300 and < 400)
        {
            var target = PlainText.Cut(PlainText.OneLine(answer.Location ?? "nowhere"), HttpAnswer.QuoteLimit);
            return Temporary(answer, $"HTTP {answer.Status}: redirected to {target}: configure the final URL as endpoint");
        }

        if (InterspireXml.Response(answer.Body) is not { } response)
        {
            var what = answer.Body.Trim().Length == 0 ? "empty answer" : $"not a complete answer of Interspire: {answer.Quote()}";
            return Temporary(answer, $"HTTP {answer.Status}: {what}{(answer.Status == 404 ? " (the endpoint ends in /xml.php)" : "")}");
        }

        if (InterspireXml.Text(response, "status").Equals("SUCCESS", StringComparison.OrdinalIgnoreCase) && answer.Status < 300)
            return new InterspireAnswer(InterspireVerdict.Ok, "", Data: InterspireXml.Child(response, "data"));
        var error = PlainText.Cut(PlainText.OneLine(InterspireXml.Text(response, "errormessage")), ErrorLimit);
        var verdict = answer.Status >= 500 ? InterspireVerdict.Temporary : InterspireMessages.Find(error) ?? ByCode(answer.Status);
        return new InterspireAnswer(verdict, error.Length > 0 ? error : $"HTTP {answer.Status}: failed without a message", answer.RetryAfter);
    }

    /// <summary>An answer that should have brought something: unknown means temporary.</summary>
    public InterspireAnswer Unexpected() =>
        Verdict is InterspireVerdict.Nothing or InterspireVerdict.Ok ? this with { Verdict = InterspireVerdict.Temporary } : this;

    /// <summary>The outcome of an attempt that this answer ends.</summary>
    /// <param name="doing">What was being done.</param>
    /// <param name="changes">Changes made before.</param>
    public Outcome ToOutcome(string doing, IReadOnlyList<ListChange> changes) => Verdict switch
    {
        InterspireVerdict.Refused => new Outcome.Refused($"{doing}: {Text}", changes),
        InterspireVerdict.Permanent => new Outcome.PermanentFailure($"{doing}: {Text}", changes),
        _ => new Outcome.TemporaryFailure($"{doing}: {Text}", RetryAfter, changes),
    };

    private static InterspireVerdict ByCode(int status) => status switch
    {
        401 or 403 => InterspireVerdict.Refused,
        408 or 429 => InterspireVerdict.Temporary,
        >= 400 and < 500 => InterspireVerdict.Permanent,
        _ => InterspireVerdict.Temporary,
    };

    private static InterspireAnswer Temporary(HttpAnswer answer, string text) =>
        new(InterspireVerdict.Temporary, text, answer.RetryAfter, IsOutage: true, MayHaveActed: answer.MayHaveActed);
}
