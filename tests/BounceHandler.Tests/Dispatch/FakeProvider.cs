using System.Collections.Concurrent;
using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Dispatch;

/// <summary>A provider that does what a test says and remembers what it was asked.</summary>
internal sealed class FakeProvider(Func<BounceEvent, CancellationToken, Task<Outcome>>? apply = null) : IBounceProvider
{
    public static readonly Outcome Done = new Outcome.Done([], []);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _busy = [];
    private int _underWay;

    /// <summary>Every call, in the order in which they began.</summary>
    public ConcurrentQueue<BounceEvent> Calls { get; } = new();

    /// <summary>Most calls under way at once.</summary>
    public int MostUnderWay { get; private set; }

    /// <summary>Most calls under way at once for one recipient.</summary>
    public int MostForOneRecipient { get; private set; }

    public static FakeProvider Answering(Func<BounceEvent, Outcome> answer) => new((e, _) => Task.FromResult(answer(e)));

    public static FakeProvider Failing(string error = "timeout") => Answering(_ => new Outcome.TemporaryFailure(error, null, []));

    public bool HasActionFor(BounceEvent bounceEvent) => true;

    public async Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, CancellationToken cancellationToken)
    {
        var key = bounceEvent.Recipient?.Identity ?? bounceEvent.Reference?.Subscriber ?? "";
        lock (_gate)
        {
            Calls.Enqueue(bounceEvent);
            _busy[key] = _busy.GetValueOrDefault(key) + 1;
            MostForOneRecipient = Math.Max(MostForOneRecipient, _busy[key]);
            MostUnderWay = Math.Max(MostUnderWay, ++_underWay);
        }

        try
        {
            return apply is null ? Done : await apply(bounceEvent, cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                _busy[key]--;
                _underWay--;
            }
        }
    }
}
