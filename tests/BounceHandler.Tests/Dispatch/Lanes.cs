using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Storage;
using BounceHandler.Tests.Classification;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Dispatch;

/// <summary>A lane on a real spool.</summary>
internal sealed class Lanes : IDisposable
{
    public Lanes(int concurrency = 4, ProviderState state = ProviderState.Up, HostLimit? host = null)
    {
        Store = Folder.Open();
        Health = new ProviderHealth(new RetrySchedule(new DeliverySettings(), new Random(1)), concurrency, state, Now);
        Lane = new ProviderLane(TestDefinitions.Tool("mailwizz"), new FakeProvider(), Health, host ?? new HostLimit(concurrency), Store.Queued);
    }

    public StateFolder Folder { get; } = new();

    public Store Store { get; }

    public ProviderHealth Health { get; }

    public ProviderLane Lane { get; }

    public DateTimeOffset Now => Folder.Time.GetUtcNow();

    /// <summary>Spools one event for each recipient.</summary>
    public async Task AcceptAsync(params string[] recipients)
    {
        for (var i = 0; i < recipients.Length; i++)
            await Store.Spool.AddAsync(1, [StateFolder.Entry(StateFolder.Event((int)Store.Queued.List(0, 10_000).Count + 1, recipients[i]), new Route("mailwizz", ""))]);
        Lane.NoteCommit();
    }

    /// <summary>Begins whatever may begin now.</summary>
    public List<SpoolRow> Begin()
    {
        var begun = new List<SpoolRow>();
        while (Lane.TryBegin(Now) is { } row)
            begun.Add(row);
        return begun;
    }

    /// <summary>A call was answered and its row is gone.</summary>
    public async Task FinishAsync(SpoolRow row)
    {
        Lane.Ended();
        Health.Answered(Health.Epoch);
        await Store.Spool.CompleteAsync(row, LedgerOutcome.Done, "", []);
        Lane.Recorded(row);
    }

    public void Dispose() => Folder.Dispose();
}
