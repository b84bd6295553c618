using System.Text;
using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

/// <summary>Inputs that nobody thought of.</summary>
[Trait("Proof", "hostile")]
public sealed class RandomInputTests
{
    private const string Row12 = "b,2016-05-29 01:10:51+0200,bad-domain,v,m@x.example,a@x.example,s (0.0.0.0),1.1.1.1,j,5.1.2 (bad),,\"smtp;550 \"\"no\"\"\"\n";

    private static readonly string[] Lines =
    [
        "type,rcpt,dsnDiag\n", "type,timeLogged,rcpt\r\n", "\uFEFFtype,rcpt,x\n", Row12, "b,a@x.example,x\n", "b,a@x.example,\"two\r\nlines\"\r\n", "d,a@x.example,x\n",
        "t,,\n", "rb,\"\"\"\",\"b,c,d\"\n", "f,1178807915,<a@x.example>\n", "b,\"open,x\n", "b,\"a\"b,x\n", "zz,1,2\n", "zz,1\n", "junk\n", "\n", " \r\n", "a@x.example\n",
        "\"C.D\"@x.example,\"\n", "{\"type\":\"b\",\"rcpt\":\"a@x.example\"}\n", "{\"type\":\n", "b,\"open\nb,a@x.example,x\n", "\"\n", "\"b\",a@x.example,\"\"\n", "b,\"\"\"\n",
    ];

    private static readonly string[] Splinters = ["\"", ",", "\n", "\r", "\0", "\r\n", "b,", "type,", "{", "\"\"", ",\"", "\",", "é", "\uFEFF", "@", "x", "\\"];

    [Fact]
    public void No_input_makes_the_reader_throw_lose_bytes_or_take_addresses_among_records() => Fuzz.Run(4_000, 150_000, random =>
    {
        var input = Compose(random);
        try
        {
            var whole = ReadRows.From(input);
            SoundRows.Check(whole, input);
            var most = random.Next(1, 60);
            Assert.Equal(ReadRows.Fingerprint(whole), ReadRows.Fingerprint(ReadRows.From(input, null, () => random.Next(1, most + 1))));
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{Convert.ToBase64String(input)} = {Encoding.UTF8.GetString(input)}", error);
        }
    });

    [Fact]
    public void Silences_at_any_moment_lose_no_bytes() => Fuzz.Run(3_000, 200_000, random =>
    {
        var input = Compose(random);
        using var reader = new RecordReader(new RecordReaderOptions { WantDeliveries = random.Next(2) == 0 });
        var rows = new List<InputRow>();
        for (var at = 0; at < input.Length;)
        {
            var length = Math.Min(random.Next(1, 40), input.Length - at);
            reader.Append(input.AsSpan(at, length));
            at += length;
            ReadRows.Drain(reader, rows);
            if (!reader.WantsSilence)
                continue;
            reader.Silence();
            ReadRows.Drain(reader, rows);
            Assert.False(reader.WantsSilence);
        }

        reader.Complete();
        ReadRows.Drain(reader, rows);
        SoundRows.Check(rows, input);
    });

    [Fact]
    public void Good_rows_between_broken_ones_all_arrive()
    {
        string[] broken = ["b,\"open\n", "b,\"open,x,y\n", "junk\n", "b,1\n", "\"\n", "a@x.example,\"\n", "b,\"a\"b,c\n", "b,\"one\ntwo\",three,four\n", "{\n", "\0\n"];
        string[] good = ["b,N,x\n", "b,N,\"x\"\r\n", "b,N,\"x\ny\"\n", "b,N,\"\"\n", "rb,N,\"x\"\"y\"\n", "f,N,\n", "b,\"N\",x\"y\n"];
        Fuzz.Run(1_000, 60_000, random =>
        {
            var input = new StringBuilder("type,rcpt,dsnDiag\n");
            var count = random.Next(1, 12);
            for (var n = 0; n < count; n++)
            {
                if (random.Next(2) == 0)
                    input.Append(broken[random.Next(broken.Length)]);
                input.Append(good[random.Next(good.Length)].Replace("N", $"r{n}"));
            }

            var rows = ReadRows.From(Encoding.UTF8.GetBytes(input.ToString()), null, () => random.Next(1, 50));
            Assert.Equal(Enumerable.Range(0, count).Select(n => $"r{n}"), rows.Where(row => row.Record is not null).Select(row => row.Record![Column.Rcpt]));
        });
    }

    /// <summary>A few lines of every kind, with a few splinters thrown in.</summary>
    internal static byte[] Compose(Random random)
    {
        var text = new StringBuilder();
        for (var count = random.Next(1, 8); count > 0; count--)
            text.Append(Lines[random.Next(Lines.Length)]);
        for (var count = random.Next(0, 4); count > 0; count--)
        {
            var at = random.Next(text.Length + 1);
            if (random.Next(3) == 0)
                text.Remove(at, Math.Min(random.Next(1, 6), text.Length - at));
            else
                text.Insert(at, Splinters[random.Next(Splinters.Length)]);
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        if (bytes.Length > 0 && random.Next(4) == 0)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }
}
