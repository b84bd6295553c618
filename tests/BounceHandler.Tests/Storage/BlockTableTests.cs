using BounceHandler.Classification.Blocks;
using BounceHandler.Configuration;

namespace BounceHandler.Tests.Storage;

public sealed class BlockTableTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly BlockGroup Gmail = new("blocklisted", "vmta3", "gmail.com");
    private static readonly BlockGroup Outlook = Gmail with { Domain = "outlook.com" };

    private readonly StateFolder _folder = new();

    [Fact]
    public async Task What_processes_count_adds_up()
    {
        var (one, other) = (_folder.Open(), _folder.Open());
        await one.Blocks.AddAsync([new(Gmail, Noon, Noon.AddMinutes(5), 3), new(Outlook, Noon, Noon, 1)]);
        await other.Blocks.AddAsync([new(Gmail, Noon.AddMinutes(3), Noon.AddMinutes(9), 4), new(Gmail, Noon.AddHours(1), Noon.AddHours(1), 1)]);

        Assert.Equal([new BlockSpell(Gmail, Noon, Noon.AddHours(1), 8), new BlockSpell(Outlook, Noon, Noon, 1)], one.Blocks.Largest(Noon, 5));
        Assert.Equal([new BlockSpell(Gmail, Noon.AddHours(1), Noon.AddHours(1), 1)], other.Blocks.Largest(Noon.AddHours(1), 5));
        Assert.Single(one.Blocks.Largest(Noon, 1));
    }

    [Fact]
    public async Task The_newest_of_a_group_and_hour_is_known()
    {
        var store = _folder.Open();
        await store.Blocks.AddAsync([new(Gmail, Noon, Noon.AddMinutes(5), 3)]);

        Assert.Equal(Noon.AddMinutes(5), store.Blocks.LastOf(Gmail, Noon.AddMinutes(59)));
        Assert.Null(store.Blocks.LastOf(Gmail, Noon.AddMinutes(60)));
        Assert.Null(store.Blocks.LastOf(Outlook, Noon));
    }

    [Fact]
    public async Task After_a_month_it_is_forgotten()
    {
        var store = _folder.Open();
        await store.Blocks.AddAsync([new(Gmail, Noon, Noon, 3)]);
        await store.Retention.ForgetAsync(new RetentionSettings(), Noon.AddDays(30));
        Assert.Single(store.Blocks.Largest(Noon, 5));

        await store.Retention.ForgetAsync(new RetentionSettings(), Noon.AddDays(32));
        Assert.Empty(store.Blocks.Largest(Noon, 5));
    }

    public void Dispose() => _folder.Dispose();
}
