using BounceHandler.Classification;
using BounceHandler.Classification.Replies;

namespace BounceHandler.Tests.Classification.Replies;

/// <summary>Replies are what strangers wrote: nothing in them may stop the classifier or cost more than their length.</summary>
public sealed class HostileReplyTests
{
    private static readonly ReplyClassifier Classifier = ReplyRules.Build([]);

    [Fact]
    public void No_text_stops_the_classifier()
    {
        var samples = ReplyRules.Read().SelectMany(rule => rule.Examples).Concat(["smtp;550 5.1.1 <\"a b\"@[192.0.2.1]>: no", "x-pmta;http://a@b/<c@d>", "4.4.7 (x)"]).ToList();
        var mutant = new Mutant(samples, "@", "://", "<", ">", "\"", "550", "4.1.1", "5.1.1", "[", "]", "user unknown", "’");

        Fuzz.Run(5_000, 1_000_000, random =>
        {
            var (status, diagnostic) = (mutant.Of(random), mutant.Of(random));
            var judgement = Classifier.Classify(status, diagnostic);
            Assert.Contains(judgement.Reason, ReplyReason.All.Keys);
        });
    }

    [Theory]
    [InlineData("@")]
    [InlineData("a@b ")]
    [InlineData("<")]
    [InlineData("<@")]
    [InlineData("\"@")]
    [InlineData("://")]
    [InlineData("user unknown ")]
    [InlineData("no such ")]
    [InlineData("550 5.1.1 ")]
    [InlineData("5.")]
    [InlineData("aaaaaaaa")]
    public void Phrases_are_found_in_steps_in_proportion_to_the_text(string piece)
    {
        var phrases = ReplyRules.Read().SelectMany(rule => rule.Any.Concat(rule.All).Concat(rule.None)).Distinct().ToList();
        var automaton = new PhraseAutomaton(phrases);
        var text = string.Concat(Enumerable.Repeat(piece, ReplyText.Longest / piece.Length));

        var prepared = ReplyText.Prepare(text, new char[text.Length * 2]);
        Assert.InRange(prepared.Length, 0, text.Length * 2);
        // One a character, and one for each phrase that ends there: a handful at most end in one place.
        Assert.InRange(automaton.Find(prepared, new ulong[(phrases.Count / 64) + 1]), 0, text.Length * 4);
    }

    [Fact]
    public void A_text_of_a_mebibyte_is_cut_and_read()
    {
        Assert.Equal(Verdict.Hard, Classifier.Classify("5.1.1", "smtp;550 user unknown " + string.Concat(Enumerable.Repeat("spam ", 200_000))[..3000].Replace("spam", "nope", StringComparison.Ordinal)).Verdict);
        Assert.Equal(Verdict.Unknown, Classifier.Classify("", new string('x', 1024 * 1024) + " user unknown").Verdict);
    }
}
