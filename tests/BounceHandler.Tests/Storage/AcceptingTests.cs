using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class AcceptingTests : IDisposable
{
    private readonly StateFolder _folder = new();

    [Fact]
    public async Task An_event_is_accepted_once_for_each_provider()
    {
        var store = _folder.Open();

        Assert.Equal([[StateFolder.MailWizz]], (await store.Spool.AddAsync(1, [StateFolder.Entry(1)])).Select(taken => taken.Routes));
        Assert.Equal([[]], (await store.Spool.AddAsync(2, [StateFolder.Entry(1)])).Select(taken => taken.Routes));
        Assert.Equal([[StateFolder.Interspire]], (await store.Spool.AddAsync(3, [StateFolder.Entry(1, StateFolder.MailWizz, StateFolder.Interspire)])).Select(taken => taken.Routes));
        Assert.Equal([[new Route("mailwizz", "b")]], (await store.Spool.AddAsync(3, [StateFolder.Entry(1, new Route("mailwizz", "b"))])).Select(taken => taken.Routes));

        Assert.Equal(3, store.Queued.List(0, 10).Count);
    }

    [Fact]
    public async Task An_event_stays_known_after_it_was_delivered()
    {
        var store = _folder.Open();
        await store.Spool.AddAsync(1, [StateFolder.Entry(1)]);
        await store.Spool.CompleteAsync(store.Queued.List(0, 1)[0], LedgerOutcome.Done, "", []);

        Assert.Equal([[]], (await store.Spool.AddAsync(2, [StateFolder.Entry(1)])).Select(taken => taken.Routes));
        Assert.Empty(store.Queued.List(0, 10));
    }

    [Fact]
    public async Task Again_accepts_what_was_accepted_before()
    {
        var store = _folder.Open();
        await store.Spool.AddAsync(1, [StateFolder.Entry(1)]);

        Assert.Equal([[StateFolder.MailWizz]], (await store.Spool.AddAsync(2, [StateFolder.Entry(1)], again: true)).Select(taken => taken.Routes));
        Assert.Equal([1, 2], store.Queued.List(0, 10).Select(row => row.Run));
    }

    [Fact]
    public async Task Two_reports_of_one_event_in_one_batch_are_accepted_once()
    {
        var store = _folder.Open();

        var accepted = await store.Spool.AddAsync(1, [StateFolder.Entry(1), StateFolder.Entry(2), StateFolder.Entry(1)]);
        Assert.Equal([1, 1, 0], accepted.Select(taken => taken.Routes.Count));
    }

    [Fact]
    public async Task Every_part_of_an_event_comes_back_from_the_spool()
    {
        var store = _folder.Open();
        var full = StateFolder.Event(1) with
        {
            OccurredAt = new DateTimeOffset(2026, 3, 10, 11, 0, 0, 123, TimeSpan.Zero),
            Kind = EventKind.Complaint,
            Recipient = new EmailAddress("Üser@bücher.example", "üser@xn--bcher-kva.example"),
            Reference = new SubscriberRef("camp", null, "sub"),
            VirtualMta = "vmta",
            JobId = "job",
            FeedbackId = "a:b:c:d",
            MessageId = "<m@x>",
            Status = "5.1.1",
            Diagnostic = "smtp;550 'quotes\" and 😀",
            RemoteMta = "",
            Agent = "agent",
        };
        var redacted = StateFolder.Event(2) with { Recipient = null, Reference = new SubscriberRef(null, "list", "sub"), RemoteMta = null };
        await store.Spool.AddAsync(9, [StateFolder.Entry(full, StateFolder.MailWizz, StateFolder.Interspire), StateFolder.Entry(redacted)]);

        var rows = store.Queued.List(0, 10);
        Assert.Equal([full, full, redacted], rows.Select(row => row.Event));
        Assert.Equal(rows[0].EventId, rows[1].EventId);
        Assert.Equal((9, StateFolder.MailWizz, SpoolState.Queued, 0, ""), (rows[0].Run, rows[0].Route, rows[0].State, rows[0].Attempts, rows[0].Error));
        Assert.Equal((_folder.Time.GetUtcNow(), _folder.Time.GetUtcNow()), (rows[0].Due, rows[0].AcceptedAt));
        Assert.Equal(rows[2], store.Queued.Find(rows[2].Id));
    }

    [Fact]
    public async Task Held_events_wait_and_are_not_due()
    {
        var store = _folder.Open();
        await store.Spool.AddAsync(1, [StateFolder.Entry(1) with { Held = true }]);

        Assert.Empty(store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 10));
        Assert.Equal(SpoolState.Held, store.Queued.List(0, 10)[0].State);
        Assert.Equal(0, await store.Spool.RetryAsync([store.Queued.List(0, 10)[0].Id]));
    }

    [Fact]
    public async Task A_batch_that_cannot_be_stored_is_not_stored_at_all_and_costs_nobody_else_anything()
    {
        var store = _folder.Open();
        // SQLite keeps the promise that no text is null; a program that breaks it stands for any failure in the middle of a batch.
        var broken = StateFolder.Event(2) with { Rule = null! };

        var failing = store.Spool.AddAsync(1, [StateFolder.Entry(1), StateFolder.Entry(broken), StateFolder.Entry(3)]);
        var others = Enumerable.Range(10, 50).Select(i => store.Spool.AddAsync(1, [StateFolder.Entry(i)])).ToList();

        await Assert.ThrowsAsync<StoreException>(() => failing);
        await Task.WhenAll(others);
        Assert.Equal(50, store.Queued.List(0, 100).Count);
        Assert.Equal([[StateFolder.MailWizz]], (await store.Spool.AddAsync(1, [StateFolder.Entry(1)])).Select(taken => taken.Routes));
    }

    public void Dispose() => _folder.Dispose();
}
