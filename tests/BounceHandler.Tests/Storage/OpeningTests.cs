using BounceHandler.Storage;
using Microsoft.Data.Sqlite;

namespace BounceHandler.Tests.Storage;

public sealed class OpeningTests : IDisposable
{
    private readonly StateFolder _folder = new();

    [Fact]
    public async Task A_second_opening_finds_what_the_first_one_stored()
    {
        using (var store = Store.Open(_folder.Directory, _folder.Time))
            await store.Spool.AddAsync(1, [StateFolder.Entry(1)]);

        Assert.Equal(StateFolder.Event(1), Assert.Single(_folder.Open().Queued.List(0, 10)).Event);
        Assert.Equal(Schema.Migrations.Count, Pragma("user_version"));
    }

    [Fact]
    public async Task Files_are_private()
    {
        await _folder.Open().Spool.AddAsync(1, [StateFolder.Entry(1)]);

        var files = Directory.GetFiles(_folder.Path, "bouncehandler.db*");
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void A_database_of_a_newer_program_is_refused_and_left_alone()
    {
        _folder.Open().Dispose();
        Pragma("user_version=999");
        var before = File.ReadAllBytes(_folder.DatabasePath);

        var error = Assert.Throws<StoreException>(_folder.Open);
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
        Assert.Contains("999", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder.DatabasePath));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task A_damaged_database_is_refused_with_what_to_do_and_left_alone(int from)
    {
        using (var store = Store.Open(_folder.Directory, _folder.Time))
            await store.Spool.AddAsync(1, [StateFolder.Entry(1)]);
        var bytes = File.ReadAllBytes(_folder.DatabasePath);
        new Random(1).NextBytes(bytes.AsSpan(from, 900));
        File.WriteAllBytes(_folder.DatabasePath, bytes);

        var error = Assert.Throws<StoreException>(_folder.Open);
        Assert.Contains(_folder.DatabasePath, error.Message, StringComparison.Ordinal);
        Assert.Contains("is damaged", error.Message, StringComparison.Ordinal);
        Assert.Contains("bouncehandler replay", error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(_folder.DatabasePath));
    }

    [Fact]
    public void A_file_that_is_no_database_at_all_is_refused_and_left_alone()
    {
        var text = new string('x', 10_000);
        File.WriteAllText(_folder.DatabasePath, text);

        Assert.Contains("is damaged", Assert.Throws<StoreException>(_folder.Open).Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(_folder.DatabasePath));
    }

    [Fact]
    public void Many_that_start_together_on_a_new_directory_all_open_it()
    {
        var stores = new Store[12];
        Parallel.For(0, stores.Length, new ParallelOptions { MaxDegreeOfParallelism = stores.Length }, i => stores[i] = Store.Open(_folder.Directory, _folder.Time));

        Assert.All(stores, store => Assert.Empty(store.Queued.List(0, 1)));
        Array.ForEach(stores, store => store.Dispose());
    }

    [Fact]
    public async Task What_was_committed_survives_a_process_that_never_closed()
    {
        var living = _folder.Open();
        await living.Spool.AddAsync(1, [.. Enumerable.Range(1, 100).Select(i => StateFolder.Entry(i))]);

        // The files as a power failure leaves them: the last transactions are in the write-ahead log only.
        using var after = new StateFolder();
        foreach (var name in new[] { "bouncehandler.db", "bouncehandler.db-wal" })
            File.Copy(Path.Combine(_folder.Path, name), Path.Combine(after.Path, name));

        Assert.Equal(100, after.Open().Queued.List(0, 1000).Count);
    }

    [Fact]
    public void A_closed_store_takes_nothing_more()
    {
        var store = _folder.Open();
        store.Dispose();

        Assert.ThrowsAny<ObjectDisposedException>(() => { _ = store.Spool.AddAsync(1, [StateFolder.Entry(1)]); });
    }

    [Fact]
    public void Migrations_only_add()
    {
        Assert.All(Schema.Migrations, sql =>
        {
            Assert.DoesNotContain("DROP", sql, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("RENAME", sql, StringComparison.OrdinalIgnoreCase);
        });
    }

    private long Pragma(string text)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A pragma of ours.
        command.CommandText = $"PRAGMA {text}";
#pragma warning restore CA2100
        return command.ExecuteScalar() as long? ?? 0;
    }

    public void Dispose() => _folder.Dispose();
}
