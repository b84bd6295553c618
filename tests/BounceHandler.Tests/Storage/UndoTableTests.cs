using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class UndoTableTests : IDisposable
{
    private static readonly ListChange Change = new("l", "News", "s", "confirmed", "unsubscribed");

    private readonly StateFolder _folder = new();
    private readonly Store _store;

    public UndoTableTests() => _store = _folder.Open();

    [Fact]
    public async Task A_change_is_spooled_once_whoever_asks_and_again_only_if_it_did_not_come_back()
    {
        var planned = await RemoveAsync(1);
        Assert.Equal(RestoreState.Open, _store.Undo.StateOf(planned));

        var (first, second) = (_store.Undo.SpoolAsync(10, [planned]), _folder.Open().Undo.SpoolAsync(11, [planned]));
        Assert.Equal(1, await first + await second);
        Assert.Equal(RestoreState.UnderWay, _store.Undo.StateOf(planned));

        await EndAsync(LedgerOutcome.NotRestored);
        Assert.Equal(RestoreState.Open, _store.Undo.StateOf(planned));
        Assert.Equal(1, await _store.Undo.SpoolAsync(12, [planned]));
        await EndAsync(LedgerOutcome.Restored);
        Assert.Equal(RestoreState.Done, _store.Undo.StateOf(planned));
        Assert.Equal(0, await _store.Undo.SpoolAsync(13, [planned]));
    }

    [Fact]
    public async Task A_spooled_row_carries_what_a_provider_needs_to_put_it_back()
    {
        var planned = await RemoveAsync(1);
        await _store.Undo.SpoolAsync(10, [planned]);

        var row = Assert.Single(_store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 10));
        var applied = _store.Undo.Work(row);

        Assert.Equal((EventKind.Restore, "undo", 10), (row.Event.Kind, row.Event.Rule, row.Run));
        Assert.Equal(new AppliedChange(planned.Recipient, "", EventKind.HardBounce, planned.Source, Change), applied);
        Assert.False(_store.Undo.IsChangedAgain(row));
        await RemoveAsync(1, planned.Recipient.Spelling);
        Assert.True(_store.Undo.IsChangedAgain(row));
    }

    [Theory]
    [InlineData(EventKind.Complaint, "this address has complained")]
    [InlineData(EventKind.Unsubscribe, "this address has asked to be removed")]
    [InlineData(EventKind.HardBounce, null)]
    public async Task A_persons_word_counts_as_soon_as_it_is_accepted_and_for_any_tenant(EventKind kind, string? word)
    {
        var planned = await RemoveAsync(1);
        Assert.Null(_store.Undo.PersonsWord(planned.Recipient, Change));
        await _store.Spool.AddAsync(1, [StateFolder.Entry(StateFolder.Event(9, planned.Recipient.Spelling, kind), new BounceHandler.Classification.Route("other", "tenant"))]);
        Assert.Equal(word, _store.Undo.PersonsWord(planned.Recipient, Change));
    }

    [Theory]
    [InlineData("l", "s", true)]
    [InlineData(null, "s", true)]
    [InlineData("k,l", "s", true)]
    [InlineData("k", "s", false)]
    [InlineData("l", "t", false)]
    public async Task A_complaint_that_names_only_a_subscriber_counts_for_its_row(string? list, string subscriber, bool expected)
    {
        var planned = await RemoveAsync(1);
        var complaint = StateFolder.Event(9, kind: EventKind.Complaint) with { Recipient = null, Reference = new SubscriberRef(null, list, subscriber) };
        await _store.Spool.AddAsync(1, [StateFolder.Entry(complaint)]);
        Assert.Equal(expected, _store.Undo.PersonsWord(planned.Recipient, Change) is not null);
    }

    [Fact]
    public async Task A_suppression_for_a_complaint_counts_when_the_complaint_itself_is_forgotten()
    {
        var planned = await RemoveAsync(1);
        await _store.Suppressions.AddAsync(
            new Suppression(planned.Recipient, "tenant", EventKind.Complaint, "", "", StateFolder.Begin, new EventIdentity(3, 3)), CancellationToken.None);
        Assert.NotNull(_store.Undo.PersonsWord(planned.Recipient, Change));
    }

    [Theory]
    [InlineData(EventKind.Complaint, false, "this address has complained")]
    [InlineData(EventKind.Unsubscribe, false, "this address has asked to be removed")]
    [InlineData(EventKind.Complaint, true, "this subscriber has complained or asked to be removed")]
    [InlineData(EventKind.HardBounce, false, null)]
    public async Task A_persons_word_is_never_forgotten(EventKind kind, bool isRedacted, string? word)
    {
        var e = StateFolder.Event(9, "someone@example.com", kind);
        e = isRedacted ? e with { Recipient = null, Reference = new SubscriberRef(null, "l", "s") } : e;
        await _store.Spool.AddAsync(1, [StateFolder.Entry(e)]);
        await _store.Spool.CompleteAsync(_store.Queued.List(0, 1)[0], LedgerOutcome.Done, "", []);
        _folder.Time.Advance(TimeSpan.FromDays(500));
        while (await _store.Retention.ForgetAsync(new RetentionSettings(), _folder.Time.GetUtcNow()))
        {
        }

        Assert.Equal(0, _folder.Count("events"));
        Assert.True(EmailAddress.TryParse("someone@example.com", out var recipient));
        Assert.Equal(word, _store.Undo.PersonsWord(recipient, Change));
        Assert.Null(_store.Undo.PersonsWord(recipient with { Identity = "else@example.com" }, Change with { Subscriber = "" }));
    }

    [Fact]
    public async Task Every_recipient_of_a_long_ledger_is_found_page_by_page()
    {
        for (var i = 1; i <= 25; i++)
            await RemoveAsync(i);
        var found = new List<string>();
        var next = _store.Ledger.LastId() + 1;
        do
            found.AddRange(_store.Undo.Changed(next, new UndoRange(null, null, null), 7, out next).Select(one => one.Recipient));
        while (next > 0);
        Assert.Equal(Enumerable.Range(1, 25).Reverse().Select(i => $"user{i}@example.com"), found);
        Assert.Empty(_store.Undo.Changed(1000, new UndoRange(99, null, null), 1000, out _));
        Assert.Equal(25, _store.Undo.Changed(1000, new UndoRange(null, null, null) { Domain = "example.com" }, 1000, out _).Count);
        Assert.Empty(_store.Undo.Changed(1000, new UndoRange(null, null, null) { Domain = "ample.com" }, 1000, out _));
        Assert.Empty(_store.Undo.Changed(1000, new UndoRange(null, StateFolder.Begin.AddSeconds(1), null), 1000, out _));
        Assert.Empty(_store.Undo.Changed(1000, new UndoRange(null, null, StateFolder.Begin), 1000, out _));
    }

    [Fact]
    public async Task An_undo_is_counted_until_nothing_of_it_is_in_the_spool()
    {
        var planned = new[] { await RemoveAsync(1), await RemoveAsync(2), await RemoveAsync(3) };
        await _store.Undo.SpoolAsync(10, planned);
        Assert.Equal(new UndoProgress(10, 0, 0, 0, 0, 0, true), Assert.Single(await _store.Undo.AdvanceAsync(_ => false)));

        await EndAsync(LedgerOutcome.Restored);
        await EndAsync(LedgerOutcome.NotRestored);
        Assert.Equal(new UndoProgress(10, 1, 0, 1, 0, 0, true), Assert.Single(await _store.Undo.AdvanceAsync(_ => false)));
        await EndAsync(LedgerOutcome.NothingToDo);
        Assert.True(Assert.Single(await _store.Undo.AdvanceAsync(_ => true)).IsOpen);
        var progress = Assert.Single(await _store.Undo.AdvanceAsync(_ => false));
        Assert.Equal(new UndoProgress(10, 1, 1, 1, 0, 0, false), progress);
        Assert.Equal("user2@example.com", Assert.Single(_store.Undo.NotRestored(10, 0, 10)).Recipient);

        await _store.Undo.NoteWrittenAsync(progress);
        Assert.Empty(await _store.Undo.AdvanceAsync(_ => false));
    }

    [Theory]
    [InlineData(SpoolState.GaveUp, LedgerOutcome.GaveUp)]
    [InlineData(SpoolState.Failed, LedgerOutcome.Failed)]
    public async Task A_row_that_was_set_aside_does_not_keep_an_undo_open(SpoolState state, LedgerOutcome outcome)
    {
        await _store.Undo.SpoolAsync(10, [await RemoveAsync(1), await RemoveAsync(2)]);
        await _store.Spool.SetAsideAsync(_store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 1)[0], state, outcome, "no", []);
        Assert.True(Assert.Single(await _store.Undo.AdvanceAsync(_ => false)).IsOpen);

        await EndAsync(LedgerOutcome.Restored);
        var progress = Assert.Single(await _store.Undo.AdvanceAsync(_ => false));
        Assert.Equal(new UndoProgress(10, 1, 0, 0, 1, 0, false), progress);
        await _store.Undo.NoteWrittenAsync(progress);
        Assert.Empty(await _store.Undo.AdvanceAsync(_ => false));
    }

    [Fact]
    public async Task What_was_taken_back_is_forgotten_with_its_event()
    {
        await _store.Undo.SpoolAsync(10, [await RemoveAsync(1)]);
        await EndAsync(LedgerOutcome.Restored);
        _folder.Time.Advance(TimeSpan.FromDays(500));
        while (await _store.Retention.ForgetAsync(new RetentionSettings(), _folder.Time.GetUtcNow()))
        {
        }

        Assert.Equal((0, 0), (_folder.Count("restores"), _folder.Count("events")));
    }

    public void Dispose() => _folder.Dispose();

    // A hard bounce that has changed one row.
    private async Task<PlannedRestore> RemoveAsync(int number, string? recipient = null)
    {
        var e = StateFolder.Event(number + (recipient is null ? 0 : 1000), recipient);
        await _store.Spool.AddAsync(1, [StateFolder.Entry(e)]);
        var row = _store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 100)[^1];
        await _store.Spool.CompleteAsync(row, LedgerOutcome.Done, "", [Change]);
        return new PlannedRestore(_store.Ledger.LastId(), StateFolder.MailWizz, e.Recipient!, e.Kind, e.Identity, Change);
    }

    private Task EndAsync(LedgerOutcome outcome)
    {
        var row = _store.Queued.Due("mailwizz", _folder.Time.GetUtcNow(), 1)[0];
        return _store.Spool.CompleteAsync(row, outcome, "", outcome == LedgerOutcome.Restored ? [Change with { Before = "unsubscribed", After = "confirmed" }] : []);
    }
}
