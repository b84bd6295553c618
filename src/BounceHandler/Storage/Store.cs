using System.Security.Cryptography;
using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Maildrop;

namespace BounceHandler.Storage;

/// <summary>
/// Everything this program remembers, opened once at start so that a missing library or permission is a start-up error and not a lost record. The one
/// seam to storage: SQL, locking and leases stay behind it.
/// </summary>
public sealed class Store : IDisposable
{
    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;
    // For short looks in between.
    private readonly StoreReader _watcher;
    private readonly StoreReader _observer;
    private readonly RouteTable _routes = new();

    private Store(StateDirectory directory, TimeProvider time)
    {
        Directory = directory;
        var path = Path.Combine(directory.DirectoryPath, Database.FileName);
        DatabaseFiles.Check(path, RunTable.WasInUse(directory));
        CreatePrivately(path, directory);
        _writer = new StoreWriter(path, time);
        try
        {
            _reader = new StoreReader(path);
            _watcher = new StoreReader(path);
            _observer = new StoreReader(path);
            _reader.Read(statements =>
            {
                _routes.Load(statements);
                return true;
            });
        }
        catch
        {
            _writer.Dispose();
            _reader?.Dispose();
            _watcher?.Dispose();
            _observer?.Dispose();
            throw;
        }

        Deliveries = new Deliveries(
            new DeliveryTable(_writer), new TrackedReader(_watcher),
            new RecipientHash(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8))), time);
        var baselines = new BrakeBaselines(time);
        Spool = new Spool(_writer, _routes, Deliveries, baselines, time);
        Queued = new SpoolReader(_reader, _routes);
        Ledger = new Ledger(_reader, _routes);
        Suppressions = new SuppressionTable(_writer, _reader, time);
        Runs = new RunTable(_writer, _reader, directory, time);
        Gaps = new RunGaps(_writer, _reader, Runs);
        Layouts = new LayoutTable(_writer, _reader, time);
        Providers = new ProviderTable(_writer, _reader);
        Retention = new Retention(_writer);
        Replayed = new ReplayPositions(_writer, _reader, time);
        Blocks = new BlockTable(_writer, _reader);
        // These look through many rows at a time; deliveries must not wait for them.
        Notices = new NoticeTable(_writer, _observer, time);
        Reports = new ReportReader(_observer, _routes);
        Counters = new CounterTable(_writer, _observer);
        Measured = new SpoolReader(_observer, _routes);
        Undo = new UndoTable(_writer, _reader, _observer, _routes, time);
        Held = new HeldTable(_writer, _observer, _routes, time);
        Brake = new BrakeTable(_writer, baselines);
    }

    /// <summary>Where it lies.</summary>
    public StateDirectory Directory { get; }

    /// <summary>Takes and moves work.</summary>
    public Spool Spool { get; }

    /// <summary>What is known of deliveries.</summary>
    public Deliveries Deliveries { get; }

    /// <summary>Shows work that waits.</summary>
    public SpoolReader Queued { get; }

    /// <summary>The same for those who count, on a connection of their own.</summary>
    public SpoolReader Measured { get; }

    /// <summary>Shows what was done.</summary>
    public Ledger Ledger { get; }

    /// <summary>The local suppression list.</summary>
    public SuppressionTable Suppressions { get; }

    /// <summary>Runs and whether they live.</summary>
    public RunTable Runs { get; }

    /// <summary>Runs whose input was not read to its end.</summary>
    public RunGaps Gaps { get; }

    /// <summary>Remembered headers.</summary>
    public LayoutTable Layouts { get; }

    /// <summary>States of providers.</summary>
    public ProviderTable Providers { get; }

    /// <summary>Forgets what is too old.</summary>
    public Retention Retention { get; }

    /// <summary>Takes changes back.</summary>
    public UndoTable Undo { get; }

    /// <summary>How far files have been replayed.</summary>
    public ReplayPositions Replayed { get; }

    /// <summary>Replies that blame the sender.</summary>
    public BlockTable Blocks { get; }

    /// <summary>Mail to the operator.</summary>
    public NoticeTable Notices { get; }

    /// <summary>What that mail is about.</summary>
    public ReportReader Reports { get; }

    /// <summary>Statistics.</summary>
    public CounterTable Counters { get; }

    /// <summary>Rows that wait for the operator's word.</summary>
    public HeldTable Held { get; }

    /// <summary>What the brake is told beside removals.</summary>
    public BrakeTable Brake { get; }

    /// <summary>Opens the state, creating it if it is new.</summary>
    /// <exception cref="StoreException">Damaged, not accessible, or written by a newer version.</exception>
    public static Store Open(StateDirectory directory, TimeProvider time) => new(directory, time);

    /// <summary>A number that changes when any other process, or the writer of this one, has committed.</summary>
    public long Version() => _watcher.Version();

    /// <summary>Makes routes known before the first record, which keeps them out of the way of every later transaction.</summary>
    public async Task RegisterAsync(IEnumerable<Route> routes)
    {
        var all = routes.ToList();
        await _writer.WriteAsync(statements => all.Sum(route => _routes.Id(statements, route)));
        _reader.Read(statements =>
        {
            _routes.Load(statements);
            return true;
        });
    }

    /// <summary>Commits what is under way and closes.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
        _watcher.Dispose();
        _observer.Dispose();
    }

    // Before SQLite opens it, so that it and the files that SQLite makes beside it are private and belong to the directory's owner.
    private static void CreatePrivately(string path, StateDirectory directory)
    {
        if (File.Exists(path))
            return;
        try
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            FileOwner.GiveToOwnerOf(path, directory.DirectoryPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The database {path} cannot be created: {e.Message}", e) { IsDenied = e is UnauthorizedAccessException };
        }
    }
}
