using System.Text;
using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

public sealed class RecordLimitTests
{
    private const string Header = "type,rcpt,dsnDiag\n";
    private const string Good = "b,a@x.example,\n";

    [Theory]
    [InlineData("b,z@x.example,", 0, "b z@x.example")]
    [InlineData("b,z@x.example,", 1, "broken: record longer than 1 MiB")]
    [InlineData("d,z@x.example,", 1, "broken: record longer than 1 MiB")]
    [InlineData("b,z@x.example,\"", 1, "broken: record longer than 1 MiB")]
    [InlineData("b,z@x.example,\"\n", 1, "broken: open quote")]
    [InlineData("x", 1, "broken: record longer than 1 MiB")]
    [InlineData(" ", 1, "broken: record longer than 1 MiB")]
    [InlineData("{", 1, "broken: record longer than 1 MiB")]
    public void A_row_has_at_most_one_mebibyte(string start, int excess, string expected)
    {
        var input = Encoding.UTF8.GetBytes(Header + start + new string('x', RecordReader.RecordLimit - start.Length + excess) + "\n" + Good);
        foreach (var length in new[] { 1000, 4096, 300_000, input.Length })
            Assert.Equal(["header 3", expected, "b a@x.example"], ReadRows.Describe(ReadRows.From(input, null, () => length)));
    }

    [Fact]
    public void An_open_quote_costs_no_row_after_it_even_if_it_never_closes()
    {
        var rows = RecordReader.RecordLimit / Good.Length * 3;
        var input = Encoding.UTF8.GetBytes(Header + "b,z@x.example,\"open\n" + string.Concat(Enumerable.Repeat(Good, rows)));
        foreach (var length in new[] { 5000, 262_144, input.Length })
        {
            var read = ReadRows.From(input, null, () => length);
            Assert.Equal(rows, read.Count(row => row.Record is not null));
            Assert.Equal("broken: open quote", ReadRows.Describe(Assert.Single(read, row => row.Kind == InputRowKind.Skipped)));
        }
    }

    [Fact]
    public void Junk_after_an_open_quote_is_one_row_up_to_a_mebibyte()
    {
        var junk = string.Concat(Enumerable.Repeat("junk,\n", RecordReader.RecordLimit / 6));
        var input = Encoding.UTF8.GetBytes(Header + "b,z@x.example,\"open\n" + junk + "more\nmore\n" + Good);
        var rows = ReadRows.Describe(ReadRows.From(input, null, () => 70_000));
        Assert.Equal("broken: open quote", rows[1]);
        Assert.InRange(rows.Count, 4, 10);
        Assert.Equal("b a@x.example", rows[^1]);
    }

    [Fact]
    public void A_line_of_a_gibibyte_takes_a_few_mebibytes()
    {
        var piece = new byte[256 * 1024];
        piece.AsSpan().Fill((byte)'x');
        using var reader = new RecordReader(new RecordReaderOptions());
        var rows = new List<InputRow>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        reader.Append(Encoding.UTF8.GetBytes(Header + "b,\"\",\""));
        for (var i = 0; i < 4096; i++)
        {
            reader.Append(piece);
            ReadRows.Drain(reader, rows);
        }

        reader.Append(Encoding.UTF8.GetBytes("\n" + Good));
        ReadRows.Drain(reader, rows);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 6 * 1024 * 1024);
        Assert.Equal(["header 3", "broken: record longer than 1 MiB", "b a@x.example"], ReadRows.Describe(rows));
    }
}
