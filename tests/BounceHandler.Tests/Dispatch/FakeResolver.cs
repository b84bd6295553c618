using System.Collections.Concurrent;
using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Dispatch;

/// <summary>A provider that can be asked for whom a reference stands.</summary>
/// <param name="answer">Given to every question until <see cref="Answer"/> says otherwise.</param>
/// <param name="apply">What it makes of events; null: everything is done.</param>
internal sealed class FakeResolver(Task<Resolution> answer, Func<BounceEvent, Outcome>? apply = null) : IBounceProvider, IResolvesSubscribers
{
    private readonly FakeProvider _provider = FakeProvider.Answering(apply ?? (_ => FakeProvider.Done));
    private volatile Task<Resolution> _answer = answer;
    private int _asked;

    public FakeResolver(Resolution answer, Func<BounceEvent, Outcome>? apply = null)
        : this(Task.FromResult(answer), apply)
    {
    }

    public Resolution Answer { set => _answer = Task.FromResult(value); }

    public int Asked => Volatile.Read(ref _asked);

    public ConcurrentQueue<BounceEvent> Calls => _provider.Calls;

    public static Resolution Known(string address) =>
        new Resolution.Known(EmailAddress.TryParse(address, out var parsed) ? parsed : throw new ArgumentException(address));

    public bool HasActionFor(BounceEvent bounceEvent) => true;

    public Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, CancellationToken cancellationToken) =>
        _provider.ApplyAsync(bounceEvent, tenant, cancellationToken);

    public Task<Resolution> ResolveAsync(SubscriberRef reference, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return _answer;
    }
}
