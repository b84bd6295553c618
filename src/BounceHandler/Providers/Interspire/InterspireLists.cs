namespace BounceHandler.Providers.Interspire;

/// <summary>
/// The lists of an installation, asked for once and again after the refresh time. A refresh that fails keeps the old lists. Safe for concurrent use;
/// callers share one request.
/// </summary>
/// <param name="client">The API.</param>
/// <param name="refresh">How long lists are taken as known.</param>
/// <param name="time">The clock.</param>
public sealed class InterspireLists(InterspireClient client, TimeSpan refresh, TimeProvider time)
{
    // After a refresh that failed, the old lists serve a little longer before the next try.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private IReadOnlyDictionary<string, string>? _known;
    private DateTimeOffset _until;
    private Task<KnownLists>? _asking;

    /// <summary>Names of all lists by their ids.</summary>
    public async Task<KnownLists> GetAsync(CancellationToken cancellationToken)
    {
        Task<KnownLists> asking;
        lock (_lock)
        {
            if (_known is not null && time.GetUtcNow() < _until)
                return new KnownLists(_known, null);
            // Not cancelled with its first caller: others wait for it too. The call's own timeout bounds it.
            asking = _asking ??= Task.Run(AskAsync, CancellationToken.None);
        }

        return await asking.WaitAsync(cancellationToken);
    }

    /// <summary>Asks for all lists now, page by page.</summary>
    public static async Task<KnownLists> ReadAsync(InterspireClient client, CancellationToken cancellationToken)
    {
        var lists = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var start = 0; ; start += InterspireClient.ListsPerPage)
        {
            var answer = await client.ListsAsync(start, cancellationToken);
            if (answer.Verdict != InterspireVerdict.Ok)
                return new KnownLists(new Dictionary<string, string>(), answer.Unexpected());
            var before = lists.Count;
            var onPage = Read(answer, lists);
            // A version that knows no pages says the same again.
            if (onPage < InterspireClient.ListsPerPage || lists.Count == before)
                return new KnownLists(lists, null);
        }
    }

    private static int Read(InterspireAnswer answer, Dictionary<string, string> lists)
    {
        var count = 0;
        foreach (var item in InterspireXml.Items(answer.Data))
        {
            if (InterspireXml.Text(item, "listid") is var id && InterspireRules.IsId(id))
            {
                lists.TryAdd(id, PlainText.OneLine(InterspireXml.Text(item, "name")));
                count++;
            }
        }

        return count;
    }

    private async Task<KnownLists> AskAsync()
    {
        try
        {
            var read = await ReadAsync(client, CancellationToken.None);
            lock (_lock)
            {
                if (read.Failure is null)
                    (_known, _until) = (read.Names, time.GetUtcNow() + refresh);
                else if (_known is null)
                    return read;
                else
                    _until = time.GetUtcNow() + (refresh < Pause ? refresh : Pause);
                return new KnownLists(_known, null);
            }
        }
        finally
        {
            lock (_lock)
                _asking = null;
        }
    }
}

/// <summary>The lists of an installation.</summary>
/// <param name="Names">Names by ids; empty if <paramref name="Failure"/> is set.</param>
/// <param name="Failure">Set if no lists are known and Interspire could not tell.</param>
public sealed record KnownLists(IReadOnlyDictionary<string, string> Names, InterspireAnswer? Failure);
