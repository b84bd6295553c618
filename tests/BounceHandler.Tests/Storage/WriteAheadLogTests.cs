using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

/// <summary>What a crash leaves of a write-ahead log is no damage, and damage is never taken for a crash.</summary>
public sealed class WriteAheadLogTests : IDisposable
{
    private const int Header = 32;
    private const int Frame = 24 + 4096;

    private readonly StateFolder _folder = new();

    [Fact]
    public async Task A_log_is_whole_at_every_length_that_a_crash_may_leave()
    {
        var log = await LogAsync();
        Assert.Null(WriteAheadLog.Damage(new MemoryStream(log)));
        Assert.InRange(log.Length, 20 * Frame, int.MaxValue);
        for (var length = 0; length < log.Length; length += 397)
            Assert.Null(WriteAheadLog.Damage(new MemoryStream(log, 0, length)));
        // The frames of an earlier log stand behind the ones of this one.
        Assert.Null(WriteAheadLog.Damage(new MemoryStream([.. log, .. new byte[Frame], .. Enumerable.Repeat((byte)7, 3 * Frame)])));
        Assert.Null(WriteAheadLog.Damage(new MemoryStream(new byte[3 * Frame])));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(20)]
    [InlineData(Header + 5)]
    [InlineData(Header + 10)]
    [InlineData(Header + 24 + 100)]
    [InlineData(Header + (5 * Frame) + 3000)]
    public async Task A_byte_that_is_wrong_in_its_middle_is_damage(int at)
    {
        var log = await LogAsync();
        log[at] ^= 0x40;

        Assert.Contains("-wal file is wrong", WriteAheadLog.Damage(new MemoryStream(log)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_commit_may_have_been_torn_by_a_power_loss()
    {
        var log = await LogAsync();
        log[^100] ^= 0x40;

        Assert.Null(WriteAheadLog.Damage(new MemoryStream(log)));
    }

    [Fact]
    public async Task A_damaged_log_is_refused_and_neither_it_nor_the_database_is_touched()
    {
        var log = await LogAsync();
        log[Header + (3 * Frame) + 500] ^= 1;
        using var after = new StateFolder();
        File.Copy(_folder.DatabasePath, after.DatabasePath);
        File.WriteAllBytes(after.DatabasePath + "-wal", log);

        Assert.True(Assert.Throws<StoreException>(after.Open).IsDamaged);
        Assert.Equal(log, File.ReadAllBytes(after.DatabasePath + "-wal"));
        Assert.Equal(File.ReadAllBytes(_folder.DatabasePath), File.ReadAllBytes(after.DatabasePath));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_without_its_database_is_not_thrown_away(bool isThere)
    {
        var log = await LogAsync();
        using var after = new StateFolder();
        if (isThere)
            File.WriteAllBytes(after.DatabasePath, []);
        File.WriteAllBytes(after.DatabasePath + "-wal", log);

        Assert.Contains("-wal file", Assert.Throws<StoreException>(after.Open).Message, StringComparison.Ordinal);
        Assert.Equal(log, File.ReadAllBytes(after.DatabasePath + "-wal"));
        Assert.Equal(isThere, File.Exists(after.DatabasePath));
    }

    [Fact]
    public void A_database_that_was_in_use_and_is_empty_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "runs"));
        File.WriteAllBytes(_folder.DatabasePath, []);

        Assert.Contains("is empty, and was in use", Assert.Throws<StoreException>(_folder.Open).Message, StringComparison.Ordinal);
        Assert.Empty(File.ReadAllBytes(_folder.DatabasePath));
    }

    [Fact]
    public void Where_the_operator_has_moved_it_aside_a_new_one_begins()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "runs"));

        Assert.Empty(_folder.Open().Queued.List(0, 10));
    }

    [Fact]
    public async Task A_log_that_is_being_written_is_never_taken_for_a_damaged_one()
    {
        var store = _folder.Open();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
                await store.Spool.AddAsync(1, [StateFolder.Entry(i)]);
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 200; i++)
            DatabaseFiles.Check(_folder.DatabasePath, wasInUse: true);
        await stop.CancelAsync();
        await writing;
    }

    public void Dispose() => _folder.Dispose();

    private async Task<byte[]> LogAsync()
    {
        var store = _folder.Open();
        for (var i = 0; i < 12; i++)
            await store.Spool.AddAsync(1, [StateFolder.Entry(i)]);
        using var file = new FileStream(_folder.DatabasePath + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var log = new byte[file.Length];
        file.ReadExactly(log);
        return log;
    }
}
