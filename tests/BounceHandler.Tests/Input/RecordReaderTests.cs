using System.Text;
using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

public sealed class RecordReaderTests
{
    private const string Header = "type,timeLogged,rcpt,bounceCat\n";

    private static string Bounce(string rcpt = "a@x.example") => $"b,2020-01-02 03:04:05+0000,{rcpt},bad-mailbox\n";

    [Theory]
    [InlineData("", "")]
    [InlineData("\n\r\n  \r\n\t\n", "")]
    [InlineData("type,timeLogged,rcpt,bounceCat\nb,,a@x.example,\n", "header 4;b a@x.example")]
    [InlineData("\uFEFFtype,timeLogged,rcpt,bounceCat\nb,,a@x.example,\n", "header 4;b a@x.example")]
    [InlineData("\uFEFF\"Type\",\"RCPT\"\r\nb,a@x.example\r\n", "header 2;b a@x.example")]
    [InlineData("type,rcpt\n\uFEFFtype,rcpt,jobId\nb,a@x.example,\n", "header 2;header 3;b a@x.example")]
    [InlineData("type,rcpt\nB,a@x.example\n\"rb\",c@x.example\n\"b\",d@x.example\n", "header 2;b a@x.example;rb c@x.example;b d@x.example")]
    [InlineData("type,rcpt\nd,1\nt,1\ntq,1\nr,1\nrs,1\n", "header 2;type d;type t;type tq;type r;type rs")]
    [InlineData("type,rcpt\nXyZ,1\nq\u0007é,1\nxyz,1,2\n", "header 2;type xyz;type q?é;broken: neither a known type nor an address comes first")]
    [InlineData("type,rcpt\nabcdefghijklmnopqrstuvwxyz,1\n", "header 2;type abcdefghijklmnopqrst")]
    [InlineData("type,rcpt\nb,1,2\nb\nd,1,2,3\n", "header 2;broken: 3 fields where the header names 2;broken: neither a known type nor an address comes first;broken: 4 fields where the header names 2")]
    [InlineData("d,1\nd,1\nzz,1\n", "type d;type d;broken: neither a known type nor an address comes first")]
    [InlineData("b,1,2\n", "layout unknown")]
    [InlineData("type,rcpt,Rcpt\nb,,z@x.example\nb,y@x.example,z@x.example\n", "header 3;b z@x.example;b y@x.example")]
    public void Rows_are_told_by_what_comes_first(string input, string expected) => AssertRows(expected, input);

    [Theory]
    [InlineData("b,\"a\nb\",z@x.example\n", "b z@x.example")]
    [InlineData("b,\"a\r\nb,c,d@x.example\n\",z@x.example\r\n", "b z@x.example")]
    [InlineData("b,\"a \"\"quoted\"\"\",z@x.example\n", "b z@x.example")]
    [InlineData("b,a \"literal\" b\",z@x.example\n", "b z@x.example")]
    [InlineData("b,a\rb\"c,z@x.example\n", "b z@x.example")]
    [InlineData("b,a\r\"b,z@x.example\n", "b z@x.example")]
    [InlineData("b,\"open,z@x.example\nb,,y@x.example\n", "broken: open quote;b y@x.example")]
    [InlineData("b,\"open,z@x.example\nb,\"good\",y@x.example\n", "broken: open quote;b y@x.example")]
    [InlineData("b,\"open,z@x.example\nb,\"go\nod\",y@x.example\n", "broken: open quote;b y@x.example")]
    [InlineData("b,\"open,z@x.example\njunk\n\nb,too,few,or many\nb,,y@x.example\n", "broken: open quote;b y@x.example")]
    [InlineData("b,\"open,z@x.example\ntype,rcpt\nb,y@x.example\n", "broken: open quote;header 2;b y@x.example")]
    [InlineData("b,\"open,z@x.example\n{\"type\":\"b\",\"rcpt\":\"j@x.example\"}\n", "broken: open quote;b j@x.example")]
    [InlineData("b,\"two\nlines\",too,many\nb,,y@x.example\n", "broken: open quote;b y@x.example")]
    [InlineData("b,\"a\"b,z@x.example\njunk\nb,,y@x.example\n", "broken: text after a closing quote;b y@x.example")]
    [InlineData("b,\"open,z@x.example\n\"open too\nb,,y@x.example\n", "broken: open quote;b y@x.example")]
    [InlineData("b,\"open,z@x.example\nb,\"open too,w@x.example\nb,,y@x.example\n", "broken: open quote;b y@x.example")]
    [InlineData("new,\"a\nb,c,d@x.example\n\",z@x.example\n", "type new")]
    [InlineData("b,a\0b,z@x.example\n", "b z@x.example")]
    public void Quotes_are_honoured_where_the_row_then_has_its_fields(string input, string expected) =>
        AssertRows("header 3;" + expected, "type,dsnDiag,rcpt\n" + input);

    [Fact]
    public void Without_a_header_an_open_quote_is_honoured_at_the_field_count_of_a_common_order()
    {
        const string Good = "b,2016-05-29 01:10:51+0200,bad-domain,v,m@x.example,{0},s (0.0.0.0),1.1.1.1,,5.1.2 (bad),,\"two\nlines\"\n";
        var row = Good.Replace("{0}", "a@x.example");
        AssertRows("b a@x.example;broken: open quote;b a@x.example", row + "b,\"open\nand\n" + row);
    }

    [Theory]
    [InlineData("type,rcpt\nb,a@x.example", "header 2;b a@x.example (unterminated)")]
    [InlineData("type,rcpt\nb,a@x.example\r", "header 2;b a@x.example (unterminated)")]
    [InlineData("type,rcpt\nb,\"a@x.example\"", "header 2;b a@x.example (unterminated)")]
    [InlineData("type,rcpt\nb,\"a@x.example\"\r", "header 2;b a@x.example (unterminated)")]
    [InlineData("type,rcpt\nb,\"a@x.exam", "header 2;broken: unterminated last line (unterminated)")]
    [InlineData("type,rcpt,jobId\nb,a@x.example", "header 3;broken: unterminated last line (unterminated)")]
    [InlineData("type,rcpt,jobId\nd,a@x.example", "header 3;broken: unterminated last line (unterminated)")]
    [InlineData("type,rcpt,jobId\nb,\"a\nb\",c", "header 3;b a\nb (unterminated)")]
    [InlineData("type,rcpt,jobId\nb,\"a\nb\nb,z@x.example,", "header 3;broken: open quote;b z@x.example (unterminated)")]
    [InlineData("type,rcpt,jobId\nb,\"a\nb\nb,z@x.ex", "header 3;broken: open quote (unterminated)")]
    [InlineData("type,rcpt\n  ", "header 2")]
    [InlineData("b,1,2", "broken: unterminated last line (unterminated)")]
    [InlineData("a@x.example", "address a@x.example (unterminated)")]
    [InlineData("a@x.example\nb@x", "address a@x.example;broken: unterminated last line (unterminated)")]
    [InlineData("type,rcpt\nb@x.example", "header 2;broken: unterminated last line (unterminated)")]
    [InlineData("{\"type\":\"b\",\"rcpt\":\"a@x.example\"}", "b a@x.example (unterminated)")]
    [InlineData("{\"type\":\"b\",\"rc", "broken: unterminated last line (unterminated)")]
    [InlineData("type,rcpt", "header 2 (unterminated)")]
    public void An_unterminated_last_line_is_taken_if_it_looks_whole(string input, string expected) => AssertRows(expected, input);

    [Fact]
    public void Offsets_count_from_the_start_of_the_input()
    {
        var rows = ReadRows.From("\uFEFFtype,rcpt\r\n\nb,ü@x.example\nb,\"open\nd,1\nd,2\nt,3");
        Assert.Equal([3L, 15, 30, 38, 46], rows.Select(row => row.Offset));
        Assert.Equal([14L, 30, 38, 46, 49], rows.Select(row => row.EndOffset));
    }

    [Fact]
    public void Rows_that_are_only_counted_come_as_one()
    {
        var row = ReadRows.From(Header + string.Concat(Enumerable.Repeat("d,,,\n", 500)))[1];
        Assert.Equal((500L, "type d"), (row.Count, row.Reason));
    }

    [Fact]
    public void Deliveries_are_records_if_wanted()
    {
        var rows = ReadRows.From(Header + Bounce().Replace("b,", "d,") + "t,,,\n", new RecordReaderOptions { WantDeliveries = true });
        Assert.Equal(["header 4", "d a@x.example", "type t"], ReadRows.Describe(rows));
    }

    [Fact]
    public void Text_is_decoded_with_replacement_and_cut()
    {
        byte[] input = [.. Encoding.UTF8.GetBytes("type,rcpt,dsnDiag\nb,"), 0xFF, (byte)'x', .. Encoding.UTF8.GetBytes("," + new string('ü', 5000) + "\n")];
        var record = ReadRows.From(input)[1].Record!;
        Assert.Equal("\uFFFDx", record[Column.Rcpt]);
        Assert.Equal(new string('ü', AccountingRecord.TextLimit), record[Column.DsnDiag]);
        Assert.Null(record[Column.JobId]);
    }

    [Fact]
    public void Three_hundred_good_rows_among_three_hundred_broken_ones_all_arrive()
    {
        string[] broken = ["b,\"open\n", "b,too,few\n", "junk\n", "b,\"a\"b,c,d\n", "x@y.example\n", "{\"type\":\n", "b,\"line\nbreak,,\n", "\"\n", "\0\n"];
        var input = new StringBuilder(Header);
        for (var i = 0; i < 300; i++)
            input.Append(broken[i % broken.Length]).Append(i % 2 == 0 ? Bounce($"r{i}@x.example") : $"b,\"two\nlines\",r{i}@x.example,\n");
        var rows = ReadRows.From(input.ToString());
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"r{i}@x.example"), rows.Where(row => row.Record is not null).Select(row => row.Record![Column.Rcpt]));
        Assert.Equal(300, rows.Sum(row => row.Reason == SkipReason.Broken ? row.Count : 0));
    }

    private static void AssertRows(string expected, string input)
    {
        var bytes = Encoding.UTF8.GetBytes(input);
        Assert.Equal(expected, string.Join(';', ReadRows.Describe(ReadRows.From(bytes))));
        Assert.Equal(ReadRows.Fingerprint(ReadRows.From(bytes)), ReadRows.Fingerprint(ReadRows.From(bytes, null, () => 1)));
    }
}
