using System.Text.Json;
using BounceHandler.Providers.Http;

namespace BounceHandler.Providers.MailWizz;

/// <summary>An answer of MailWizz, judged by its <c>status</c> and message first and by its code only then.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Text">For people: code and message; empty if it is <see cref="MailWizzVerdict.Ok"/>.</param>
/// <param name="HttpStatus">Status code; 0 if there was no answer.</param>
/// <param name="IsEnvelope">The body is MailWizz's own JSON, not a page of some server on the way.</param>
/// <param name="RetryAfter">The delay asked for.</param>
/// <param name="Body">The whole JSON body; undefined if there is none.</param>
/// <param name="MayHaveActed">The call failed, and MailWizz may have carried it out all the same.</param>
public sealed record MailWizzAnswer(
    MailWizzVerdict Verdict, string Text, int HttpStatus, bool IsEnvelope, TimeSpan? RetryAfter = null, JsonElement Body = default, bool MayHaveActed = false)
{
    /// <summary>Longest error message kept, in UTF-16 units.</summary>
    private const int ErrorLimit = 300;

    /// <summary>Member <c>data</c> of the body; undefined if there is none.</summary>
    public JsonElement Data => MailWizzJson.Member(Body, "data");

    /// <summary>Judges an answer. Pure; never throws.</summary>
    public static MailWizzAnswer Judge(HttpAnswer answer)
    {
        if (answer.Failure is not null)
            return Temporary(answer, answer.Failure);
        if (answer.Status is >= 300 and < 400)
            return Temporary(answer, $"HTTP {answer.Status}: redirected to {Quote(answer.Location)}: configure the final URL as endpoint");
        if (MailWizzJson.Parse(answer.Body) is not { ValueKind: JsonValueKind.Object } body || MailWizzJson.Text(body, "status") is not { } status)
        {
            var what = answer.Body.Length == 0 ? "empty answer" : $"not an answer of MailWizz: {answer.Quote()}";
            return Temporary(answer, $"HTTP {answer.Status}: {what}");
        }

        if (status.Equals("success", StringComparison.OrdinalIgnoreCase) && answer.Status < 300)
            return new MailWizzAnswer(MailWizzVerdict.Ok, "", answer.Status, IsEnvelope: true, Body: body);
        var error = PlainText.Cut(PlainText.OneLine(MailWizzJson.Error(body)), ErrorLimit);
        var verdict = MailWizzMessages.Find(error) ?? ByCode(answer.Status, error);
        var advice = verdict == MailWizzVerdict.Refused ? MailWizzMessages.Advice(error) : "";
        return new MailWizzAnswer(
            verdict, $"HTTP {answer.Status}: {error}{advice}", answer.Status, IsEnvelope: true, answer.RetryAfter, body,
            MayHaveActed: verdict == MailWizzVerdict.Temporary && answer.Status >= 500 && answer.MayHaveActed);
    }

    /// <summary>This answer turned out to lack what its call needs: unknown means temporary.</summary>
    public MailWizzAnswer NotUnderstood(string missing) =>
        this with { Verdict = MailWizzVerdict.Temporary, Text = $"HTTP {HttpStatus}: the answer has no {missing}" };

    private static MailWizzVerdict ByCode(int status, string error) => status switch
    {
        401 or 403 => MailWizzVerdict.Refused,
        408 or 429 => MailWizzVerdict.Temporary,
        404 or 400 when SaysNotFound(error) => MailWizzVerdict.NotFound,
        >= 400 and < 500 => MailWizzVerdict.Permanent,
        200 when SaysNotFound(error) => MailWizzVerdict.NotFound,
        _ => MailWizzVerdict.Temporary,
    };

    // A page or route that is not found is a wrong endpoint, not a subscriber who is gone.
    private static bool SaysNotFound(string error) =>
        (error.Contains("not exist", StringComparison.OrdinalIgnoreCase) || error.Contains("not found", StringComparison.OrdinalIgnoreCase))
        && !error.Contains("page", StringComparison.OrdinalIgnoreCase) && !error.Contains("route", StringComparison.OrdinalIgnoreCase)
        && !error.Contains("endpoint", StringComparison.OrdinalIgnoreCase) && !error.Equals("not found", StringComparison.OrdinalIgnoreCase);

    private static MailWizzAnswer Temporary(HttpAnswer answer, string text) =>
        new(MailWizzVerdict.Temporary, text, answer.Status, IsEnvelope: false, answer.RetryAfter, MayHaveActed: answer.MayHaveActed);

    private static string Quote(string? location) => PlainText.Cut(PlainText.OneLine(location ?? "nowhere"), HttpAnswer.QuoteLimit);
}
