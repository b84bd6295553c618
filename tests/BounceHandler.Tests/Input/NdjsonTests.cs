using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

public sealed class NdjsonTests
{
    [Fact]
    public void Names_are_columns_and_values_text()
    {
        var record = Assert.Single(ReadRows.From(
            """  { "TYPE": "b", "timeLogged": 1178807915, "rcpt": "", "Rcpt": "a@x.example", "RCPT": "b@x.example", "jobId": null, "vmta": true, "dsnDiag": "a\tb\u00fc\ud83d\ude00\/\"", "queue": ["x"], "orig": {"rcpt": "c@x.example"}, "x": [[{}]] }  """ + "\r\n")).Record!;
        Assert.Equal(RecordType.Bounce, record.RecordType);
        Assert.Equal("a@x.example", record[Column.Rcpt]);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1178807915), record.Time(Column.TimeLogged));
        Assert.Equal(("", "true", "a\tbü😀/\""), (record[Column.JobId], record[Column.Vmta], record[Column.DsnDiag]));
        Assert.False(record.HasColumn(Column.Queue) || record.HasColumn(Column.Orig));
    }

    [Theory]
    [InlineData("""{"type":"b","rcpt":"a\ud800b"}""", "b a\uFFFDb")]
    [InlineData("""{"type":"b","rcpt":"a\udc00\ud800"}""", "b a\uFFFD\uFFFD")]
    [InlineData("""{"type":"b","r\u0063pt":"a"}""", "b a")]
    [InlineData("""{"type":"b","\ud800":"x","rcpt":"a"}""", "b a")]
    [InlineData("""{"type":"RB","rcpt":"a"}""", "rb a")]
    [InlineData("""{"type":"rs"}""", "type rs")]
    [InlineData("""{"type":"Relay"}""", "type relay")]
    [InlineData("""{"type":""}""", "broken: JSON object without a type")]
    [InlineData("""{}""", "broken: JSON object without a type")]
    [InlineData("""{"type":["b"]}""", "broken: JSON object without a type")]
    [InlineData("""{"type":"b"} {"type":"b"}""", "broken: invalid JSON")]
    [InlineData("""{"type":"b"},""", "broken: invalid JSON")]
    [InlineData("""{"type":"b",}""", "broken: invalid JSON")]
    [InlineData("""{"type":"b","rcpt":"\x"}""", "broken: invalid JSON")]
    [InlineData("""{"type":"b","rcpt":"\u12"}""", "broken: invalid JSON")]
    [InlineData("""{"type":"b","x":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}""", "broken: invalid JSON")]
    [InlineData("""{"type":"b","rcpt":tru}""", "broken: invalid JSON")]
    [InlineData("{", "broken: invalid JSON")]
    public void A_line_is_one_object(string line, string expected) =>
        Assert.Equal([expected, "b z"], ReadRows.Describe(ReadRows.From(line + "\n{\"type\":\"b\",\"rcpt\":\"z\"}\n")));

    [Fact]
    public void Bytes_that_are_no_text_are_replaced()
    {
        byte[] input = [.. "{\"type\":\"b\",\"x\u00c3\":1,\"rcpt\":\"a"u8, 0xFF, .. "\\n"u8, 0xC0, .. "\"}\n"u8];
        Assert.Equal(["b a\uFFFD\n\uFFFD"], ReadRows.Describe(ReadRows.From(input)));
    }

    [Fact]
    public void Long_text_is_cut()
    {
        var record = Assert.Single(ReadRows.From($"{{\"type\":\"b\",\"rcpt\":\"x{string.Concat(Enumerable.Repeat("😀", 3000))}\"}}\n")).Record!;
        Assert.Equal(AccountingRecord.TextLimit - 1, record[Column.Rcpt]!.Length);
    }
}
