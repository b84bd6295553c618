using System.Globalization;
using BounceHandler.Classification.Blocks;
using BounceHandler.Events;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Classification.Blocks;

public sealed class BlockWatchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly BlockWatch _watch = new();

    [Fact]
    public void The_twentieth_reply_of_a_domain_raises_the_alarm_once()
    {
        var alarms = Enumerable.Range(1, 300).SelectMany(i => _watch.Count(Blocked("gmail.com", Noon.AddSeconds(i)))).ToList();

        var spell = Assert.Single(alarms);
        Assert.Equal(new BlockSpell(new BlockGroup("authentication", "vmta3", "gmail.com"), Noon.AddSeconds(1), Noon.AddSeconds(20), 20), spell);
        Assert.Equal("gmail.com: authentication on vmta3", spell.Group.ToString());
    }

    [Fact]
    public void After_an_hour_of_silence_it_is_a_new_spell()
    {
        Assert.Single(Repeat(30, "gmail.com", Noon));
        Assert.Empty(Repeat(30, "gmail.com", Noon.AddMinutes(59)));
        var again = Assert.Single(Repeat(30, "gmail.com", Noon.AddMinutes(120)));
        Assert.Equal(Noon.AddMinutes(120), again.Since);
    }

    [Fact]
    public void Few_replies_an_hour_are_no_alarm_however_long_it_goes_on()
    {
        for (var hour = 0; hour < 100; hour++)
            Assert.Empty(Repeat(19, "gmail.com", Noon.AddHours(2 * hour)));
    }

    [Fact]
    public void Replies_of_many_domains_raise_one_alarm_for_all_of_them()
    {
        var alarms = Enumerable.Range(0, 400).SelectMany(i => _watch.Count(Blocked(Name(i % 200), Noon.AddSeconds(i)))).ToList();

        var spell = Assert.Single(alarms);
        Assert.Equal(("", 100L), (spell.Group.Domain, spell.Count));
        Assert.StartsWith("many domains: authentication", spell.Group.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_and_virtual_MTAs_are_watched_apart()
    {
        Assert.Single(Repeat(30, "gmail.com", Noon));
        for (var i = 0; i < 19; i++)
        {
            Assert.Empty(_watch.Count(Blocked("gmail.com", Noon) with { Reason = "blocklisted" }));
            Assert.Empty(_watch.Count(Blocked("gmail.com", Noon) with { VirtualMta = "vmta4" }));
        }

        Assert.Single(_watch.Count(Blocked("gmail.com", Noon) with { VirtualMta = "VMTA4" }));
    }

    [Fact]
    public void A_file_that_is_read_late_does_not_prolong_a_spell()
    {
        Assert.Single(Repeat(30, "gmail.com", Noon));
        Assert.Empty(Repeat(100, "gmail.com", Noon.AddDays(-1)));
        Assert.Empty(Repeat(100, "gmail.com", Noon.AddMinutes(1)));
    }

    [Fact]
    public void Invented_domains_take_no_more_than_its_memory_and_hide_no_real_one()
    {
        Repeat(19, "gmail.com", Noon);
        for (var i = 0; i < 3 * BlockWatch.Capacity; i++)
        {
            _watch.Count(Blocked(Name(i), Noon));
            Assert.InRange(_watch.Remembered, 1, BlockWatch.Capacity);
        }

        Assert.Single(_watch.Count(Blocked("gmail.com", Noon)));
    }

    private List<BlockSpell> Repeat(int count, string domain, DateTimeOffset at) =>
        [.. Enumerable.Range(0, count).SelectMany(_ => _watch.Count(Blocked(domain, at)))];

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"d{number}.example");

    private static BounceEvent Blocked(string domain, DateTimeOffset at) => StateFolder.Event(1, $"user@{domain}", EventKind.Block) with
    {
        OccurredAt = at,
        Reason = "authentication",
        VirtualMta = "vmta3",
    };
}
