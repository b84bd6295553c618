using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class RetentionTests : IDisposable
{
    private static readonly RetentionSettings Settings = new() { SeenDays = 90, LedgerDays = 400 };
    private static readonly ListChange[] Changes = [new("l", "", "s", "confirmed", "unsubscribed")];

    private readonly StateFolder _folder = new();
    private readonly Store _store;

    public RetentionTests() => _store = _folder.Open();

    [Fact]
    public async Task What_was_seen_is_forgotten_before_what_was_done()
    {
        await DeliverAsync(1, 10);
        _folder.Time.Advance(TimeSpan.FromDays(89));
        await ForgetAsync();
        Assert.Equal([10, 10, 10, 10], Counts());

        _folder.Time.Advance(TimeSpan.FromDays(2));
        await ForgetAsync();
        Assert.Equal([0, 10, 10, 10], Counts());

        _folder.Time.Advance(TimeSpan.FromDays(310));
        await ForgetAsync();
        Assert.Equal([0, 0, 0, 0], Counts());
    }

    [Fact]
    public async Task Only_what_is_too_old_goes()
    {
        await DeliverAsync(1, 5);
        _folder.Time.Advance(TimeSpan.FromDays(300));
        await DeliverAsync(6, 7);
        _folder.Time.Advance(TimeSpan.FromDays(101));
        await ForgetAsync();

        Assert.Equal([0, 7, 7, 7], Counts());
        Assert.Empty(_store.Ledger.Of("user1@example.com"));
        Assert.Single(Assert.Single(_store.Ledger.Of("user6@example.com")).Changes);
    }

    [Fact]
    public async Task An_event_that_still_waits_stays()
    {
        await _store.Spool.AddAsync(1, [StateFolder.Entry(1)]);
        _folder.Time.Advance(TimeSpan.FromDays(1000));
        await ForgetAsync();

        Assert.Equal(StateFolder.Event(1), Assert.Single(_store.Queued.List(0, 10)).Event);
    }

    [Fact]
    public async Task Events_that_wait_for_years_do_not_keep_all_others()
    {
        await _store.Spool.AddAsync(1, [.. Enumerable.Range(1, 4500).Select(i => StateFolder.Entry(i))]);
        await DeliverAsync(5001, 10);
        _folder.Time.Advance(TimeSpan.FromDays(1000));
        await ForgetAsync();

        Assert.Equal(4500, _folder.Count("events"));
        Assert.Equal(4500, _folder.Count("spool"));
    }

    [Fact]
    public async Task Many_rows_go_in_batches()
    {
        await DeliverAsync(1, 5000);
        _folder.Time.Advance(TimeSpan.FromDays(1000));

        Assert.True(await _store.Retention.ForgetAsync(Settings, _folder.Time.GetUtcNow()));
        Assert.InRange(_folder.Count("seen"), 1, 4999);
        await ForgetAsync();
        Assert.Equal([0, 0, 0, 0], Counts());
        Assert.False(await _store.Retention.ForgetAsync(Settings, _folder.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Suppressions_are_never_forgotten()
    {
        Assert.True(EmailAddress.TryParse("user@example.com", out var recipient));
        await _store.Suppressions.AddAsync(
            new Suppression(recipient, "", EventKind.HardBounce, "", "gone", _folder.Time.GetUtcNow(), new EventIdentity(1, 1)), CancellationToken.None);
        _folder.Time.Advance(TimeSpan.FromDays(10_000));
        await ForgetAsync();

        Assert.Single(_store.Suppressions.Of("user@example.com"));
    }

    [Fact]
    public async Task Old_runs_and_outages_go_and_an_open_outage_stays()
    {
        (await _store.Runs.BeginAsync("process")).Dispose();
        var now = _folder.Time.GetUtcNow();
        await _store.Providers.NoteAsync(new ProviderEntry("a", ProviderState.Down, now, "x"));
        await _store.Providers.NoteAsync(new ProviderEntry("a", ProviderState.Up, now.AddHours(1), ""));
        await _store.Providers.NoteAsync(new ProviderEntry("b", ProviderState.Down, now, "x"));
        _folder.Time.Advance(TimeSpan.FromDays(500));
        await ForgetAsync();

        Assert.Equal((0, 1), (_folder.Count("runs"), _folder.Count("outages")));
        Assert.Equal(TimeSpan.FromDays(500), _store.Providers.OutageBetween("b", now, _folder.Time.GetUtcNow()));
    }

    private long[] Counts() => [_folder.Count("seen"), _folder.Count("ledger"), _folder.Count("changes"), _folder.Count("events")];

    private async Task ForgetAsync()
    {
        while (await _store.Retention.ForgetAsync(Settings, _folder.Time.GetUtcNow()))
        {
        }
    }

    private async Task DeliverAsync(int first, int count)
    {
        await _store.Spool.AddAsync(1, [.. Enumerable.Range(first, count).Select(i => StateFolder.Entry(i))]);
        var rows = _store.Queued.List(0, int.MaxValue).Where(row => row.Event.Identity.Low >= (ulong)first);
        await Task.WhenAll(rows.Select(row => _store.Spool.CompleteAsync(row, LedgerOutcome.Done, "", Changes)));
    }

    public void Dispose() => _folder.Dispose();
}
