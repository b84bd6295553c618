using BounceHandler.Events;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class HeldTests : IDisposable
{
    private const string Recipient = "someone@gmail.com";

    private readonly BrakeScene _scene = new();

    [Fact]
    public async Task A_second_bounce_on_another_day_releases_the_first_and_is_not_held()
    {
        await _scene.MadeAsync(_scene.Bounces(201));
        await HoldAsync(_scene.Bounce(recipient: Recipient));
        await HoldAsync(_scene.Bounce(recipient: Recipient, job: "same day"));
        Assert.Equal(2, _scene.Held().Count(row => row.Event.Recipient!.Identity == Recipient));

        await _scene.MadeAsync(_scene.Bounces(201, at: BrakeScene.At.AddDays(1)));
        var taken = Assert.Single(await _scene.Store.Spool.AddAsync(1, [StateFolder.Entry(_scene.Bounce(recipient: Recipient, at: BrakeScene.At.AddDays(1)))]));

        Assert.Null(taken.HeldBy);
        Assert.Equal([StateFolder.MailWizz, StateFolder.MailWizz], taken.Freed);
        Assert.Equal([SpoolState.Queued, SpoolState.Queued, SpoolState.Queued], _scene.Store.Queued.Of(Recipient).Select(row => row.State));
        Assert.DoesNotContain(_scene.Held(), row => row.Event.Recipient!.Identity == Recipient);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task The_days_may_come_in_any_order_and_in_one_batch(int days)
    {
        await _scene.MadeAsync([.. _scene.Bounces(201), .. _scene.Bounces(201, at: BrakeScene.At.AddDays(days))]);

        Assert.Equal(
            ["domain gmail.com", ""],
            await _scene.TakeAsync([StateFolder.Entry(_scene.Bounce(recipient: Recipient)), StateFolder.Entry(_scene.Bounce(recipient: Recipient, at: BrakeScene.At.AddDays(days)))]));
        Assert.Equal([SpoolState.Queued, SpoolState.Queued], _scene.Store.Queued.Of(Recipient).Select(row => row.State));
    }

    [Fact]
    public async Task A_day_is_one_of_UTC_and_of_the_event()
    {
        var late = new DateTimeOffset(2026, 3, 10, 23, 10, 0, TimeSpan.Zero);
        await _scene.MadeAsync([.. _scene.Bounces(201, at: late), .. _scene.Bounces(201, at: late.AddHours(-23)), .. _scene.Bounces(201, at: late.AddHours(1))]);
        await HoldAsync(_scene.Bounce(recipient: Recipient, at: late));

        _scene.Folder.Time.Advance(TimeSpan.FromDays(3));
        await HoldAsync(_scene.Bounce(recipient: Recipient, at: late.AddHours(-23)));
        Assert.Equal(1, await _scene.MadeOfAsync(_scene.Bounce(recipient: Recipient, at: late.AddHours(1))));
    }

    [Fact]
    public async Task Nobody_else_s_bounce_releases_anything()
    {
        await _scene.MadeAsync(_scene.Bounces(201));
        await HoldAsync(_scene.Bounce(recipient: Recipient));
        var next = _scene.Bounce(recipient: Recipient, at: BrakeScene.At.AddDays(1));
        await _scene.MadeAsync([
            StateFolder.Entry(next with { Kind = EventKind.SoftBounce }), StateFolder.Entry(next with { Kind = EventKind.Complaint, RecordType = "f", Identity = new EventIdentity(8, 1) }),
            StateFolder.Entry(_scene.Bounce(recipient: "other@gmail.com", at: BrakeScene.At.AddDays(1))),
        ]);

        Assert.Contains(_scene.Held(), row => row.Event.Recipient!.Identity == Recipient);
    }

    [Fact]
    public async Task A_report_that_nobody_has_proved_releases_nothing_and_closes_nothing()
    {
        await _scene.MadeAsync(_scene.Bounces(201));
        await HoldAsync(_scene.Bounce(recipient: Recipient));
        BounceEvent Forged(string recipient) => _scene.Bounce(recipient: recipient, at: BrakeScene.At.AddDays(1)) with
        {
            RecordType = "rb",
            Reference = new SubscriberRef("c", "l", "s"),
        };

        var taken = await _scene.Store.Spool.AddAsync(
            1, [.. Enumerable.Range(0, 500).Select(i => StateFolder.Entry(Forged(i == 0 ? Recipient : $"forged{i}@gmail.com")) with { AskedFirst = ["mailwizz"] })]);
        Assert.All(taken, one => Assert.Null(one.HeldBy));
        Assert.Contains(_scene.Held(), row => row.Event.Recipient!.Identity == Recipient);
        Assert.Equal(200, await _scene.MadeAsync(_scene.Bounces(201, at: BrakeScene.At.AddDays(1))));

        // A group that is closed holds them like any other.
        await HoldAsync(Forged("last@gmail.com"));
    }

    [Fact]
    public async Task A_report_that_is_about_somebody_else_leaves_nothing_held()
    {
        await _scene.MadeAsync(_scene.Bounces(200));
        var report = _scene.Bounce(recipient: Recipient) with { RecordType = "rb", Reference = new SubscriberRef("c", "l", "s") };
        await _scene.MadeAsync(_scene.Bounces(1));
        await _scene.Store.Spool.AddAsync(1, [new SpoolEntry(report, [StateFolder.MailWizz, StateFolder.Interspire]) { AskedFirst = ["mailwizz"] }]);
        await _scene.Store.Held.ReleaseAsync(_scene.Held(new HeldFilter { Provider = "mailwizz" }));

        Assert.NotNull(await _scene.Store.Spool.SoftenAsync(_scene.Store.Queued.Of(Recipient)[0], "somebody else"));
        Assert.Equal((0, 0), (_scene.Held().Count, _scene.Store.Held.Count()));
        Assert.Equal([StateFolder.MailWizz], _scene.Store.Queued.Of(Recipient).Select(row => row.Route));
    }

    [Fact]
    public async Task A_report_is_counted_when_it_is_proved()
    {
        var reports = Enumerable.Range(0, 150).Select(_ => _scene.Bounce() with { RecordType = "rb", Reference = new SubscriberRef("c", "l", "s") });
        await _scene.MadeAsync([.. reports.Select(report => StateFolder.Entry(report) with { AskedFirst = ["mailwizz"] })]);
        foreach (var row in _scene.Store.Queued.List(0, 1000))
            Assert.NotNull(await _scene.Store.Spool.ConfirmAsync(row, "the same address"));

        Assert.Equal(50, await _scene.MadeAsync(_scene.Bounces(100)));
    }

    [Fact]
    public async Task A_bounce_does_not_confirm_a_list_of_addresses()
    {
        await AddressesAsync(1, Recipient);

        Assert.Equal(1, await _scene.MadeOfAsync(_scene.Bounce(recipient: Recipient, at: BrakeScene.At.AddDays(-1))));
        Assert.Single(_scene.Held());
    }

    [Fact]
    public async Task A_delivery_takes_out_what_is_older()
    {
        await _scene.MadeAsync(_scene.Bounces(201));
        await HoldAsync(_scene.Bounce(recipient: Recipient));
        await AddressesAsync(1, Recipient);
        await _scene.Store.Spool.AddAsync(1, [StateFolder.Entry(_scene.Bounce(recipient: Recipient) with { Kind = EventKind.Complaint, RecordType = "f" }) with { Held = true }]);

        Assert.Equal(0, await _scene.Store.Held.DiscardDeliveredAsync([new Delivered(Recipient, BrakeScene.At)]));
        Assert.Equal(1, await _scene.Store.Held.DiscardDeliveredAsync([new Delivered(Recipient, BrakeScene.At.AddSeconds(1))]));

        Assert.Equal(["addresses of run 1", "complaints from elsewhere"], _scene.Held().Where(row => row.Event.Recipient!.Identity == Recipient).Select(row => row.HeldBy));
        var entry = Assert.Single(_scene.Store.Ledger.Of(Recipient));
        Assert.Equal((LedgerOutcome.Discarded, StateFolder.MailWizz), (entry.Outcome, entry.Route));
        Assert.Contains("2026-03-10T09:00:01Z", entry.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_takes_nobody_off_a_list_of_addresses()
    {
        await AddressesAsync(1, Recipient);
        await _scene.MadeAsync(_scene.Bounces(201));

        Assert.Equal(0, await _scene.Store.Held.DiscardDeliveredAsync([new Delivered(Recipient, StateFolder.Begin.AddDays(1))]));
        Assert.Contains(_scene.Held(), row => row.Event.Recipient!.Identity == Recipient);
    }

    [Fact]
    public async Task Many_deliveries_take_out_what_each_of_them_disproves()
    {
        await _scene.MadeAsync(_scene.Bounces(220));
        var held = _scene.Held().Select(row => row.Event.Recipient!.Identity).ToList();

        Assert.Equal(10, await _scene.Store.Held.DiscardDeliveredAsync(
            [.. held.Select((recipient, i) => new Delivered(recipient, BrakeScene.At.AddSeconds(i % 2))), new Delivered("nobody@gmail.com", BrakeScene.At.AddDays(1))]));
        Assert.Equal(held.Where((_, i) => i % 2 == 0), _scene.Held().Select(row => row.Event.Recipient!.Identity));
    }

    [Fact]
    public async Task A_release_frees_a_row_whatever_other_group_would_hold_it_and_gives_it_new_time()
    {
        await _scene.MadeAsync(_scene.Bounces(201, remoteMta: "mx.google.com", job: "job-7"));
        var row = Assert.Single(_scene.Held());
        Assert.Equal("exchanger google.com", row.HeldBy);

        _scene.Folder.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(1, await _scene.Store.Held.ReleaseAsync([row]));
        Assert.Equal(0, await _scene.Store.Held.ReleaseAsync([row]));

        var released = _scene.Store.Queued.Find(row.Id)!;
        Assert.Equal((SpoolState.Queued, null, StateFolder.Begin.AddDays(30)), (released.State, released.HeldBy, released.Since));
        Assert.Equal(StateFolder.Begin, released.AcceptedAt);
        Assert.Empty(_scene.Held());
        Assert.Null(_scene.Store.Held.Oldest());
    }

    [Fact]
    public async Task What_is_released_counts_as_made()
    {
        await _scene.LearnAsync("gmail.com", hours: 1, 1);
        for (var i = 0; i < 100; i++)
            await _scene.MadeAsync(_scene.Bounces(260, at: BrakeScene.At.AddHours(-180 + i)));
        await _scene.Store.Held.ReleaseAsync(_scene.Held());

        _scene.Folder.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(260 * 5, await _scene.MadeAsync(_scene.Bounces(2000)));
    }

    [Fact]
    public async Task A_row_that_is_retried_by_hand_has_new_time_and_is_not_listed_as_held()
    {
        await _scene.MadeAsync(_scene.Bounces(201));
        var row = Assert.Single(_scene.Held());
        _scene.Folder.Time.Advance(TimeSpan.FromDays(5));

        Assert.Equal(0, await _scene.Store.Spool.RetryAsync([row.Id]));
        Assert.Equal(1, _scene.Store.Held.Count());
        Assert.Equal(1, await _scene.Store.Spool.RetryAsync([row.Id], alsoHeld: true));
        Assert.Equal((0, StateFolder.Begin.AddDays(5)), (_scene.Store.Held.Count(), _scene.Store.Queued.Find(row.Id)!.Since));
    }

    [Fact]
    public async Task What_is_dropped_or_discarded_is_gone_and_the_ledger_says_so()
    {
        await _scene.MadeAsync(_scene.Bounces(202));
        var rows = _scene.Held();

        Assert.Equal(1, await _scene.Store.Spool.DropAsync([rows[0]]));
        Assert.Equal(1, await _scene.Store.Held.DiscardAsync([rows[1]]));
        Assert.Equal(0, await _scene.Store.Held.DiscardAsync([rows[1], _scene.Store.Queued.List(0, 1)[0]]));

        Assert.Equal((0, 200L), (_scene.Store.Held.Count(), _scene.Queued()));
        Assert.Equal(
            [LedgerOutcome.Dropped, LedgerOutcome.Discarded],
            rows.SelectMany(row => _scene.Store.Ledger.Of(row.Event.Recipient!.Identity)).Select(entry => entry.Outcome));
    }

    [Fact]
    public async Task Groups_are_shown_with_what_they_hold()
    {
        await _scene.MadeAsync(_scene.Bounces(210));
        await _scene.MadeAsync(_scene.Bounces(230, "yahoo.com", BrakeScene.At.AddMinutes(5)));

        Assert.Equal(
            [
                new HeldSummary("domain yahoo.com", 30, BrakeScene.At.AddMinutes(5), BrakeScene.At.AddMinutes(5)),
                new HeldSummary("domain gmail.com", 10, BrakeScene.At, BrakeScene.At),
            ],
            _scene.Store.Held.Groups());
        Assert.Equal([10L], _scene.Store.Held.Groups(new HeldFilter { Domain = "gmail.com" }).Select(group => group.Rows));
    }

    public static TheoryData<string, int> Filters => new()
    {
        { "domain=gmail.com", 3 }, { "domain=mail.com", 0 }, { "domain=yahoo.com", 4 }, { "provider=mailwizz", 7 }, { "provider=interspire", 0 },
        { "group=domain gmail.com", 3 }, { "group=gmail.com", 0 }, { "since=0", 7 }, { "since=1", 4 }, { "until=1", 3 }, { "until=0", 0 }, { "", 7 },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_selection_looks_at_the_event(string text, int expected)
    {
        await _scene.MadeAsync(_scene.Bounces(203));
        await _scene.MadeAsync(_scene.Bounces(204, "yahoo.com", BrakeScene.At.AddHours(1)));
        string? Of(string name) => text.StartsWith(name + "=", StringComparison.Ordinal) ? text[(name.Length + 1)..] : null;
        DateTimeOffset? At(string name) => Of(name) is { } hours ? BrakeScene.At.AddHours(int.Parse(hours, System.Globalization.CultureInfo.InvariantCulture)) : null;
        var filter = new HeldFilter { Domain = Of("domain"), Provider = Of("provider"), Group = Of("group"), Since = At("since"), Until = At("until") };

        Assert.Equal(expected, _scene.Held(filter).Count);
        Assert.Equal(text.Length == 0, filter.IsEverything);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task A_thousand_addresses_are_released_by_themselves(int count, bool released)
    {
        await AddressesAsync(7, [.. Enumerable.Range(0, count).Select(i => $"a{i}@example.com")]);
        await AddressesAsync(8, "b@example.com");

        var settled = await _scene.Store.Held.ReleaseAddressesAsync(7, 1000);

        Assert.Equal(released ? (count * 2, 0L) : (0, (long)count), (settled.Released.Count, settled.Held));
        Assert.Equal(released ? 1 : (count * 2) + 1, _scene.Store.Held.Count());
    }

    private async Task HoldAsync(BounceEvent e) => Assert.Equal(["domain gmail.com"], await _scene.TakeAsync([StateFolder.Entry(e)]));

    private async Task AddressesAsync(long run, params string[] recipients) => await _scene.Store.Spool.AddAsync(
        run,
        [
            .. recipients.Select(recipient => StateFolder.Entry(
                _scene.Bounce(recipient: recipient, at: StateFolder.Begin) with { RecordType = "address" }, recipients.Length > 1 ? [StateFolder.MailWizz, StateFolder.Interspire] : [StateFolder.MailWizz])
                with { Held = true, HeldBy = HeldGroup.Addresses(run) }),
        ]);

    public void Dispose() => _scene.Dispose();
}
