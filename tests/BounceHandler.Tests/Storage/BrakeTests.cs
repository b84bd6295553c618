using BounceHandler.Classification.Brake;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class BrakeTests : IDisposable
{
    private readonly BrakeScene _scene = new();

    [Fact]
    public async Task Beyond_its_limit_a_domain_is_held_and_others_go_on()
    {
        var wave = await _scene.TakeAsync([.. _scene.Bounces(3000), .. Enumerable.Range(0, 40).SelectMany(i => _scene.Bounces(1, $"other{i}.example"))]);

        Assert.Equal(200, wave.Take(3000).Count(heldBy => heldBy.Length == 0));
        Assert.All(wave.Skip(200).Take(2800), heldBy => Assert.Equal("domain gmail.com", heldBy));
        Assert.All(wave.Skip(3000), Assert.Empty);
        Assert.Equal((240L, 2800L), (_scene.Queued(), _scene.Store.Held.Count()));
        Assert.Equal(2800, _scene.Store.Queued.Counts()[("mailwizz", SpoolState.Held)]);
    }

    [Fact]
    public async Task A_group_stays_closed_for_its_hour_of_event_time_and_for_no_other()
    {
        await _scene.MadeAsync(_scene.Bounces(201));

        // Out of order, in batches of their own, long after by the clock.
        _scene.Folder.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await _scene.MadeOfAsync(_scene.Bounce(at: BrakeScene.At.AddMinutes(59))));
        Assert.Equal(1, await _scene.MadeOfAsync(_scene.Bounce(at: BrakeScene.At.AddMinutes(60))));
        Assert.Equal(1, await _scene.MadeOfAsync(_scene.Bounce(at: BrakeScene.At.AddSeconds(-1))));
        Assert.Equal(0, await _scene.MadeOfAsync(_scene.Bounce()));
        Assert.Equal(199, await _scene.MadeAsync(_scene.Bounces(300, at: BrakeScene.At.AddHours(1))));
    }

    [Fact]
    public async Task Raising_a_limit_does_not_open_an_hour_that_is_closed()
    {
        await _scene.MadeAsync(_scene.Bounces(201));

        var other = _scene.Open(new BrakeSettings { PerHour = 1000 });
        Assert.Equal(0, await _scene.MadeAsync(_scene.Bounces(1), other));
        Assert.Equal(300, await _scene.MadeAsync(_scene.Bounces(300, at: BrakeScene.At.AddHours(1)), other));
    }

    [Fact]
    public async Task Processes_on_one_state_count_together()
    {
        var other = _scene.Open();
        var made = 0;
        for (var i = 0; i < 30; i++)
            made += await _scene.MadeAsync(_scene.Bounces(10), i % 2 == 0 ? _scene.Store : other);

        Assert.Equal(200, made);
    }

    [Fact]
    public async Task Only_the_first_that_is_held_is_told()
    {
        var taken = await _scene.Store.Spool.AddAsync(1, _scene.Bounces(250));

        Assert.Equal(new BrakeClosing("domain gmail.com", BrakeScene.At, 200, 0), Assert.Single(taken, one => one.Closing is not null).Closing);
        Assert.All(await _scene.Open().Spool.AddAsync(1, _scene.Bounces(250)), one => Assert.Null(one.Closing));
        Assert.Single(await _scene.Store.Spool.AddAsync(1, _scene.Bounces(250, at: BrakeScene.At.AddHours(1))), one => one.Closing is not null);
    }

    [Fact]
    public async Task A_server_is_held_with_all_its_domains()
    {
        var taken = await _scene.TakeAsync([
            .. Enumerable.Range(0, 300).SelectMany(i => _scene.Bounces(1, $"customer{i}.example", remoteMta: $"alt{i}.aspmx.l.google.com (10.0.0.1)")),
            .. _scene.Bounces(1, "customer0.example", remoteMta: "mx.example.net (10.0.0.2)"),
        ]);

        Assert.Equal(200, taken.Count(heldBy => heldBy.Length == 0) - 1);
        Assert.Equal("exchanger google.com", taken[299]);
        Assert.Empty(taken[300]);
    }

    [Fact]
    public async Task Where_no_server_spoke_fifty_are_enough()
    {
        var taken = await _scene.TakeAsync([.. Enumerable.Range(0, 60).SelectMany(i => _scene.Bounces(1, $"other{i}.example", remoteMta: ""))]);

        Assert.Equal([50, 10], taken.CountBy(heldBy => heldBy).Select(entry => entry.Value));
        Assert.Equal("no remote server", taken[59]);
    }

    [Fact]
    public async Task A_campaign_is_held_that_removes_everywhere()
    {
        var taken = await _scene.TakeAsync([.. Enumerable.Range(0, 300).SelectMany(i => _scene.Bounces(1, $"other{i}.example", job: "job-7"))]);

        Assert.Equal(200, taken.Count(heldBy => heldBy.Length == 0));
        Assert.Equal("campaign job-7", taken[299]);
        Assert.Equal([""], await _scene.TakeAsync(_scene.Bounces(1, "other1.example", job: "job-8")));
    }

    [Fact]
    public async Task A_wave_at_one_domain_does_not_hold_what_its_campaign_removes_elsewhere()
    {
        // Mixed, so that the wave is at its limit when few of the others have come.
        List<SpoolEntry> entries = [];
        for (var i = 0; i < 40; i++)
            entries.AddRange([.. _scene.Bounces(75, job: "job-7"), .. _scene.Bounces(1, $"other{i}.example", job: "job-7")]);
        var taken = await _scene.TakeAsync(entries);

        Assert.Equal(240, taken.Count(heldBy => heldBy.Length == 0));
        Assert.All(taken.Where((_, i) => i % 76 == 75), Assert.Empty);
    }

    [Fact]
    public async Task What_was_seen_before_is_not_counted_twice()
    {
        var entries = _scene.Bounces(150);
        await _scene.TakeAsync(entries);
        await _scene.TakeAsync(entries);
        // Another provider learns of them: they are removals that were counted.
        Assert.Equal(150, await _scene.MadeAsync([.. entries.Select(entry => entry with { Routes = [StateFolder.MailWizz, StateFolder.Interspire] })]));
        await _scene.TakeAsync(entries, again: true);

        Assert.Equal(50, await _scene.MadeAsync(_scene.Bounces(60)));
        // Again does not get past a closed group.
        Assert.All(await _scene.TakeAsync(entries, again: true), heldBy => Assert.Equal("domain gmail.com", heldBy));
    }

    [Fact]
    public async Task A_removal_at_two_providers_counts_once_and_is_held_at_both()
    {
        var taken = await _scene.TakeAsync([.. _scene.Bounces(201).Select(entry => entry with { Routes = [StateFolder.MailWizz, StateFolder.Interspire] })]);

        Assert.Equal(200, taken.Count(heldBy => heldBy.Length == 0));
        Assert.Equal(["interspire", "mailwizz"], _scene.Held().Select(row => row.Route.Provider).Order());
    }

    [Theory]
    [InlineData("f", EventKind.Complaint)]
    [InlineData("mail", EventKind.Unsubscribe)]
    [InlineData("b", EventKind.SoftBounce)]
    [InlineData("address", EventKind.HardBounce)]
    public async Task What_people_ask_for_is_never_held(string type, EventKind kind)
    {
        await _scene.MadeAsync(_scene.Bounces(300));

        Assert.Equal(300, await _scene.MadeAsync([.. _scene.Bounces(300).Select(entry => entry with { Event = entry.Event with { RecordType = type, Kind = kind } })]));
    }

    [Fact]
    public async Task Switched_off_it_holds_nothing() =>
        Assert.Equal(3000, await _scene.MadeAsync(_scene.Bounces(3000), _scene.Open(new BrakeSettings { Enabled = false })));

    [Theory]
    [InlineData(1, 50)]
    [InlineData(20, 100)]
    [InlineData(100, 500)]
    public async Task With_a_baseline_five_times_the_usual_is_too_much(long usual, int limit)
    {
        await _scene.LearnAsync("gmail.com", hours: 180, usual);

        Assert.Equal(limit, await _scene.MadeAsync(_scene.Bounces(600)));
        Assert.Equal(200, await _scene.MadeAsync(_scene.Bounces(600, "yahoo.com")));
    }

    [Fact]
    public async Task What_is_learned_twice_is_learned_once()
    {
        await _scene.LearnAsync("gmail.com", hours: 180, 20);
        await _scene.LearnAsync("gmail.com", hours: 180, 20);
        await _scene.LearnAsync("gmail.com", hours: 180, 10);

        Assert.Equal(100, await _scene.MadeAsync(_scene.Bounces(600)));
    }

    [Fact]
    public async Task What_is_learned_of_an_hour_is_not_made_in_it()
    {
        var (hour, group) = (BrakeGroups.HourOf(BrakeScene.At), BrakeGroups.OfDomain("gmail.com").Id);
        await _scene.Store.Brake.LearnAsync([(hour, group, 150)]);

        Assert.Equal(200, await _scene.MadeAsync(_scene.Bounces(250)));
    }

    [Fact]
    public async Task Its_own_hours_become_the_baseline_and_held_ones_do_not()
    {
        for (var i = 0; i < 180; i++)
            await _scene.MadeAsync(_scene.Bounces(i == 0 ? 400 : 2, at: BrakeScene.At.AddHours(-192 + i)));

        Assert.Equal(50, await _scene.MadeAsync(_scene.Bounces(300)));
    }

    [Fact]
    public async Task With_deliveries_a_tenth_of_the_attempts_is_too_much()
    {
        await _scene.DeliverAsync(500);
        await _scene.DeliverAsync(400);

        // 100 of 1000 are a tenth, 101 of 1001 are more.
        Assert.Equal(100, await _scene.MadeAsync(_scene.Bounces(180)));
    }

    [Fact]
    public async Task Few_removals_are_no_rate()
    {
        await _scene.DeliverAsync(1);

        Assert.Equal(50, await _scene.MadeAsync(_scene.Bounces(60)));
    }

    [Fact]
    public async Task A_commit_that_did_not_happen_has_counted_nothing()
    {
        var entries = _scene.Bounces(150);
        // An event without a rule cannot be stored.
        var broken = entries.Append(StateFolder.Entry(_scene.Bounce() with { Rule = null! })).ToList();
        await Assert.ThrowsAnyAsync<Exception>(() => _scene.Store.Spool.AddAsync(1, broken));

        Assert.Equal(200, await _scene.MadeAsync([.. entries, .. _scene.Bounces(100)]));
    }

    [Fact]
    public async Task Windows_are_forgotten_after_four_weeks_and_not_while_a_file_of_their_time_is_read()
    {
        await _scene.MadeAsync([.. _scene.Bounces(5, at: StateFolder.Begin.AddDays(-20)), .. _scene.Bounces(5, at: StateFolder.Begin.AddDays(-29))]);
        Assert.Equal(2, _scene.Folder.Count("brake"));

        await ForgetAsync(StateFolder.Begin);
        Assert.Equal(2, _scene.Folder.Count("brake"));

        await ForgetAsync(StateFolder.Begin.AddDays(2));
        Assert.Equal(1, _scene.Folder.Count("brake"));

        async Task ForgetAsync(DateTimeOffset now)
        {
            while (await _scene.Store.Retention.ForgetAsync(new RetentionSettings(), now))
            {
            }
        }
    }

    public void Dispose() => _scene.Dispose();
}
