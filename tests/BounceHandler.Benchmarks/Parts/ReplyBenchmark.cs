using BenchmarkDotNet.Attributes;
using BounceHandler.Classification.Replies;

namespace BounceHandler.Benchmarks.Parts;

/// <summary>Hop two: what a reply says. Every text is another one, so that nothing is remembered; each run classifies 1,000 replies.</summary>
[MemoryDiagnoser]
public class ReplyBenchmark
{
    private const int Count = 1000;

    private readonly ReplyClassifier _classifier = ReplyRules.Build([]);
    private readonly IReadOnlyList<ReplyRule> _own = [];
    private string[] _unknown = [];
    private string[] _blocked = [];
    private string[] _unclear = [];

    [GlobalSetup]
    public void Prepare()
    {
        _unknown = Texts(i => $"smtp;550 5.1.1 <user{i}@gone.example>: Recipient address rejected: User unknown in virtual mailbox table");
        _blocked = Texts(i => $"smtp;554 5.7.1 Service unavailable; Client host [192.0.2.{i % 250}] blocked using zen.example; see https://zen.example/{i}");
        _unclear = Texts(i => $"smtp;550 ticket {i}");
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int MailboxUnknown() => Classify(_unknown, "5.1.1 (bad destination mailbox address)");

    [Benchmark(OperationsPerInvoke = Count)]
    public int Blocklisted() => Classify(_blocked, "5.7.1 (delivery not authorized)");

    [Benchmark(OperationsPerInvoke = Count)]
    public int Unclear() => Classify(_unclear, "5.0.0 (undefined status)");

    /// <summary>Once a process, when the first bounce is judged.</summary>
    [Benchmark]
    public ReplyClassifier Building() => ReplyRules.Build(_own);

    private static string[] Texts(Func<int, string> text) => [.. Enumerable.Range(0, Count).Select(text)];

    private int Classify(string[] texts, string status)
    {
        var verdicts = 0;
        foreach (var text in texts)
            verdicts += (int)_classifier.Classify(status, text).Verdict;
        return verdicts;
    }
}
