using BenchmarkDotNet.Attributes;
using BounceHandler.Benchmarks.Processes;
using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Maildrop;
using BounceHandler.Storage;

namespace BounceHandler.Benchmarks.Parts;

/// <summary>Hop three: one transaction that takes new events into a spool that has some already.</summary>
[MemoryDiagnoser]
[InvocationCount(1)]
public class SpoolBenchmark
{
    private string _directory = "";
    private Store _store = null!;
    private SpoolEntry[] _entries = [];
    private int _next;

    [Params(1, 2048)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _directory = Directory.CreateTempSubdirectory("bouncehandler-benchmark-").FullName;
        _store = Store.Open(StateDirectory.Open(_directory, _ => null).Directory!, TimeProvider.System);
    }

    [GlobalCleanup]
    public void Close()
    {
        _store.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [IterationSetup]
    public void Prepare() => _entries = [.. Enumerable.Range(0, Events).Select(_ => Entry(_next++))];

    [Benchmark]
    public Task Add() => _store.Spool.AddAsync(1, _entries);

    private static SpoolEntry Entry(int number)
    {
        _ = EmailAddress.TryParse(Records.Recipient(number), out var recipient);
        var at = DateTimeOffset.UnixEpoch.AddDays(20_000);
        return new SpoolEntry(
            new BounceEvent
            {
                Identity = EventIdentityMaker.OfBounce("b", recipient!, "campaign@mailwizz.example", "mailwizz-ab123cdefg456", at),
                Kind = EventKind.HardBounce,
                RecordType = "b",
                OccurredAt = at,
                Rule = "category:bad-mailbox",
                Recipient = recipient,
                Status = "5.1.1 (bad destination mailbox address)",
                Diagnostic = "smtp;550 5.1.1 Recipient address rejected: User unknown in virtual mailbox table",
            },
            [new Route("mailwizz", "")]);
    }
}
