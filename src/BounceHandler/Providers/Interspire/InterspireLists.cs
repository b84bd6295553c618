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

    /// <summary>The lists in an answer, names by ids.</summary>
    public static IReadOnlyDictionary<string, string> Read(InterspireAnswer answer)
    {
        var lists = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in InterspireXml.Items(answer.Data))
        {
            if (InterspireXml.Text(item, "listid") is var id && InterspireRules.IsId(id))
                lists.TryAdd(id, PlainText.OneLine(InterspireXml.Text(item, "name")));
        }

        return lists;
    }

    private async Task<KnownLists> AskAsync()
    {
        try
        {
            var answer = await client.ListsAsync(CancellationToken.None);
            lock (_lock)
            {
                if (answer.Verdict == InterspireVerdict.Ok)
                    (_known, _until) = (Read(answer), time.GetUtcNow() + refresh);
                else if (_known is null)
                    return new KnownLists(new Dictionary<string, string>(), answer.Unexpected());
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
