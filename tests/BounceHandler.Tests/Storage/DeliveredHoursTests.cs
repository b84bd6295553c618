using System.Text;
using BounceHandler.Classification.Brake;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

public sealed class DeliveredHoursTests : IDisposable
{
    private readonly StateFolder _folder = new();

    [Fact]
    public async Task Hours_are_known_once_deliveries_were_counted_in_them()
    {
        var store = _folder.Open();
        var now = _folder.Time.GetUtcNow();
        Assert.Empty(await store.Brake.DeliveredHoursAsync());

        await DeliverAsync(store, now.AddHours(-3));
        await store.Brake.LearnAsync([(BrakeGroups.HourOf(now.AddHours(-2)), BrakeGroups.OfDomain("isp.example").Id, 7)]);
        await DeliverAsync(store, now.AddHours(-1));

        Assert.Equal([BrakeGroups.HourOf(now.AddHours(-3)), BrakeGroups.HourOf(now.AddHours(-1))], (await store.Brake.DeliveredHoursAsync()).Order());
    }

    [Fact]
    public async Task In_such_an_hour_nothing_is_added()
    {
        var store = _folder.Open();
        var at = _folder.Time.GetUtcNow().AddHours(-3);
        store.Deliveries.CountedHours = new HashSet<long> { BrakeGroups.HourOf(at) };
        await DeliverAsync(store, at);
        await DeliverAsync(store, at.AddHours(1));

        Assert.Equal([BrakeGroups.HourOf(at.AddHours(1))], await store.Brake.DeliveredHoursAsync());
    }

    private static async Task DeliverAsync(Store store, DateTimeOffset at)
    {
        for (var i = 0; i < 20; i++)
            store.Deliveries.Delivered(Encoding.ASCII.GetBytes($"user{i}@isp.example"), at.ToUnixTimeSeconds());
        store.Deliveries.Settle();
        await store.Deliveries.FlushAsync(all: true);
    }

    public void Dispose() => _folder.Dispose();
}
