using System.Globalization;
using System.Text;
using BounceHandler.Classification.Brake;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

/// <summary>A state with the brake on, and bounces of any domain and hour for it.</summary>
internal sealed class BrakeScene : IDisposable
{
    public static readonly DateTimeOffset At = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    private int _number;

    public BrakeScene() => Store = Open();

    public StateFolder Folder { get; } = new();

    public Store Store { get; }

    public Store Open(BrakeSettings? settings = null)
    {
        var store = Folder.Open();
        store.Spool.Limits = new BrakeLimits(settings ?? new BrakeSettings());
        return store;
    }

    public BounceEvent Bounce(string domain = "gmail.com", DateTimeOffset? at = null, string? remoteMta = null, string job = "", string? recipient = null) =>
        StateFolder.Event(++_number, recipient ?? $"user{_number}@{domain}") with { OccurredAt = at ?? At, RemoteMta = remoteMta, JobId = job };

    public IReadOnlyList<SpoolEntry> Bounces(int count, string domain = "gmail.com", DateTimeOffset? at = null, string? remoteMta = null, string job = "") =>
        [.. Enumerable.Range(0, count).Select(_ => StateFolder.Entry(Bounce(domain, at, remoteMta, job)))];

    /// <summary>Takes them in one batch. Returns by whom each is held; empty: by nobody.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(IReadOnlyList<SpoolEntry> entries, Store? store = null, bool again = false) =>
        [.. (await (store ?? Store).Spool.AddAsync(1, entries, again)).Select(taken => taken.HeldBy ?? "")];

    public async Task<int> MadeAsync(IReadOnlyList<SpoolEntry> entries, Store? store = null) => (await TakeAsync(entries, store)).Count(heldBy => heldBy.Length == 0);

    public async Task<int> MadeOfAsync(BounceEvent e) => await MadeAsync([StateFolder.Entry(e)]);

    /// <summary>Removals in so many earlier hours, the first of them eight days ago.</summary>
    public async Task LearnAsync(string domain, int hours, long removals) => await Store.Brake.LearnAsync(
        [.. Enumerable.Range(0, hours).Select(i => (BrakeGroups.HourOf(At) - 192 + i, BrakeGroups.OfDomain(domain).Id, removals))]);

    /// <summary>Mail to gmail.com arrives in the hour of the bounces, at others than they are about.</summary>
    public async Task DeliverAsync(int count)
    {
        for (var i = 0; i < count; i++)
            Store.Deliveries.Delivered(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"reader{i}@gmail.com")), At.ToUnixTimeSeconds());
        Store.Deliveries.Settle();
        await Store.Deliveries.FlushAsync(all: true);
    }

    public IReadOnlyList<SpoolRow> Held(HeldFilter? filter = null) => Store.Held.List(filter ?? new HeldFilter(), 0, 100_000);

    public long Queued() => Store.Queued.CountQueued(["mailwizz", "interspire"]);

    public void Dispose() => Folder.Dispose();
}
