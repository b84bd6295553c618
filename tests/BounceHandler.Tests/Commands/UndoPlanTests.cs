using BounceHandler.Commands;
using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Commands;

public sealed class UndoPlanTests
{
    // Changes of one row, oldest first, as "before>after"; "!" in front: not selected, "+": a restore. Then what comes of it.
    public static TheoryData<string, string> Histories => new()
    {
        { "confirmed>unsubscribed", "unsubscribed -> confirmed" },
        { "unconfirmed>unsubscribed", "unsubscribed -> unconfirmed" },
        { "confirmed>unsubscribed unsubscribed>blacklisted", "blacklisted -> confirmed" },
        { "active>bounced bounced>unsubscribed", "unsubscribed -> active" },
        // Subscribed again in between: as it was before the newest.
        { "unconfirmed>unsubscribed confirmed>unsubscribed", "unsubscribed -> confirmed" },
        { "!confirmed>unsubscribed unsubscribed>blacklisted", "blacklisted -> unsubscribed" },
        { "confirmed>unsubscribed !confirmed>unsubscribed", "changed again later by what is not selected" },
        { "confirmed>unsubscribed +unsubscribed>confirmed", "taken back already" },
        { "confirmed>unsubscribed +unsubscribed>confirmed confirmed>unsubscribed", "unsubscribed -> confirmed" },
        { "!confirmed>unsubscribed", "" },
        { "confirmed>confirmed", "" },
    };

    [Theory, MemberData(nameof(Histories))]
    public void The_newest_change_of_a_row_decides(string history, string expected)
    {
        var number = 0;
        var entries = history.Split(' ').Select(step => Entry(++number, step)).ToList();

        var plans = UndoPlan.For(entries, entry => entry.Detail == "selected");

        Assert.Equal(expected, string.Join("; ", plans.Select(Words)));
        if (plans.OfType<UndoPlan.Restore>().SingleOrDefault() is { Planned: var planned })
            Assert.Equal((long)number, planned.Ledger);
    }

    [Fact]
    public void Each_list_and_each_provider_is_a_row_of_its_own()
    {
        var first = Entry(1, "confirmed>unsubscribed") with
        {
            Changes = [new("l1", "", "s1", "confirmed", "unsubscribed"), new("l2", "", "s2", "unapproved", "unsubscribed")],
        };
        var second = Entry(2, "!confirmed>blacklisted") with { Changes = [new("l2", "", "s2", "confirmed", "blacklisted")] };
        second = second with { Event = second.Event with { Kind = EventKind.SoftBounce } };
        var third = Entry(3, "active>unsubscribed") with { Route = StateFolder.Interspire, Changes = [new("l1", "", "s1", "active", "unsubscribed")] };

        var plans = UndoPlan.For([first, second, third], entry => entry.Detail == "selected");

        Assert.Equal(
            ["unsubscribed -> confirmed", "changed again later by what is not selected", "unsubscribed -> active"], plans.Select(Words));
    }

    // Another bounce of the same recipient, for which nothing was left to change there.
    [Theory]
    [InlineData(EventKind.HardBounce, LedgerOutcome.Done, "other list", "bounced again later, as what is not selected says")]
    [InlineData(EventKind.HardBounce, LedgerOutcome.NothingToDo, "", "bounced again later, as what is not selected says")]
    [InlineData(EventKind.HardBounce, LedgerOutcome.Done, "", "bounced again later, as what is not selected says")]
    [InlineData(EventKind.HardBounce, LedgerOutcome.NothingToDo, "selected", "unsubscribed -> confirmed")]
    [InlineData(EventKind.HardBounce, LedgerOutcome.NothingToDo, "same event", "unsubscribed -> confirmed")]
    [InlineData(EventKind.HardBounce, LedgerOutcome.NothingToDo, "before", "unsubscribed -> confirmed")]
    [InlineData(EventKind.HardBounce, LedgerOutcome.NothingToDo, "other provider", "unsubscribed -> confirmed")]
    [InlineData(EventKind.HardBounce, LedgerOutcome.Failed, "", "unsubscribed -> confirmed")]
    [InlineData(EventKind.SoftBounce, LedgerOutcome.NothingToDo, "", "unsubscribed -> confirmed")]
    public void A_later_bounce_keeps_what_it_would_have_changed(EventKind kind, LedgerOutcome outcome, string what, string expected)
    {
        var change = Entry(5, "confirmed>unsubscribed");
        var number = what == "before" ? 4 : 6;
        var another = new LedgerEntry(
            number, number, what == "other provider" ? StateFolder.Interspire : StateFolder.MailWizz, StateFolder.Begin, outcome, 0, what,
            what == "other list" ? [new("k", "", "t", "confirmed", "unsubscribed")] : [],
            StateFolder.Event(what == "same event" ? 5 : number, "user@example.com", kind), null);

        var plans = UndoPlan.For([.. new[] { change, another }.OrderBy(entry => entry.Id)], entry => entry.Detail == "selected");
        Assert.Equal(expected, Words(Assert.Single(plans)));
    }

    private static string Words(UndoPlan plan) => plan switch
    {
        UndoPlan.Restore { Planned.Change: var change } => $"{change.After} -> {change.Before}",
        UndoPlan.Leave leave => leave.Why,
        _ => "?",
    };

    private static LedgerEntry Entry(int number, string step)
    {
        var (isRestore, isLeft) = (step[0] == '+', step[0] == '!');
        var statuses = step.TrimStart('+', '!').Split('>');
        return new LedgerEntry(
            number, number, StateFolder.MailWizz, StateFolder.Begin, isRestore ? LedgerOutcome.Restored : LedgerOutcome.Done, 0,
            isRestore || isLeft ? "" : "selected", [new ListChange("l", "", "s", statuses[0], statuses[1])],
            StateFolder.Event(number, "user@example.com", isRestore ? EventKind.Restore : EventKind.HardBounce), null);
    }
}
