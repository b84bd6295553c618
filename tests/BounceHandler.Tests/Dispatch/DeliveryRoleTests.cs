using BounceHandler.Dispatch;
using BounceHandler.Maildrop;
using BounceHandler.Storage;

namespace BounceHandler.Tests.Dispatch;

public sealed class DeliveryRoleTests : IAsyncDisposable
{
    private readonly Scene _scene = new Scene().With("mailwizz", new FakeProvider());

    [Fact]
    public async Task One_of_two_dispatches_and_the_other_takes_over_when_it_stops()
    {
        using var first = Role();
        using var second = Role();
        first.Start();
        await UntilAsync(() => first.Current is not null);
        Assert.False(first.SomebodyWaits);
        second.Start();
        await UntilAsync(() => first.SomebodyWaits);
        Assert.Null(second.Current);

        await first.StopAsync();
        Assert.Null(first.Current);
        await UntilAsync(() => second.Current is not null);
        Assert.False(second.SomebodyWaits);
        await second.StopAsync();
        Assert.False(FileLock.IsHeld(_scene.Store.Directory.DispatcherLockPath));
    }

    [Fact]
    public async Task Whoever_stops_waiting_waits_no_more()
    {
        using var first = Role();
        using var second = Role();
        first.Start();
        await UntilAsync(() => first.Current is not null);
        second.Start();
        await UntilAsync(() => first.SomebodyWaits);

        await second.StopAsync();
        Assert.False(first.SomebodyWaits);
        await first.StopAsync();
    }

    [Fact]
    public async Task The_lock_is_free_only_after_the_last_call_has_ended()
    {
        var answer = new TaskCompletionSource<BounceHandler.Providers.Outcome>();
        var provider = new FakeProvider((_, _) => answer.Task);
        await using var scene = new Scene().With("mailwizz", provider);
        await scene.AcceptAsync("mailwizz");
        using var role = new DeliveryRole(scene.Store.Directory, () => scene.Create(), scene.Log, scene.Folder.Time);
        role.Start();
        await scene.UntilAsync(() => provider.Calls.Count == 1);

        var stopped = role.StopAsync();
        Assert.True(FileLock.IsHeld(scene.Store.Directory.DispatcherLockPath));
        answer.SetResult(FakeProvider.Done);
        await stopped.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.False(FileLock.IsHeld(scene.Store.Directory.DispatcherLockPath));
        Assert.Equal(1, scene.Store.Ledger.LastId());
    }

    public static TheoryData<Exception> Errors => [new StoreException("disk full"), new InvalidOperationException("bug"), new IOException("lock")];

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Whatever_goes_wrong_delivery_is_tried_again(Exception error)
    {
        var tries = 0;
        using var role = new DeliveryRole(
            _scene.Store.Directory, () => ++tries < 3 ? throw error : _scene.Create(), _scene.Log, _scene.Folder.Time);
        role.Start();

        await UntilAsync(() => role.Current is not null, TimeSpan.FromSeconds(1));
        Assert.Equal(2, _scene.Logged.Count(line => line.Contains(error.Message, StringComparison.Ordinal)));
        await role.StopAsync();
    }

    [Fact]
    public async Task A_role_that_was_never_started_stops()
    {
        using var role = Role();
        await role.StopAsync();
        Assert.Null(role.Current);
        role.Wake();
    }

    private DeliveryRole Role() => new(_scene.Store.Directory, () => _scene.Create(), _scene.Log, _scene.Folder.Time);

    private Task UntilAsync(Func<bool> condition, TimeSpan? step = null) => _scene.UntilAsync(condition, step);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();
}
