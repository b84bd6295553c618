using BenchmarkDotNet.Attributes;
using BounceHandler.Events;

namespace BounceHandler.Benchmarks.Parts;

/// <summary>Addresses as they come in records.</summary>
[MemoryDiagnoser]
public class AddressBenchmark
{
    [Params("user123@gone45.example", "\"ada\"@Example.COM", "jürgen@bücher.example", "not an address")]
    public string Text { get; set; } = "";

    [Benchmark]
    public bool Parse() => EmailAddress.TryParse(Text, out _);
}
