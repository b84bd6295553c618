using System.Text;
using BenchmarkDotNet.Attributes;
using BounceHandler.Benchmarks.Processes;
using BounceHandler.Input;

namespace BounceHandler.Benchmarks.Parts;

/// <summary>Hop one: bytes to rows. Each run reads 1,000 records.</summary>
[MemoryDiagnoser]
public class ReadingBenchmark
{
    private const int Count = 1000;

    private byte[] _deliveries = [];
    private byte[] _bounces = [];

    [GlobalSetup]
    public void Prepare()
    {
        _deliveries = Bytes(Records.Delivery);
        _bounces = Bytes(number => Records.HardBounce(number, "mailwizz-ab123cdefg456"));
    }

    /// <summary>What any reader must do at least.</summary>
    [Benchmark(Baseline = true)]
    public int CountingLines() => _bounces.AsSpan().Count((byte)'\n');

    [Benchmark]
    public int Deliveries() => Read(_deliveries);

    [Benchmark]
    public int Bounces() => Read(_bounces);

    private static byte[] Bytes(Func<int, string> record) =>
        Encoding.UTF8.GetBytes(Records.Header + string.Concat(Enumerable.Range(0, Count).Select(record)));

    private static int Read(byte[] bytes)
    {
        using var reader = new RecordReader(new RecordReaderOptions());
        reader.Append(bytes);
        reader.Complete();
        var records = 0;
        while (reader.TryRead(out var row))
            records += row.Record?[Column.Rcpt]?.Length > 0 ? 1 : 0;
        return records;
    }
}
