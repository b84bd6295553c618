using BounceHandler.Classification;
using BounceHandler.Classification.Replies;

namespace BounceHandler.Tests.Classification.Replies;

/// <summary>The rules that come with the program: each says something, can be reached, and shows it.</summary>
public sealed class ReplyRulesTests
{
    private static readonly IReadOnlyList<ReplyRule> Rules = ReplyRules.Read();
    private static readonly ReplyClassifier Classifier = new(Rules);

    public static TheoryData<string> Names => [.. Rules.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_rule_decides_its_own_examples(string name)
    {
        var rule = Rules.Single(rule => rule.Name == name);

        Assert.NotEmpty(rule.Examples);
        foreach (var example in rule.Examples.Select(ReplyExample.Parse))
        {
            var judgement = Classifier.Classify(example.Status, example.Diagnostic);
            Assert.Equal("reply:" + name, judgement.Rule);
            Assert.Equal((rule.Reason, rule.Fault), (judgement.Reason, judgement.Fault));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_rule_says_where_it_comes_from(string name) => Assert.NotEmpty(Rules.Single(rule => rule.Name == name).Source);

    [Fact]
    public void Names_are_unique() => Assert.Equal(Rules.Count, Rules.Select(rule => rule.Name).Distinct().Count());

    [Fact]
    public void A_rule_that_removes_blames_the_recipient() =>
        Assert.All(Rules.Where(rule => rule.Verdict == Verdict.Hard), rule => Assert.Equal(Fault.Recipient, rule.Fault));

    [Fact]
    public void A_rule_that_blames_the_sender_never_touches_a_subscriber() =>
        Assert.All(Rules.Where(rule => rule.Fault == Fault.Sender), rule => Assert.Equal(Verdict.Block, rule.Verdict));

    // What the preparation of a text would change, or a word boundary would refuse, could never be found.
    [Fact]
    public void Every_phrase_is_found_in_a_text_that_is_nothing_else()
    {
        foreach (var phrase in Rules.SelectMany(rule => rule.Phrases).Distinct())
        {
            var text = phrase.TrimEnd('*').Replace("@", "someone@example.com", StringComparison.Ordinal).ToUpperInvariant();
            var prepared = ReplyText.Prepare(text, new char[text.Length * 2]);
            var found = new ulong[1];
            new PhraseAutomaton([phrase]).Find(prepared, found);
            Assert.True(found[0] == 1, $"\"{phrase}\" is prepared as \"{prepared}\"");
        }
    }

    [Fact]
    public void No_rule_names_a_phrase_twice() => Assert.All(Rules, rule =>
    {
        var phrases = rule.Phrases.ToList();
        Assert.Equal(phrases.Count, phrases.Distinct().Count());
    });

    [Fact]
    public void The_rules_that_are_shipped_are_the_rules_that_are_built_in()
    {
        var shipped = ReplyRuleReader.Read(Path.Combine(Documentation.Repository.Root, "config", "reply-rules.json"));

        Assert.Equal(shipped.Select(rule => rule.Name), Rules.Select(rule => rule.Name));
    }
}
