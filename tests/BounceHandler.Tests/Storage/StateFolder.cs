using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Maildrop;
using BounceHandler.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.Storage;

/// <summary>A state directory of its own, with as many stores opened on it as a test wants.</summary>
internal sealed class StateFolder : IDisposable
{
    public static readonly Route MailWizz = new("mailwizz", "");
    public static readonly Route Interspire = new("interspire", "");

    private readonly List<Store> _stores = [];

    public static readonly DateTimeOffset Begin = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(Begin);

    public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("bouncehandler-state-").FullName;

    public string DatabasePath => System.IO.Path.Combine(Path, Database.FileName);

    public StateDirectory Directory => StateDirectory.Open(Path, _ => null).Directory ?? throw new InvalidOperationException("not writable");

    /// <summary>Opens it as another process would: with connections of its own.</summary>
    public Store Open()
    {
        var store = Store.Open(Directory, Time);
        _stores.Add(store);
        return store;
    }

    public static BounceEvent Event(int number, string? recipient = null, EventKind kind = EventKind.HardBounce)
    {
        Assert.True(EmailAddress.TryParse(recipient ?? $"user{number}@example.com", out var address));
        return new BounceEvent
        {
            Identity = new EventIdentity(7, (ulong)number),
            Kind = kind,
            RecordType = "b",
            OccurredAt = new DateTimeOffset(2026, 3, 10, 11, 0, 0, TimeSpan.Zero),
            Rule = "category:bad-mailbox",
            Recipient = address,
            Category = "bad-mailbox",
            EnvelopeSender = "campaign@mailwizz.example",
        };
    }

    public static SpoolEntry Entry(int number, params Route[] routes) => new(Event(number), routes.Length > 0 ? routes : [MailWizz]);

    public static SpoolEntry Entry(BounceEvent bounceEvent, params Route[] routes) => new(bounceEvent, routes.Length > 0 ? routes : [MailWizz]);

    /// <summary>Looks behind the seam.</summary>
    public long Count(string table)
    {
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A table of ours.
        command.CommandText = $"SELECT count(*) FROM {table}";
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        System.IO.Directory.Delete(Path, recursive: true);
    }
}
