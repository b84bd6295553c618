using System.Globalization;
using BounceHandler.Classification;

namespace BounceHandler.Tests.Classification;

public sealed class ComplaintRateTests
{
    private static readonly DateTimeOffset Hour = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly ComplaintRate _rate = new();

    [Fact]
    public void The_fifty_first_complaint_of_an_hour_raises_the_alarm_once()
    {
        var alarms = Enumerable.Range(1, 200).Select(i => (i, _rate.Count("192.0.2.1", "Yahoo.Example", Hour.AddSeconds(i)))).Where(x => x.Item2 is not null);

        Assert.Equal([(51, new ComplaintAlarm(Hour, "192.0.2.1", "yahoo.example"))], alarms);
    }

    [Fact]
    public void Each_hour_counts_on_its_own_wherever_its_clock_stands()
    {
        Repeat(50, "192.0.2.1", "", Hour.AddMinutes(59));
        Repeat(50, "192.0.2.1", "", Hour.AddMinutes(60));

        Assert.Equal(Hour.AddHours(1), _rate.Count("192.0.2.1", "", Hour.AddMinutes(119))!.Hour);
        // The same hour, told by a clock half an hour off.
        Assert.Equal(Hour, _rate.Count("192.0.2.1", "", new DateTimeOffset(2026, 3, 10, 17, 30, 0, TimeSpan.FromHours(5.5)))!.Hour);
    }

    [Fact]
    public void Sources_and_domains_are_counted_apart()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.Null(_rate.Count(Name("10.0.0", i), "yahoo.example", Hour));
            Assert.Null(_rate.Count("192.0.2.1", Name("d", i), Hour));
        }

        Assert.Equal(new ComplaintAlarm(Hour, null, "yahoo.example"), _rate.Count("10.9.9.9", " YAHOO.example ", Hour));
        Assert.Equal(new ComplaintAlarm(Hour, "192.0.2.1", null), _rate.Count("192.0.2.1", "d.example", Hour));
    }

    [Fact]
    public void What_is_missing_is_not_counted()
    {
        Repeat(200, "", " ", Hour);
        Assert.Equal(0, _rate.Remembered);
    }

    [Fact]
    public void Old_hours_are_forgotten_and_memory_is_bounded()
    {
        for (var i = 0; i < 10 * ComplaintRate.Capacity; i++)
        {
            Assert.Null(_rate.Count("", Name("d", i), Hour.AddHours(i / 1000)));
            Assert.InRange(_rate.Remembered, 1, ComplaintRate.Capacity);
        }
    }

    [Fact]
    public void Invented_names_do_not_hide_a_real_one()
    {
        var alarms = 0;
        for (var i = 0; i < 51; i++)
        {
            for (var invented = 0; invented < 300; invented++)
                Assert.Null(_rate.Count("", Name("x", (i * 300) + invented), Hour));
            alarms += _rate.Count("192.0.2.1", "", Hour) is null ? 0 : 1;
        }

        Assert.Equal(1, alarms);
        Assert.Equal(ComplaintRate.Capacity, _rate.Remembered);
    }

    [Fact]
    public void Replaying_old_days_does_not_disturb_today()
    {
        Repeat(50, "192.0.2.1", "", Hour);
        for (var i = 0; i < 2 * ComplaintRate.Capacity; i++)
            _rate.Count("", Name("d", i), Hour.AddDays(-1).AddMinutes(-i));

        Assert.NotNull(_rate.Count("192.0.2.1", "", Hour));
    }

    private void Repeat(int times, string source, string domain, DateTimeOffset at)
    {
        for (var i = 0; i < times; i++)
            Assert.Null(_rate.Count(source, domain, at));
    }

    private static string Name(string start, int number) => string.Create(CultureInfo.InvariantCulture, $"{start}.{number}");
}
