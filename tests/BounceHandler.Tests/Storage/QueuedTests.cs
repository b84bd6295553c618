using BounceHandler.Classification;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class QueuedTests : IDisposable
{
    private readonly StateFolder _folder = new();
    private readonly Store _store;

    public QueuedTests() => _store = _folder.Open();

    [Fact]
    public async Task A_long_queue_is_listed_page_by_page_in_the_order_of_acceptance()
    {
        await _store.Spool.AddAsync(1, [.. Enumerable.Range(1, 2500).Select(i => StateFolder.Entry(i))]);

        var seen = new List<ulong>();
        for (var last = 0L; _store.Queued.List(last, 1000) is { Count: > 0 } page; last = page[^1].Id)
            seen.AddRange(page.Select(row => row.Event.Identity.Low));
        Assert.Equal(Enumerable.Range(1, 2500).Select(i => (ulong)i), seen);
    }

    [Fact]
    public async Task The_rows_due_longest_come_first_whatever_tenant_they_belong_to()
    {
        Route[] tenants = [new("mailwizz", "a"), new("mailwizz", "b"), new("mailwizz", "c")];
        for (var i = 0; i < 30; i++)
        {
            await _store.Spool.AddAsync(1, [StateFolder.Entry(i, tenants[i % 3])]);
            _folder.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var due = _store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 10);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (ulong)i), due.Select(row => row.Event.Identity.Low));
    }

    [Fact]
    public async Task Rows_of_other_providers_are_not_due()
    {
        await _store.Spool.AddAsync(1, [StateFolder.Entry(1, StateFolder.MailWizz, StateFolder.Interspire)]);

        Assert.Equal(StateFolder.Interspire, Assert.Single(_store.Queued.Due("interspire", _folder.Time.GetUtcNow(), 10)).Route);
        Assert.Empty(_store.Queued.Due("unheard-of", _folder.Time.GetUtcNow(), 10));
        Assert.Null(_store.Queued.NextDue("unheard-of"));
    }

    [Fact]
    public async Task Counts_tell_providers_and_states_apart()
    {
        await _store.Spool.AddAsync(1, [StateFolder.Entry(1, StateFolder.MailWizz, StateFolder.Interspire), StateFolder.Entry(2), StateFolder.Entry(3)]);
        await _store.Spool.SetAsideAsync(_store.Queued.Of("user3@example.com")[0], SpoolState.Failed, LedgerOutcome.Failed, "", []);

        var counts = _store.Queued.Counts();
        Assert.Equal(3, counts.Count);
        Assert.Equal(2, counts[("mailwizz", SpoolState.Queued)]);
        Assert.Equal(1, counts[("mailwizz", SpoolState.Failed)]);
        Assert.Equal(1, counts[("interspire", SpoolState.Queued)]);
        Assert.Equal(3, _store.Queued.CountQueued(["mailwizz", "interspire"]));
        Assert.Equal(0, _store.Queued.CountQueued([]));
        Assert.True(_store.Queued.AnyQueued(["unheard-of", "interspire"]));
        Assert.False(_store.Queued.AnyQueued(["unheard-of"]));
    }

    [Fact]
    public async Task The_oldest_queued_row_is_the_one_accepted_first()
    {
        Assert.Null(_store.Queued.OldestQueued());
        Assert.Null(_store.Queued.OldestDue());
        var first = _folder.Time.GetUtcNow();
        await _store.Spool.AddAsync(1, [StateFolder.Entry(1)]);
        _folder.Time.Advance(TimeSpan.FromHours(1));
        var second = _folder.Time.GetUtcNow();
        await _store.Spool.AddAsync(1, [StateFolder.Entry(2)]);
        await _store.Spool.PostponeAsync(_store.Queued.Of("user1@example.com")[0], second.AddHours(1), "", []);

        Assert.Equal(first, _store.Queued.OldestQueued());
        Assert.Equal(second, _store.Queued.OldestDue());
    }

    public void Dispose() => _folder.Dispose();
}
