using CampaignSimulator;
using Microsoft.Data.Sqlite;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>A damaged database is refused with what to do, kept bit for bit, and takes no unsubscribe mail with it.</summary>
[Trait("Proof", "disk")]
public sealed class DamageTests : IAsyncLifetime
{
    private const int Records = 100;
    private const string Mail = "From: Reader <reader@isp.example>\nSubject: unsubscribe\n\nPlease remove me.\n";

    private Site _site = null!;
    private MailWizzSubscriber _reader = null!;
    private string _address = "";

    public static TheoryData<string, bool> Damages => new()
    {
        { "garbage in the header", true },
        { "half a file", true },
        { "a hundred bytes", true },
        { "empty", true },
        { "empty with a log", false },
        { "gone, with a log", false },
        { "log with a wrong byte", false },
        { "log with a wrong header", false },
    };

    private string Database => Path.Combine(_site.Directory.State, "bouncehandler.db");

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server);
        var list = _site.Server.MailWizz.AddList("News");
        var campaign = _site.Server.MailWizz.AddCampaign(list, uid: Audience.Campaign);
        _reader = _site.Server.MailWizz.AddSubscriber(list, "reader@isp.example");
        _address = $"{_reader.Uid}.{list.Uid}.{campaign.Uid}@fbl-unsub.example.com";
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_database_is_refused_and_stays_as_it_is(string damage, bool isClosed)
    {
        _site.Server.Options.MailWizz.Offline = true;
        _site.Configuration.Set("delivery.drainSeconds", "1");
        var reader = _site.Start();
        await reader.WriteAsync(Accounting.Header + Accounting.Bounces(Records));
        await Eventually.TrueAsync(() => StateDatabase.Number(_site.Directory, "SELECT count(*) FROM spool") == Records, "all are queued");
        // Killed, the log stays; ended, it is gone.
        if (isClosed)
        {
            reader.CloseInput();
            (await reader.EndAsync()).Exited(0);
        }
        else
        {
            await reader.KillAsync();
        }

        var (database, log) = (Read(Database), Read(Database + "-wal"));
        Damage(damage);
        var (damagedDatabase, damagedLog) = (Read(Database), Read(Database + "-wal"));

        (await _site.ProcessAsync(Accounting.Header)).Exited(74).Complains("is damaged").Complains("bouncehandler replay");
        (await _site.RunAsync("status")).Exited(2).Complains("is damaged");
        (await _site.RunAsync("drain")).Exited(74).Complains("is damaged");
        var told = _site.Log.Count(line => line.Contains("is damaged", StringComparison.Ordinal));
        (await _site.UnsubscribeAsync(Mail, $"--to={_address}")).Exited(0);
        await Eventually.TrueAsync(() => _site.Log.Count(line => line.Contains("is damaged", StringComparison.Ordinal)) > told, "the drain that was started says so");
        await Drains.EndedAsync(_site.Directory);
        Assert.Single(_site.Maildrop("new"));
        Assert.Equal(damagedDatabase, Read(Database));
        Assert.Equal(damagedLog, Read(Database + "-wal"));

        // From a backup everything goes on; the mail has waited.
        File.Delete(Database + "-shm");
        Write(Database, database);
        Write(Database + "-wal", log);
        _site.Server.Options.MailWizz.Offline = false;
        (await _site.RunAsync("drain")).Exited(0).Says("unsubscribe mails=1");
        Assert.Equal(SubscriberStatus.Unsubscribed, _reader.Status);
        Assert.Equal(Records, (await _site.SuppressedAsync()).Count(address => address.StartsWith("user", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("events")]
    [InlineData("spool")]
    [InlineData("ledger")]
    public async Task Damage_that_shows_in_the_middle_of_a_run_ends_it_with_what_to_do(string table)
    {
        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounces(Records))).Exited(0);
        var (at, pageSize) = RootPage(table);
        var garbage = new byte[pageSize];
        new Random(Effort.Seed).NextBytes(garbage);
        using (var file = new FileStream(Database, FileMode.Open))
        {
            file.Seek(at, SeekOrigin.Begin);
            file.Write(garbage);
        }

        var reader = _site.Start();
        await reader.WriteAsync(Accounting.Header + Accounting.Bounces(Records, "later.example"));

        // Standard input stays open: it ends by itself.
        (await reader.EndAsync()).Exited(74).Complains("is damaged").Complains("Move it and its -wal and -shm files aside");
        _site.HasLogged("is damaged");
        Assert.Equal(garbage, Read(Database)!.AsSpan((int)at, pageSize).ToArray());
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private void Damage(string damage)
    {
        switch (damage)
        {
            case "garbage in the header":
                Flip(Database, 0, 60);
                break;
            case "half a file":
                File.WriteAllBytes(Database, Read(Database)!.AsSpan(0, (int)(new FileInfo(Database).Length / 2)).ToArray());
                break;
            case "a hundred bytes":
                File.WriteAllBytes(Database, Read(Database)!.AsSpan(0, 100).ToArray());
                break;
            case "empty" or "empty with a log":
                File.WriteAllBytes(Database, []);
                break;
            case "gone, with a log":
                File.Delete(Database);
                break;
            case "log with a wrong byte":
                Flip(Database + "-wal", 32 + 200, 1);
                break;
            default:
                Flip(Database + "-wal", 2, 1);
                break;
        }
    }

    private static void Flip(string path, int at, int count)
    {
        var bytes = Read(path)!;
        for (var i = at; i < at + count; i++)
            bytes[i] ^= 0x55;
        File.WriteAllBytes(path, bytes);
    }

    private static byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    private static void Write(string path, byte[]? bytes)
    {
        File.Delete(path);
        if (bytes is not null)
            File.WriteAllBytes(path, bytes);
    }

    private (long At, int PageSize) RootPage(string table)
    {
        var size = (int)StateDatabase.Number(_site.Directory, "PRAGMA page_size");
        var page = StateDatabase.Number(_site.Directory, $"SELECT rootpage FROM sqlite_master WHERE name='{table}'");
        Assert.InRange(page, 2, long.MaxValue);
        SqliteConnection.ClearAllPools();
        return ((page - 1) * size, size);
    }
}
