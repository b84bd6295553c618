using System.Globalization;
using System.Text;
using BounceHandler.Classification.Brake;
using BounceHandler.Events;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class DeliveryRatesTests
{
    private const long Hour = 500_000;

    private readonly DeliveryRates _rates = new();

    [Fact]
    public void Deliveries_are_counted_by_domain_and_hour_whatever_the_case()
    {
        Count("a@gmail.com", Hour, 20);
        Count("b@GMAIL.com", Hour, 5);
        Count("a@gmail.com", Hour + 1, 30);
        Count("a@other.example", Hour, 3);
        _rates.Gather();

        Assert.Equal([(Hour, Id("gmail.com"), 25), (Hour + 1, Id("gmail.com"), 30)], _rates.Take(DeliveryRates.Least).Order());
        Assert.Equal([(Hour, Id("other.example"), 3L)], _rates.Take(1));
        Assert.Empty(_rates.Take(1));
    }

    // Twice the deliveries would be half the rate.
    [Fact]
    public void Hours_that_were_counted_before_are_not_counted_again()
    {
        _rates.Counted = new HashSet<long> { Hour };
        Count("a@gmail.com", Hour, 20);
        Count("a@gmail.com", Hour + 1, 20);
        _rates.Gather();

        Assert.Equal([(Hour + 1, Id("gmail.com"), 20L)], _rates.Take(1));
    }

    // Far more domains than there are places.
    [Fact]
    public void Domains_that_share_a_place_are_counted_apart()
    {
        for (var i = 0; i < 6000; i++)
            Count(string.Create(CultureInfo.InvariantCulture, $"user@d{i % 600}.example"), Hour, 1);
        _rates.Gather();

        var taken = _rates.Take(1);
        Assert.Equal(600, taken.Count);
        Assert.All(taken, window => Assert.Equal((Hour, 10L), (window.Hour, window.Count)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("user@")]
    [InlineData("user@b\u00fccher.example")]
    [InlineData("user@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example")]
    public void What_is_no_plain_domain_is_left_out(string recipient)
    {
        Count(recipient, Hour, 100);
        _rates.Gather();
        Assert.Empty(_rates.Take(1));
    }

    [Fact]
    public void They_are_gathered_while_rows_go_on()
    {
        Count("a@gmail.com", Hour, 20);
        for (var i = 0; i < 16; i++)
            _rates.Settle();
        Assert.Single(_rates.Take(DeliveryRates.Least));
    }

    private void Count(string recipient, long hour, int times)
    {
        var bytes = Encoding.UTF8.GetBytes(recipient);
        _ = new RecipientHash(1, 2).Of(bytes, out var hash);
        for (var i = 0; i < times; i++)
            _rates.Count(bytes.AsSpan(bytes.AsSpan().LastIndexOf((byte)'@') + 1), hash, (hour * 3600) + (i % 3600));
    }

    private static long Id(string domain) => BrakeGroups.OfDomain(domain).Id;
}
