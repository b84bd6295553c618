using System.Globalization;
using BounceHandler.Commands.Backtesting;
using BounceHandler.Events;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Commands.Backtesting;

/// <summary>Strangers choose names and addresses: what counts them stays small, and says when it is not exact.</summary>
public sealed class BoundedCountsTests
{
    private readonly RecipientHash _hash = new(1, 2);

    [Fact]
    public void Names_are_counted_with_their_first_example()
    {
        var counts = new TopCounts();
        counts.Add("a", StateFolder.Event(1) with { Status = "5.1.1", Diagnostic = "smtp;550 no\u001b[2J" });
        counts.Add("a", StateFolder.Event(2));
        counts.Add("b", count: 5);

        Assert.Equal([new TopCount("b", 5, ""), new TopCount("a", 2, "user1@example.com: 5.1.1 smtp;550 no\\x1B[2J")], counts.Largest());
        Assert.Equal(7, counts.Total);
        Assert.True(counts.IsExact);
    }

    [Fact]
    public void With_too_many_names_the_large_ones_stay_and_nothing_is_lost_from_the_sum()
    {
        var counts = new TopCounts(capacity: 100);
        for (var i = 0; i < 10_000; i++)
        {
            counts.Add(i.ToString(CultureInfo.InvariantCulture));
            counts.Add("gmail.com");
        }

        Assert.False(counts.IsExact);
        Assert.Equal(20_000, counts.Total);
        Assert.Equal(new TopCount("gmail.com", 10_000, ""), counts.Largest(1).Single());
        Assert.InRange(counts.Largest().Count, 1, 100);
    }

    [Fact]
    public void A_long_example_is_cut_and_no_character_is_halved()
    {
        var long1 = Sample.Of(StateFolder.Event(1) with { Diagnostic = string.Concat(Enumerable.Repeat("😀", 200)) });
        var long2 = Sample.Of(StateFolder.Event(12) with { Diagnostic = string.Concat(Enumerable.Repeat("😀", 200)) });

        Assert.All([long1, long2], text =>
        {
            Assert.InRange(text.Length, 100, 121);
            Assert.EndsWith("😀…", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Recipients_are_counted_exactly_as_long_as_they_fit()
    {
        var recipients = new DistinctRecipients(_hash, capacity: 1000);
        for (var i = 0; i < 2000; i++)
            recipients.Add(Address(i % 1000));

        Assert.Equal("1000 recipients", recipients.ToString());
        Assert.True(recipients.IsExact);
    }

    [Fact]
    public void More_recipients_are_counted_about()
    {
        var recipients = new DistinctRecipients(_hash, capacity: 1000);
        for (var i = 0; i < 50_000; i++)
            recipients.Add(Address(i % 20_000));

        Assert.False(recipients.IsExact);
        Assert.InRange(recipients.Count, 17_000, 23_000);
        Assert.StartsWith("about ", recipients.ToString(), StringComparison.Ordinal);
    }

    private static EmailAddress Address(int number) => StateFolder.Event(number).Recipient!;
}
