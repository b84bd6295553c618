using System.Text;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public class DropReaderTests
{
    private static readonly Drop Sample = new()
    {
        Time = DateTimeOffset.UnixEpoch,
        To = "a.b.c@x",
        From = "joe@x",
        Address = DropFileTests.Address(),
        Mail = "Subject: x\n\nbody\n"u8.ToArray(),
    };

    [Theory]
    [InlineData("BounceHandler-Drop: 1", "BounceHandler-Drop: 2")]
    [InlineData("Time: 1970", "Time: x970")]
    [InlineData("To: ", "Xo: ")]
    [InlineData("To: a.b.c@x", "To: a b")]
    [InlineData("To: a.b.c@x", "To: %F")]
    [InlineData("To: a.b.c@x", "To: %GG")]
    [InlineData("To: a.b.c@x", "To: %FF")]
    [InlineData("To: a.b.c@x", "To: é")]
    [InlineData("Understood: yes", "Understood: no")]
    [InlineData("Understood: yes", "Understood: YES")]
    [InlineData("Provider: ", "Prvoider: ")]
    [InlineData("Subscriber: ab", "Subscriber: a/b")]
    [InlineData("Length: 17", "Length: 16")]
    [InlineData("Length: 17", "Length: 18")]
    [InlineData("Length: 17", "Length: -1")]
    [InlineData("Omitted: 0", "Omitted: many")]
    [InlineData("Omitted: 0", "Omitted: 0\nMore: 1")]
    [InlineData("\n\nbody", "\n\nbody and more")]
    public void A_file_that_is_not_quite_a_drop_is_corrupt(string part, string replacement)
    {
        var text = Encoding.UTF8.GetString(DropFile.Serialize(Sample));
        Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.IsType<DropReading.Corrupt>(DropReader.Parse(Encoding.UTF8.GetBytes(text.Replace(part, replacement, StringComparison.Ordinal))));
    }

    [Fact]
    public void Every_torn_file_is_corrupt()
    {
        var content = DropFile.Serialize(Sample);
        for (var length = 0; length < content.Length; length++)
            Assert.IsType<DropReading.Corrupt>(DropReader.Parse(content.AsMemory(0, length)));
    }

    private static readonly Mutant Mutants = new(
        [Encoding.Latin1.GetString(DropFile.Serialize(Sample))], "\n\n", "\nTo: ", "\nProvider: x", "%00", "%", "%FF", "\nLength: -1", "\nOmitted: 99999999999999999999", "\nUnderstood: no", "BounceHandler-Drop: 1\n");

    [Fact]
    [Trait("Proof", "hostile")]
    public void No_content_throws_and_what_is_read_is_written_again_as_the_same() => Fuzz.Run(10_000, 500_000, random =>
    {
        var content = Mutants.BytesOf(random);
        if (DropReader.Parse(content) is DropReading.Complete complete)
            Assert.IsType<DropReading.Complete>(DropReader.Parse(DropFile.Serialize(complete.Drop)));
    });

    [Fact]
    public void A_huge_file_is_corrupt_and_is_not_read()
    {
        using var directory = new TemporaryDirectory();
        using (var file = File.Create(directory["huge"]))
            file.SetLength(1L << 40);
        Assert.IsType<DropReading.Corrupt>(DropReader.Read(directory["huge"], new byte[1024]));
    }
}
