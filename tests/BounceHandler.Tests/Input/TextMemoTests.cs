using System.Text;
using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

public sealed class TextMemoTests
{
    private readonly TextMemo _memo = new();

    [Fact]
    public void The_same_bytes_give_the_same_string() =>
        Assert.Same(_memo.Decode("campaign@mailwizz.example"u8), _memo.Decode("campaign@mailwizz.example"u8));

    // Far more texts than there is room for, short and long, so that they keep displacing each other.
    [Fact]
    public void Every_text_is_what_its_bytes_say()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            var text = i % 2 == 0 ? bytes : Encoding.ASCII.GetBytes($"job-{random.Next(3000)}");
            Assert.Equal(FieldText.Decode(text), _memo.Decode(text));
        }
    }

    [Fact]
    public void Text_that_is_not_ASCII_is_decoded()
    {
        Assert.Equal("müller", _memo.Decode("müller"u8));
        Assert.Equal("müller", _memo.Decode("müller"u8));
        Assert.Equal("", _memo.Decode([]));
    }
}
