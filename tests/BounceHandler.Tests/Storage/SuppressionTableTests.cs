using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class SuppressionTableTests : IDisposable
{
    private readonly StateFolder _folder = new();
    private readonly Store _store;

    public SuppressionTableTests() => _store = _folder.Open();

    [Fact]
    public async Task The_same_event_again_is_told_the_same_status_before()
    {
        Assert.Equal("absent", await AddAsync("a@x.example", 1));
        Assert.Equal("absent", await AddAsync("a@x.example", 1));
        Assert.Equal("suppressed", await AddAsync("a@x.example", 2));
        Assert.Equal("absent", await AddAsync("a@x.example", 1));
    }

    [Fact]
    public async Task Tenants_kinds_and_lists_are_kept_apart()
    {
        Assert.Equal("absent", await AddAsync("a@x.example", 1));
        Assert.Equal("absent", await AddAsync("a@x.example", 2, tenant: "t"));
        Assert.Equal("absent", await AddAsync("a@x.example", 3, EventKind.Complaint));
        Assert.Equal("absent", await AddAsync("a@x.example", 4, EventKind.Unsubscribe, list: "l1"));
        Assert.Equal("absent", await AddAsync("a@x.example", 5, EventKind.Unsubscribe, list: "l2"));

        Assert.Equal(5, _store.Suppressions.Of("a@x.example").Count);
        Assert.Equal(5, await _store.Suppressions.RemoveAllAsync(Address("A@x.example")));
        Assert.Empty(_store.Suppressions.Of("a@x.example"));
    }

    [Fact]
    public async Task An_entry_comes_back_as_it_was_stored()
    {
        await AddAsync("Ä@bücher.example", 1, EventKind.Unsubscribe, "t", "l");

        Assert.Equal(
            new SuppressionEntry(Address("Ä@bücher.example"), "t", EventKind.Unsubscribe, "l", "reason 1", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            Assert.Single(_store.Suppressions.Of("ä@xn--bcher-kva.example")));
    }

    [Fact]
    public async Task Only_the_event_that_added_an_entry_takes_it_back()
    {
        await AddAsync("a@x.example", 1);

        Assert.False(await RemoveAsync("a@x.example", 2));
        Assert.True(await RemoveAsync("a@x.example", 1));
        Assert.False(await RemoveAsync("a@x.example", 1));
        Assert.Equal("absent", await AddAsync("a@x.example", 3));
    }

    [Fact]
    public async Task A_long_list_is_listed_page_by_page_without_a_gap_or_a_repetition()
    {
        var added = new List<Task>();
        for (var i = 0; i < 2500; i++)
        {
            added.Add(AddAsync($"user{i % 1000}@x.example", i, (i % 3) switch { 0 => EventKind.HardBounce, 1 => EventKind.Complaint, _ => EventKind.Unsubscribe }, list: i < 2000 ? "" : "l"));
        }

        await Task.WhenAll(added);
        var seen = new List<SuppressionEntry>();
        while (_store.Suppressions.After(seen.LastOrDefault(), 100) is { Count: > 0 } page)
            seen.AddRange(page);

        Assert.Equal(_folder.Count("suppressions"), seen.Count);
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    private Task<string> AddAsync(string recipient, int source, EventKind kind = EventKind.HardBounce, string tenant = "", string list = "") =>
        _store.Suppressions.AddAsync(
            new Suppression(Address(recipient), tenant, kind, list, $"reason {source}", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new EventIdentity(0, (ulong)source)),
            CancellationToken.None);

    private Task<bool> RemoveAsync(string recipient, int source) => _store.Suppressions.RemoveAsync(
        Address(recipient), "", EventKind.HardBounce, "", new EventIdentity(0, (ulong)source), CancellationToken.None);

    private static EmailAddress Address(string text) => EmailAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);

    public void Dispose() => _folder.Dispose();
}
