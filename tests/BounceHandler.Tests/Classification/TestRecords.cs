using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Classification;

/// <summary>Records as the reader makes them, and a judge to put them before.</summary>
internal static class TestRecords
{
    public static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A hard bounce of a campaign, with some columns changed; null takes a column away.</summary>
    public static AccountingRecord Bounce(params (Column Column, string? Value)[] changes) => Of(RecordType.Bounce, changes);

    public static AccountingRecord Of(RecordType type, params (Column Column, string? Value)[] changes)
    {
        var values = new Dictionary<Column, string>
        {
            [Column.TimeQueued] = "2026-03-10 10:00:00+0100",
            [Column.TimeLogged] = "2026-03-10 10:05:00+0100",
            [Column.BounceCat] = "bad-mailbox",
            [Column.Vmta] = "vmta1",
            [Column.Orig] = "campaign@mailwizz.example",
            [Column.Rcpt] = "User@example.com",
            [Column.JobId] = "mailwizz-abc",
            [Column.DsnStatus] = "5.1.1 (bad destination mailbox address)",
            [Column.DsnDiag] = "smtp;550 5.1.1 user unknown",
            [Column.DsnMta] = "mx.example.com (192.0.2.1)",
        };
        foreach (var (column, value) in changes)
        {
            if (value is null)
                values.Remove(column);
            else
                values[column] = value;
        }

        return new AccountingRecord(type, values);
    }

    /// <summary>A judge with one tool that takes hard and soft bounces of one sender, and a local list that takes hard ones.</summary>
    public static Judge Judge(Settings? settings = null, params EventKind[] actions)
    {
        EventKind[] kinds = actions.Length > 0 ? actions : [EventKind.HardBounce, EventKind.SoftBounce];
        ProviderDefinition[] definitions =
        [
            TestDefinitions.Tool("mailwizz") with { Senders = ["campaign@mailwizz.example"] },
            TestDefinitions.Tool("suppressions") with { FollowsOthers = true },
        ];
        var local = actions.Length > 0 ? kinds : [EventKind.HardBounce];
        return new Judge(settings ?? new Settings(), new Router(definitions, []), ["unsub.example"], new Dictionary<string, IBounceProvider>
        {
            ["mailwizz"] = new TestDefinitions.Picky(kinds),
            ["suppressions"] = new TestDefinitions.Picky(local),
        });
    }
}
