using System.Text;
using BounceHandler.Classification;
using BounceHandler.Classification.Replies;
using BounceHandler.Configuration;

namespace BounceHandler.Tests.Classification.Replies;

public sealed class ReplyRuleReaderTests
{
    private const string Good = "\"name\": \"ours\", \"any\": [\"not today\"], \"verdict\": \"block\", \"reason\": \"policy\"";

    // A rule in one line, and what is said of it; a "|" in the rule is a line break.
    public static TheoryData<string, string> Mistakes => new()
    {
        { "", "own.json:1: expected a JSON object, found an empty file" },
        { "[]", "own.json:1: expected a JSON object, found a list" },
        { "{}", "own.json:1: rules: expected a list of objects" },
        { "{|\"rules\": {}}", "own.json:2: rules: expected a list of objects or null, found an object" },
        { "{\"rules\": [|7]}", "own.json:2: rules: expected a list of objects or null, found 7" },
        { "{\"rules\": [{|\"nmae\": \"x\", " + Good + "}]}", "own.json:2: rules[0].nmae: unknown key; did you mean \"name\"?" },
        { "{\"rules\": [{" + Good + "},|{" + Good + "}]}", "own.json:2: rules[1].name: duplicate name \"ours\", expected a name of its own" },
        { "{\"rules\": [{|\"name\": \"Ours\", \"any\": [\"not today\"], \"verdict\": \"block\", \"reason\": \"policy\"}]}", "own.json:2: rules[0].name: expected letters, digits and hyphens" },
        { "{\"rules\": [{\"name\": \"x\",|\"any\": [\"Not Today\"], \"verdict\": \"block\", \"reason\": \"policy\"}]}", "own.json:2: rules[0].any: expected a phrase in lower case" },
        { "{\"rules\": [{\"name\": \"x\",|\"any\": [\"a@b.example gone\"], \"verdict\": \"block\", \"reason\": \"policy\"}]}", "own.json:2: rules[0].any: expected a phrase" },
        { "{\"rules\": [{\"name\": \"x\",|\"none\": [\"two  spaces\"], \"code\": [\"550\"], \"verdict\": \"block\", \"reason\": \"policy\"}]}", "own.json:2: rules[0].none: expected a phrase" },
        { "{\"rules\": [{\"name\": \"x\",|\"status\": [\"5.1\"], \"verdict\": \"block\", \"reason\": \"policy\"}]}", "own.json:2: rules[0].status: expected an enhanced status code such as" },
        { "{\"rules\": [{\"name\": \"x\",|\"status\": [\"2.*.*\"], \"verdict\": \"block\", \"reason\": \"policy\"}]}", "own.json:2: rules[0].status: expected an enhanced status code such as" },
        { "{\"rules\": [{\"name\": \"x\",|\"code\": [\"55\"], \"verdict\": \"block\", \"reason\": \"policy\"}]}", "own.json:2: rules[0].code: expected a reply code such as" },
        { "{\"rules\": [{\"name\": \"x\", \"any\": [\"no\"],|\"verdict\": \"remove\", \"reason\": \"policy\"}]}", "own.json:2: rules[0].verdict: expected \"hard\", \"soft\", \"block\" or \"unknown\", found \"remove\"" },
        { "{\"rules\": [{\"name\": \"x\", \"any\": [\"no\"], \"verdict\": \"hard\",|\"reason\": \"gone\"}]}", "own.json:2: rules[0].reason: expected \"mailbox unknown\", " },
        { "{\"rules\": [{\"name\": \"x\", \"any\": [\"no\"], \"verdict\": \"hard\",|\"reason\": \"policy\",|\"fault\": \"nobody\"}]}", "own.json:3: rules[0].fault: expected \"recipient\", \"sender\", \"network\" or \"unknown\", found \"nobody\"" },
        { "{\"rules\": [{|\"name\": \"x\", \"none\": [\"not today\"], \"verdict\": \"block\", \"reason\": \"policy\"}]}", "own.json:2: rules[0].name: expected a condition: one of status, code, any, all" },
        { "{\"rules\": [{\"name\": \"x\", \"code\": [\"550\"],|\"with\": [\"not today\"], \"verdict\": \"block\", \"reason\": \"policy\"}]}", "own.json:2: rules[0].with: expected \"any\" beside it" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_names_file_line_key_and_what_was_expected(string json, string message)
    {
        var error = Assert.Throws<ConfigurationException>(() => Read(json));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_needs_no_more_than_name_condition_verdict_and_reason()
    {
        var rule = Assert.Single(Read("{ /* ours */ \"rules\": [{" + Good + ", },] }"));

        Assert.Equal(("ours", Verdict.Block, "policy", Fault.Sender), (rule.Name, rule.Verdict, rule.Reason, rule.Fault));
    }

    [Fact]
    public void With_asks_for_a_second_phrase_beside_one_of_any()
    {
        var classifier = new ReplyClassifier(Read("{\"rules\": [{\"name\": \"x\", \"any\": [\"unknown\", \"gone\"], \"with\": [\"user\", \"mailbox\"], \"verdict\": \"hard\", \"reason\": \"mailbox unknown\"}]}"));

        Assert.Equal(Verdict.Hard, classifier.Classify("", "smtp;550 mailbox is gone").Verdict);
        Assert.Equal(Verdict.Unknown, classifier.Classify("", "smtp;550 mailbox is there").Verdict);
        Assert.Equal(Verdict.Unknown, classifier.Classify("", "smtp;550 gone fishing").Verdict);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_mistake_of_the_configuration() =>
        Assert.Contains("expected a file that can be read", Assert.Throws<ConfigurationException>(() => ReplyRuleReader.Read("/nowhere/rules.json")).Message, StringComparison.Ordinal);

    // Beyond it a letter of the program's own phrases would be any character.
    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Foreign_characters_have_a_limit_together_and_leave_the_programs_rules_as_they_are(int count, bool isGood)
    {
        var phrases = string.Join(", ", Enumerable.Range(0, (count + 1) / 2).Select(i => $"\"{(char)(0x4E00 + (2 * i))}{(char)(0x4E00 + Math.Min((2 * i) + 1, count - 1))}\""));
        var json = "{\"rules\": [{\"name\": \"x\", \"any\": [" + phrases + "], \"verdict\": \"soft\", \"reason\": \"policy\"}]}";
        if (!isGood)
        {
            Assert.Contains("expected at most 100 different characters that are not ASCII", Assert.Throws<ConfigurationException>(() => Read(json)).Message, StringComparison.Ordinal);
            return;
        }

        var classifier = new ReplyClassifier([.. Read(json), .. ReplyRules.Read()]);
        Assert.Equal(Verdict.Hard, classifier.Classify("", "smtp;550 unknown user").Verdict);
        Assert.Equal(Verdict.Unknown, classifier.Classify("", "smtp;550 unkno\u9000n user").Verdict);
    }

    [Fact]
    public void The_programs_own_phrases_leave_room_for_the_operators() =>
        Assert.InRange(ReplyRules.Read().SelectMany(rule => rule.Phrases).SelectMany(phrase => phrase).Where(c => !char.IsAscii(c)).Distinct().Count(), 0, 59);

    [Fact]
    public void More_kinds_of_characters_than_there_is_room_for_are_refused()
    {
        _ = new PhraseAutomaton([Kinds(255)]);
        Assert.Throws<ArgumentException>(() => new PhraseAutomaton([Kinds(256)]));

        static string Kinds(int count) => string.Concat(Enumerable.Range(0, count).Select(i => (char)(0x4E00 + i)));
    }

    [Fact]
    public void Phrases_have_a_limit_together()
    {
        var many = string.Join(", ", Enumerable.Range(0, 400).Select(i => $"\"{new string('x', 90)} {i}\""));

        var error = Assert.Throws<ConfigurationException>(() => Read($"{{ \"rules\": [{{ \"name\": \"x\", \"any\": [{many}], \"verdict\": \"soft\", \"reason\": \"policy\" }}] }}"));
        Assert.Contains("expected at most 30000 characters in all phrases together", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<ReplyRule> Read(string json) => ReplyRuleReader.Read(Encoding.UTF8.GetBytes(json.Replace('|', '\n')), "own.json");
}
