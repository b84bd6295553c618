using System.Globalization;
using BounceHandler.Classification.Blocks;
using BounceHandler.Events;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Classification.Blocks;

public sealed class BlockSumsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly BlockGroup Gmail = new("blocklisted", "", "gmail.com");

    private readonly BlockSums _sums = new();

    [Fact]
    public void Each_hour_is_taken_once_and_the_run_is_one_sum()
    {
        Count("gmail.com", Noon.AddMinutes(10), Noon.AddMinutes(5), Noon.AddMinutes(70));

        Assert.Equal(
            [new BlockSpell(Gmail, Noon.AddMinutes(5), Noon.AddMinutes(10), 2), new BlockSpell(Gmail, Noon.AddMinutes(70), Noon.AddMinutes(70), 1)], _sums.Take());
        Assert.Empty(_sums.Take());
        Count("gmail.com", Noon.AddMinutes(80));
        Assert.Equal(1, Assert.Single(_sums.Take()).Count);
        Assert.Equal(new BlockSpell(Gmail, Noon.AddMinutes(5), Noon.AddMinutes(80), 4), Assert.Single(_sums.Largest(10)));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void A_spell_goes_on_until_an_hour_after_its_last_reply(int minutes, bool expected) =>
        Assert.Equal(expected, new BlockSpell(Gmail, Noon.AddHours(-5), Noon, 25).GoesOn(Noon.AddMinutes(minutes)));

    [Fact]
    public void The_largest_come_first()
    {
        Count("a.example", Noon);
        Count("b.example", Noon, Noon, Noon);
        Count("c.example", Noon, Noon);

        Assert.Equal(["b.example", "c.example"], _sums.Largest(2).Select(spell => spell.Group.Domain));
        Assert.Equal(6, _sums.Total);
    }

    [Fact]
    public void Beyond_its_memory_domains_are_counted_together()
    {
        for (var i = 0; i < BlockSums.Capacity + 500; i++)
            Count(string.Create(CultureInfo.InvariantCulture, $"d{i}.example"), Noon);

        Assert.Equal((BlockSums.Other, 500L), (_sums.Largest(1)[0].Group.Domain, _sums.Largest(1)[0].Count));
        Assert.Equal(BlockSums.Capacity + 500, _sums.Take().Sum(spell => spell.Count));
    }

    private void Count(string domain, params DateTimeOffset[] times)
    {
        foreach (var at in times)
            _sums.Count(StateFolder.Event(1, $"user@{domain}", EventKind.Block) with { OccurredAt = at, Reason = "blocklisted" });
    }
}
