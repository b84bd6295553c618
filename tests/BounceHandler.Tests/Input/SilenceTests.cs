using System.Text;
using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

public sealed class SilenceTests : IDisposable
{
    private readonly RecordReader _reader = new(new RecordReaderOptions());
    private readonly List<InputRow> _rows = [];

    [Fact]
    public void A_record_is_handed_out_as_soon_as_its_line_has_arrived()
    {
        AssertRows("header 3;b a@x.example", "type,rcpt,dsnDiag\nb,a@x.example,x\n");
        AssertRows("", "b,c@x.example,\"quoted\"");
        AssertRows("b c@x.example", "\n");
        AssertRows("", "b,d@x.example,\"quoted\"\r");
        AssertRows("b d@x.example", "\n");
    }

    [Fact]
    public void A_line_that_has_only_begun_is_waited_for()
    {
        AssertRows("header 3", "type,rcpt,dsnDiag\nb,a@x.example,\"open");
        Assert.False(_reader.WantsSilence);
        AssertSilence("");
        AssertRows("b a@x.example", "\"\n");
    }

    [Fact]
    public void An_open_quote_ends_after_silence_at_the_last_complete_line()
    {
        AssertRows("header 3", "type,rcpt,dsnDiag\nb,a@x.example,\"open\njunk\nb,c@x.ex");
        Assert.True(_reader.WantsSilence);
        AssertSilence("broken: open quote");
        Assert.False(_reader.WantsSilence);
        Assert.Equal(_rows[^1].EndOffset, _reader.AcceptedOffset);
        AssertRows("b c@x.example", "ample,\n");
    }

    [Fact]
    public void Good_rows_that_waited_behind_an_open_quote_come_after_silence()
    {
        AssertRows("header 3", "type,rcpt,dsnDiag\nb,a@x.example,\"open\njunk\nb,c@x.example,\nb,d@x.example,\nd,1,2\n");
        AssertSilence("broken: open quote;b c@x.example;b d@x.example;type d");
        Assert.False(_reader.WantsSilence);
    }

    [Fact]
    public void A_row_known_to_be_broken_ends_after_silence_too()
    {
        AssertRows("header 3", "type,rcpt,dsnDiag\nb,a@x.example,\"closed\"badly\n");
        Assert.True(_reader.WantsSilence);
        AssertRows("", "junk\n");
        AssertSilence("broken: text after a closing quote");
        AssertRows("broken: neither a known type nor an address comes first", "junk\n");
    }

    [Fact]
    public void The_next_quote_shows_that_the_one_before_is_wrong()
    {
        AssertRows("header 3;broken: open quote;b c@x.example", "type,rcpt,dsnDiag\nb,a@x.example,\"open\nb,c@x.example,\nb,d@x.example,\"open\njunk\n");
        AssertSilence("broken: open quote");
    }

    [Fact]
    public void A_quote_that_closes_in_time_is_no_broken_row()
    {
        AssertRows("header 3", "type,rcpt,dsnDiag\nb,a@x.example,\"one\n");
        AssertRows("", "b,c@x.example,two\n");
        AssertRows("b a@x.example", "three\"\n");
    }

    [Fact]
    public void Silence_on_a_plain_list_changes_nothing()
    {
        AssertRows("address a@x.example", "a@x.example\n\"b@x");
        Assert.False(_reader.WantsSilence);
        AssertSilence("");
        AssertRows("address b@x.example", ".example\"\n");
    }

    public void Dispose() => _reader.Dispose();

    private void AssertRows(string expected, string input)
    {
        _reader.Append(Encoding.UTF8.GetBytes(input));
        AssertNewRows(expected);
    }

    private void AssertSilence(string expected)
    {
        _reader.Silence();
        AssertNewRows(expected);
    }

    private void AssertNewRows(string expected)
    {
        var before = _rows.Count;
        ReadRows.Drain(_reader, _rows);
        Assert.Equal(expected, string.Join(';', ReadRows.Describe(_rows.Skip(before))));
    }
}
