using BounceHandler.Events;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Events;

public sealed class EmailAddressFuzzTests
{
    private const string Alphabet =
        "abcXYZ019..@@--__\"\\<> \t\r\n\0,;:()[]'+=%/!\u0085\u00a0\u00ad\u00df\u00fc\u0130\u0131\u03a3\u0301\u200b\u200d\u2028\u202e\u3002\uff0e\uff41"
        + "\ud83d\ude00\ufeff\ufffd\uffff例え";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_strangers_write_is_either_refused_or_an_address_that_reads_again_as_itself(int seed)
    {
        var random = new Random(seed);
        var accepted = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var text = i % 2 == 0
                ? RandomText.Of(random, Alphabet, 24)
                : $"{RandomText.Of(random, Alphabet, 6)}a@b{RandomText.Of(random, Alphabet, 4)}.example";
            if (!EmailAddress.TryParse(text, out var address))
                continue;
            accepted++;
            AssertSound(address);
        }

        Assert.True(accepted > 100, "The fuzz must reach addresses.");
    }

    private static void AssertSound(EmailAddress address)
    {
        Assert.True(EmailAddress.TryParse(address.Spelling, out var again), address.Spelling);
        Assert.Equal(address, again);
        Assert.True(EmailAddress.TryParse(address.Identity, out var identity), address.Identity);
        Assert.Equal(address.Identity, identity.Identity);
        Assert.True(System.Text.Ascii.IsValid(address.Domain));
        Assert.Equal(address.Spelling, LogLine.Escape(address.Spelling));
        Assert.False(EmailAddress.IsRedacted(address.Spelling));
    }
}
