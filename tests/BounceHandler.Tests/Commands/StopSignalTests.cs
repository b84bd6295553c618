using BounceHandler.Commands;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.Commands;

public sealed class StopSignalTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly StopSignal _stop;

    public StopSignalTests() => _stop = new StopSignal(_time);

    [Fact]
    public void Without_a_signal_nothing_ever_ends()
    {
        _stop.NoteBytes();
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal((false, false, false), (_stop.IsRequested, _stop.MayEnd, _stop.MustEnd));
    }

    [Fact]
    public void Two_seconds_of_silence_after_the_signal_are_the_end()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _stop.Request();
        Assert.Equal((true, false), (_stop.IsRequested, _stop.MayEnd));
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(_stop.MayEnd);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal((true, false), (_stop.MayEnd, _stop.MustEnd));
    }

    [Fact]
    public void Bytes_begin_the_silence_anew_until_twenty_seconds_have_passed()
    {
        _stop.Request();
        for (var second = 1; second < 20; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _stop.NoteBytes();
            Assert.Equal((false, false), (_stop.MayEnd, _stop.MustEnd));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((false, true), (_stop.MayEnd, _stop.MustEnd));
    }

    [Fact]
    public void The_first_signal_counts()
    {
        _stop.Request();
        _time.Advance(TimeSpan.FromSeconds(19));
        _stop.Request();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_stop.MustEnd);
    }
}
