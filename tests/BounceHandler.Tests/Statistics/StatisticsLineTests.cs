using BounceHandler.Events;
using BounceHandler.Statistics;

namespace BounceHandler.Tests.Statistics;

public sealed class StatisticsLineTests
{
    private static readonly DateTimeOffset Time = new(2016, 5, 29, 9, 46, 44, TimeSpan.FromHours(2));
    private static readonly CampaignDescription Campaign = new("ab123", "Spring, again", "Half price!", "list", "2016-05-28", 7);

    public static TheoryData<string, string> Fields => new()
    {
        { "someone@example.com", "someone@example.com" },
        { "Your order 4711", "Your order 4711" },
        { "Grüße – 50 % off", "Grüße – 50 % off" },
        { "5 = 2 + 3 - 0 @ home", "5 = 2 + 3 - 0 @ home" },
        { "", "" },
        { "a, b", "\"a, b\"" },
        { "a; b", "\"a; b\"" },
        { "say \"hello\"", "\"say \"\"hello\"\"\"" },
        { "it's", "\"it's\"" },
        { " padded ", "\" padded \"" },
        { "one\r\ntwo", "one  two" },
        { "one\u2028two\u0085three\u001b[31m", "one two three [31m" },
        { "gpj.\u202etxt", "gpj.txt" },
        { "half \ud83d", "half \ufffd" },
        { "=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"" },
        { "+41 79", "\"'+41 79\"" },
        { "-2+3", "\"'-2+3\"" },
        { "@SUM(1)", "\"'@SUM(1)\"" },
        { "\t=1+1", "\"' =1+1\"" },
        { "\r\n=1", "\"'  =1\"" },
        { "\u202e=1", "\"'=1\"" },
        { "\u200b\u200f=1", "\"'\u200b=1\"" },
        { "＝1+1", "\"'＝1+1\"" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_is_harmless_and_an_ordinary_one_stays_as_it_is(string text, string field) => Assert.Equal(field, StatisticsLine.Field(text));

    [Fact]
    public void A_complaint_is_written_as_the_PHP_tool_did() => Assert.Equal(
        "[29/May/2016:09:46:44] ,\"Abuse\",user@example.com,Yahoo!-Mail-Feedback/2.0,,Half price,\n",
        StatisticsLine.Of(Event(EventKind.Complaint, "user@example.com") with { Agent = "Yahoo!-Mail-Feedback/2.0", Report = new() { Subject = "Half price" } }, null, Time));

    [Fact]
    public void An_unsubscribe_names_its_campaign() => Assert.Equal(
        "[29/May/2016:09:46:44] ,\"Unsub\",user@example.com,\"direct\",ab123,Half price!,\"Spring, again\"\n",
        StatisticsLine.Of(Event(EventKind.Unsubscribe, null) with { Report = new() { From = "user@example.com", Subject = "unsubscribe" } }, Campaign, Time));

    [Fact]
    public void An_unsubscribe_whose_campaign_is_not_known_has_what_its_address_says() => Assert.Equal(
        "[29/May/2016:09:46:44] ,\"Unsub\",user@example.com,\"direct\",zz9,,\n",
        StatisticsLine.Of(Event(EventKind.Unsubscribe, "user@example.com") with { Reference = new SubscriberRef("zz9", "l", "s") }, null, Time));

    [Theory]
    [InlineData(EventKind.HardBounce)]
    [InlineData(EventKind.SoftBounce)]
    [InlineData(EventKind.Block)]
    public void Bounces_have_no_line(EventKind kind) => Assert.Null(StatisticsLine.Of(Event(kind, "user@example.com"), null, Time));

    [Fact]
    public void Whatever_strangers_write_it_is_one_line_of_seven_fields()
    {
        var random = new Random(7);
        const string Alphabet = "a ,\"'\n\r\t=+-@;\u2028\u202e\ud83d\0[]\\é";
        for (var i = 0; i < 3000; i++)
        {
            string Text() => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            var unsubscribe = Event(EventKind.Unsubscribe, null) with { Report = new() { From = Text() } };
            var line = StatisticsLine.Of(unsubscribe, new CampaignDescription(Text(), Text(), Text(), "", "", null), Time)!;

            Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
            var fields = Split(line[..^1]);
            Assert.Equal(7, fields.Count);
            Assert.Equal(("Unsub", "direct"), (fields[1], fields[3]));
            Assert.DoesNotContain(fields, field => field.TrimStart().Length > 0 && "=+-@".Contains(field.TrimStart()[0], StringComparison.Ordinal));
            Assert.DoesNotContain(line[..^1], char.IsControl);
        }
    }

    // RFC 4180, written for the test: quotes only around whole fields.
    private static List<string> Split(string line)
    {
        var fields = new List<string>();
        var at = 0;
        while (true)
        {
            var field = "";
            if (at < line.Length && line[at] == '"')
            {
                for (at++; line[at] != '"' || (at + 1 < line.Length && line[at + 1] == '"'); at++)
                {
                    field += line[at];
                    at += line[at] == '"' ? 1 : 0;
                }

                at++;
            }
            else
            {
                while (at < line.Length && line[at] != ',')
                    field += line[at++];
                Assert.DoesNotContain('"', field);
            }

            fields.Add(field);
            if (at == line.Length)
                return fields;
            Assert.Equal(',', line[at++]);
        }
    }

    private static BounceEvent Event(EventKind kind, string? recipient) => new()
    {
        Identity = new EventIdentity(1, 1),
        Kind = kind,
        RecordType = "f",
        OccurredAt = DateTimeOffset.UnixEpoch,
        Rule = "x",
        Recipient = recipient is null ? null : new EmailAddress(recipient, recipient),
    };
}
