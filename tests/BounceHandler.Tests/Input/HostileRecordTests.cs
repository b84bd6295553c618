using System.Text;
using BounceHandler.Events;
using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

/// <summary>Records as PowerMTA writes them with something wrong, and what every row then still holds to.</summary>
[Trait("Proof", "hostile")]
public sealed class HostileRecordTests
{
    private const string Header = "type,timeQueued,bounceCat,vmta,orig,rcpt,srcMta,dlvSourceIp,jobId,dsnStatus,dsnMta,dsnDiag\n";
    private const string Good = "b,2016-05-29 01:10:23+0200,bad-mailbox,v,news@lists.example.com,last@x.example,m (10.0.0.1),10.0.0.2,j,5.1.1 (bad),mx,smtp;550 5.1.1 gone\n";

    private static readonly string[] Records =
    [
        Good,
        "rb,2016-05-29 01:10:23+0200,bad-domain,v,news-user=x.example@lists.example.com,<a@x.example>,m,10.0.0.2,mailwizz-bs224mf5v20f4,4.4.7,mx,\"smtp;550 \"\"no\"\", none\"\r\n",
        "\"b\",\"2016-05-29 01:10:23+0200\",\"spam-related\",\"v\",\"<>\",\"\"\"a b\"\"@x.example\",\"m\",\"::1\",\"\",\"5.7.1\",\"\",\"two\r\nlines\"\n",
        "f,1178807915,arf,Agent/1.0,env,news@lists.example.com,a@x.example,mta.example,10.0.0.2\n",
        "d,2016-05-29 01:10:23+0200,,v,news@lists.example.com,a@x.example,m,10.0.0.2,j,2.0.0,mx,smtp;250 ok\n",
        "t,,,\n",
    ];

    private static readonly string[] Lines =
    [
        "{\"type\":\"b\",\"timeLogged\":\"2016-05-29 01:10:23+0200\",\"rcpt\":\"a@x.example\",\"dsnDiag\":\"smtp;550 \\u00e9\\ud83d\\ude00 \\\"no\\\"\"}\n",
        "{ \"TYPE\" : \"f\", \"rcpt\" : null, \"header_List-Unsubscribe\" : \"<mailto:a.b.c@u.example>\", \"x\" : { \"y\" : [1, 2.5e3, true] } }\r\n",
        "{\"type\":\"rb\",\"rcpt\":\"\",\"rcpt\":\"b@x.example\",\"orig\":\"news-a=x.example@l.example\",\"dsnStatus\":5}\n",
    ];

    private static readonly Mutant Rows = new(Records, "b,", "rb,", "f,", "type,", "\n" + Good, Header, ",\"", "\",", "victim@x.example\n", "\nvictim@x.example,", new string('x', 5000));

    private static readonly Mutant Json = new(
        Lines, "\\u0000", "\\ud800", "\\udc00", "\\", "\\u", "{\"type\":\"b\"}", "\"rcpt\":\"victim@x.example\",", "[[[[", "{\"a\":", new string('[', 100), "1" + new string('0', 400), "\\\"");

    [Fact]
    public void No_record_makes_the_reader_throw_lose_bytes_or_take_an_address_among_records() => Fuzz.Run(2_000, 150_000, random =>
    {
        var input = Encoding.UTF8.GetBytes(random.Next(3) > 0 ? Header : "").Concat(Rows.BytesOf(random)).Concat(Rows.BytesOf(random)).ToArray();
        Check(random, input);
    });

    [Fact]
    public void The_row_after_a_broken_one_is_not_lost() => Fuzz.Run(3_000, 250_000, random =>
    {
        byte[] input = [.. Encoding.UTF8.GetBytes(Header), .. Rows.BytesOf(random), (byte)'\n', .. Encoding.UTF8.GetBytes(Good)];
        var rows = ReadRows.From(input);

        // Another header may have made it a row of another order.
        if (rows.Count(row => row.Kind == InputRowKind.Header) > 1)
            return;
        var last = rows[^1];
        Assert.Equal(("last@x.example", input.Length - Good.Length), (last.Record?[Column.Rcpt], last.Offset));
    });

    [Fact]
    public void No_line_of_JSON_throws_and_what_is_read_is_well_formed() => Fuzz.Run(4_000, 350_000, random =>
    {
        var line = Json.BytesOf(random);
        if (JsonLine.TryRead(line, out var values))
        {
            Assert.Equal(ColumnName.Count, values.Length);
            Assert.All(values, value => Assert.True(value is null || IsSound(value)));
        }

        Check(random, [.. line, (byte)'\n', .. Encoding.UTF8.GetBytes(Lines[0])]);
    });

    private static void Check(Random random, byte[] input)
    {
        var whole = ReadRows.From(input);
        SoundRows.Check(whole, input);
        foreach (var row in whole)
        {
            if (row.Record is { } record)
                Assert.All(Enum.GetValues<Column>(), column => Assert.True(record[column] is not { } text || IsSound(text)));
            if (row.Address is { } address)
                Assert.True(EmailAddress.TryParse(address, out _) || EmailAddress.IsRedacted(address), address);
        }

        if (random.Next(4) == 0)
            Assert.Equal(ReadRows.Fingerprint(whole), ReadRows.Fingerprint(ReadRows.From(input, null, () => random.Next(1, 200))));
    }

    private static bool IsSound(string text) => text.Length <= AccountingRecord.TextLimit && !HasHalfACharacter(text);

    private static bool HasHalfACharacter(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }

        return false;
    }
}
