namespace BounceHandler.Tests.Input;

public sealed class PlainListTests
{
    [Theory]
    [InlineData("a@example.com", "a@example.com")]
    [InlineData(" a@example.com \r", "a@example.com")]
    [InlineData("a@example.com,x,\"y", "a@example.com")]
    [InlineData("<a@example.com>,x", "<a@example.com>")]
    [InlineData("\"a@example.com\"", "a@example.com")]
    [InlineData("\"a@example.com\",\"x", "a@example.com")]
    [InlineData("\"C.D\"@example.com,anything,else", "\"C.D\"@example.com")]
    [InlineData("\"a,b\"@example.com,anything", "\"a,b\"@example.com")]
    [InlineData("\"a\\\",b\"@example.com,anything", "\"a\\\",b\"@example.com")]
    [InlineData("\"\"\"a,b\"\"@example.com\",anything", "\"a,b\"@example.com")]
    [InlineData("üser@bücher.example", "üser@bücher.example")]
    [InlineData("...@example.com", "...@example.com")]
    [InlineData("d@example.com", "d@example.com")]
    public void The_address_is_everything_up_to_the_first_comma_outside_quotes(string line, string expected) =>
        Assert.Equal(["address " + expected, "address z@example.com"], ReadRows.Describe(ReadRows.From(line + "\nz@example.com\n")));

    [Theory]
    [InlineData("not-an-address")]
    [InlineData("email,name")]
    [InlineData("name,a@example.com")]
    [InlineData("\"a@example.com")]
    [InlineData("\"a@example.com\"x")]
    [InlineData("\"Foo, Bar\" <a@example.com>")]
    [InlineData("\"")]
    [InlineData(",")]
    [InlineData("\"\\")]
    [InlineData("a\0@example.com")]
    [InlineData("x,b,d,f")]
    public void A_line_that_is_no_address_is_one_broken_row(string line) => Assert.Equal(
        ["broken: neither a known type nor an address comes first", "address z@example.com"],
        ReadRows.Describe(ReadRows.From(line + "\nz@example.com\n")));

    [Theory]
    [InlineData("type,rcpt", "header 2")]
    [InlineData("b,1", "layout unknown")]
    [InlineData("d,1", "type d")]
    [InlineData("{", "broken: invalid JSON")]
    [InlineData("{\"type\":\"d\"}", "type d")]
    public void After_a_header_or_a_record_no_address_is_taken(string line, string expected) => Assert.Equal(
        ["address a@example.com", expected, "broken: address inside an accounting stream", "broken: address inside an accounting stream"],
        ReadRows.Describe(ReadRows.From($"a@example.com\n{line}\nz@example.com,\"\n\"C.D\"@example.com\n")));

    [Fact]
    public void An_address_cut_off_by_invalid_bytes_is_broken()
    {
        byte[] input = [(byte)'a', 0xFF, .. "@example.com\n"u8];
        Assert.Equal(["broken: neither a known type nor an address comes first"], ReadRows.Describe(ReadRows.From(input)));
    }
}
