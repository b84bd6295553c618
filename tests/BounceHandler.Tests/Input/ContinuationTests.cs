using System.Text;
using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

/// <summary>A file that is read in two sittings gives the rows that it gives in one.</summary>
public sealed class ContinuationTests
{
    [Fact]
    public void Whatever_stands_in_a_file_two_sittings_give_the_rows_of_one()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 20_000; i++)
        {
            var input = RandomInputTests.Compose(random);
            var cut = random.Next(input.Length + 1);
            var rows = new List<InputRow>();
            var reached = Read(input.AsSpan(0, cut), new RecordReaderOptions { LeavesTail = true }, rows);
            Read(input.AsSpan((int)reached.Offset), new RecordReaderOptions { From = reached }, rows);

            var (whole, both) = (ReadRows.Fingerprint(ReadRows.From(input)), ReadRows.Fingerprint(rows));
            Assert.True(whole.SequenceEqual(both), $"Case {i}, cut at {cut}, {reached}: {Convert.ToBase64String(input)} = {Encoding.UTF8.GetString(input)}\n{string.Join('\n', both)}");
        }
    }

    [Fact]
    public void The_header_stays_in_force_and_addresses_do_not_count_behind_records()
    {
        const string First = "type,rcpt,note\nb,a@x.example,1\n";
        var rows = new List<InputRow>();
        var reached = Read(Encoding.UTF8.GetBytes(First + "b,b@x.exa"), new RecordReaderOptions { LeavesTail = true }, rows);
        Assert.Equal((First.Length, true), (reached.Offset, reached.IsAccounting));
        Assert.Equal(["type", "rcpt", "note"], reached.Header);

        // The header that was seen last anywhere is another one.
        rows.Clear();
        var options = new RecordReaderOptions { From = reached, RememberedLayouts = [["type", "note", "rcpt"]] };
        Read(Encoding.UTF8.GetBytes("b,b@x.example,2\nvictim@x.example\n"), options, rows);

        Assert.Equal(["b b@x.example", "broken: " + SkipReason.AddressAmongRecords], ReadRows.Describe(rows));
        Assert.Equal([First.Length, First.Length + 16], rows.Select(row => row.Offset));
    }

    [Fact]
    public void A_list_of_addresses_goes_on_as_one()
    {
        var rows = new List<InputRow>();
        var reached = Read("a@x.example\nb@x.exam"u8, new RecordReaderOptions { LeavesTail = true }, rows);
        Read("b@x.example\n"u8, new RecordReaderOptions { From = reached }, rows);

        Assert.Equal(["address a@x.example", "address b@x.example"], ReadRows.Describe(rows));
    }

    [Theory]
    [InlineData("type,rcpt,note\nb,a@x.example,\"half a\nnote", 15)]
    [InlineData("type,rcpt,note\nb,a@x.example,\"stray\nb,b@x.example,1\n", 15)]
    [InlineData("type,rcpt,note\nb,a@x.example,1\n\n\n", 33)]
    [InlineData("type,rcpt,no", 0)]
    [InlineData("", 0)]
    public void What_may_still_be_written_is_left(string input, int accepted) =>
        Assert.Equal(accepted, Read(Encoding.UTF8.GetBytes(input), new RecordReaderOptions { LeavesTail = true }, []).Offset);

    [Fact]
    public void A_slow_disk_ends_no_row()
    {
        using var reader = new RecordReader(new RecordReaderOptions { SilenceEndsRows = false });
        reader.Append("type,rcpt,note\nb,a@x.example,\"two\n"u8);
        ReadRows.Drain(reader, []);

        Assert.False(reader.WantsSilence);
    }

    private static Continuation Read(ReadOnlySpan<byte> input, RecordReaderOptions options, List<InputRow> rows)
    {
        using var reader = new RecordReader(options);
        reader.Append(input);
        ReadRows.Drain(reader, rows);
        reader.Complete();
        ReadRows.Drain(reader, rows);
        return reader.Reached;
    }
}
