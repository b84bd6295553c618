using BounceHandler.Events;

namespace BounceHandler.Providers.Interspire;

/// <summary>The status of an address on one list, by a search: Interspire tells it nowhere else.</summary>
/// <param name="Status">active, unsubscribed or bounced; null if no row of this very address was found.</param>
/// <param name="Answer">What the search was answered.</param>
internal sealed record InterspireStatus(string? Status, InterspireAnswer Answer)
{
    /// <summary>Asks. The search matches parts of addresses, so only the row with this very address counts.</summary>
    public static async Task<InterspireStatus> OfAsync(InterspireClient client, EmailAddress recipient, string list, CancellationToken cancellationToken)
    {
        var answer = await client.RowsAsync(recipient.Spelling, list, cancellationToken);
        var row = InterspireXml.Items(answer.Data).FirstOrDefault(item =>
            InterspireXml.Text(item, "emailaddress").Equals(recipient.Spelling, StringComparison.OrdinalIgnoreCase)
            && InterspireXml.Text(item, "listid") is var id && (id.Length == 0 || id == list));
        return new InterspireStatus(row is null ? null : InterspireRow.StatusOf(row), answer);
    }
}
