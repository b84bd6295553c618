using BounceHandler.Events;

namespace BounceHandler.Providers.MailWizz;

/// <summary>All rows of an address, or the answer that kept us from seeing all of them.</summary>
/// <param name="Rows">The rows; meaningless if <paramref name="Failure"/> is set.</param>
/// <param name="Failure">Temporary, refused or permanent.</param>
public sealed record MailWizzLookup(IReadOnlyList<MailWizzRow> Rows, MailWizzAnswer? Failure)
{
    /// <summary>More pages than any subscriber has: a server that repeats itself must not keep us.</summary>
    private const int PageLimit = 1000;

    /// <summary>Reads all pages: ten rows are on one, and an address may be on more lists than that.</summary>
    public static async Task<MailWizzLookup> OfAsync(MailWizzClient client, EmailAddress address, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<(string List, string Subscriber), MailWizzRow>();
        for (var page = 1; page <= PageLimit;)
        {
            var answer = await client.SearchAsync(address.Spelling, page, cancellationToken);
            if (answer.Verdict == MailWizzVerdict.NotFound)
                break;
            if (answer.Verdict != MailWizzVerdict.Ok)
                return new MailWizzLookup([], answer);
            if (!Take(answer, address, rows))
                return new MailWizzLookup([], answer.NotUnderstood("records of subscribers with list_uid, subscriber_uid and status"));

            var next = MailWizzJson.Number(answer.Data, "next_page") ?? 0;
            if (next <= page)
                break;
            page = next;
        }

        return new MailWizzLookup([.. rows.Values], null);
    }

    // A row of another address is none of our business, whatever the search was understood as.
    private static bool Take(MailWizzAnswer answer, EmailAddress address, Dictionary<(string List, string Subscriber), MailWizzRow> rows)
    {
        if (MailWizzJson.Elements(MailWizzJson.Member(answer.Data, "records")) is not { } records)
            return MailWizzJson.Number(answer.Data, "count") == 0;
        foreach (var record in records)
        {
            if (MailWizzRow.Read(record) is not { } row)
                return false;
            if (row.Email.Length == 0 || IsSame(row.Email, address))
                rows.TryAdd((row.List, row.Subscriber), row);
        }

        return true;
    }

    /// <summary>True if both spell the same address.</summary>
    public static bool IsSame(string email, EmailAddress address) =>
        email.Equals(address.Spelling, StringComparison.OrdinalIgnoreCase)
        || (EmailAddress.TryParse(email, out var parsed) && parsed.Identity == address.Identity);
}
