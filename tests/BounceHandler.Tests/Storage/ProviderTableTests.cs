using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class ProviderTableTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly StateFolder _folder = new();

    [Theory]
    // Hours from and to; outages are 1..3 (down, then paused, then up) and 5..6.
    [InlineData(0, 10, 3)]
    [InlineData(2, 10, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 3, 2)]
    [InlineData(3, 5, 0)]
    [InlineData(5.5, 5.75, 0.25)]
    [InlineData(7, 9, 0)]
    [InlineData(0, 1, 0)]
    public async Task Only_the_hours_of_an_outage_within_two_moments_count(double from, double to, double expected)
    {
        var table = _folder.Open().Providers;
        foreach (var (hour, state) in new[]
        {
            (1, ProviderState.Down), (2, ProviderState.Paused), (3, ProviderState.Up), (4, ProviderState.Up), (5, ProviderState.Paused), (6, ProviderState.Up),
        })
        {
            await table.NoteAsync(new ProviderEntry("mailwizz", state, Noon.AddHours(hour), ""));
        }

        await table.NoteAsync(new ProviderEntry("interspire", ProviderState.Down, Noon, ""));

        Assert.Equal(TimeSpan.FromHours(expected), table.OutageBetween("mailwizz", Noon.AddHours(from), Noon.AddHours(to)));
    }

    [Fact]
    public async Task An_outage_that_goes_on_counts_until_now_and_across_processes()
    {
        await _folder.Open().Providers.NoteAsync(new ProviderEntry("mailwizz", ProviderState.Down, Noon, "timeout"));

        var table = _folder.Open().Providers;
        Assert.Equal(TimeSpan.FromHours(2), table.OutageBetween("mailwizz", Noon.AddHours(-1), Noon.AddHours(2)));
        Assert.Equal([new ProviderEntry("mailwizz", ProviderState.Down, Noon, "timeout")], table.Read());
        Assert.Equal(TimeSpan.Zero, table.OutageBetween("unheard-of", Noon, Noon.AddDays(1)));
    }

    public void Dispose() => _folder.Dispose();
}
