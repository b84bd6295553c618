using System.Text;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public sealed class DropFileTests : IDisposable
{
    private static readonly DateTimeOffset Arrival = new DateTimeOffset(2016, 5, 29, 9, 46, 44, TimeSpan.FromHours(2)).AddMicroseconds(123456);
    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string, string?> RemoteTexts => new()
    {
        { "ab.cd.ef@fbl.example.com", null },
        { "", "" },
        { "@/etc/passwd", "joe@x.example" },
        { "100%\n\nLength: 0\r\n\0\u202e\x85 é💥", "a b%20" },
    };

    [Theory]
    [MemberData(nameof(RemoteTexts))]
    public void A_request_is_read_back_as_it_was_written(string to, string? from)
    {
        var drop = new Drop { Time = Arrival, To = to, From = from, Address = Address(), Mail = "a\n\nb\0\xff"u8.ToArray(), OmittedBytes = 7 };
        AssertSame(drop, Read(DropFile.Write(Maildrop(), drop, new Random(1))));
    }

    [Fact]
    public void A_request_that_was_not_understood_is_read_back_without_tokens()
    {
        var drop = new Drop { Time = Arrival, To = "who@x" };
        AssertSame(drop, Read(DropFile.Write(Maildrop(), drop, new Random(1))));
    }

    [Fact]
    public void The_file_is_private_named_by_its_arrival_and_leaves_nothing_behind()
    {
        var maildrop = Maildrop();
        var path = DropFile.Write(maildrop, new Drop { Time = Arrival, To = "a" }, new Random(1));
        Assert.Equal(maildrop.New, Path.GetDirectoryName(path));
        Assert.Matches($@"^1464508004123456\.{Environment.ProcessId}\.[0-9a-f]{{16}}$", Path.GetFileName(path));
        Assert.Equal(0x180, FileStatus.Of(path)!.Value.Permissions);
        Assert.Equal(0x1C0, FileStatus.Of(maildrop.New)!.Value.Permissions);
        Assert.Empty(Directory.GetFiles(maildrop.Temporary));
    }

    [Fact]
    public void Requests_wait_in_the_order_of_their_arrival_and_a_corrupt_one_is_kept_elsewhere()
    {
        var maildrop = Maildrop();
        Assert.Empty(maildrop.Waiting());
        var second = DropFile.Write(maildrop, new Drop { Time = Arrival.AddSeconds(1), To = "b" }, new Random(1));
        var first = DropFile.Write(maildrop, new Drop { Time = Arrival, To = "a" }, new Random(2));
        Assert.Equal([first, second], maildrop.Waiting());

        var kept = maildrop.KeepCorrupt(first);
        Assert.Equal(Path.Combine(maildrop.Corrupt, Path.GetFileName(first)), kept);
        Assert.True(File.Exists(kept));
        Assert.Equal([second], maildrop.Waiting());
    }

    [Fact]
    public void An_endless_address_is_cut() =>
        Assert.Equal(
            Drop.MaxAddressLength,
            Read(DropFile.Write(Maildrop(), new Drop { Time = Arrival, To = new string('é', 100_000) }, new Random(1))).To.Length);

    [Fact]
    public void A_directory_that_cannot_be_made_is_an_error_and_not_a_lost_request()
    {
        var maildrop = Maildrop();
        File.WriteAllText(Path.GetDirectoryName(maildrop.New)!, "in the way");
        Assert.Throws<IOException>(() => DropFile.Write(maildrop, new Drop { Time = Arrival, To = "a" }, new Random(1)));
    }

    public void Dispose() => _directory.Dispose();

    internal static UnsubscribeAddress Address() =>
        new("{subscriber}.{list}@*", ["mail wizz", "two"], new AddressTokens("ab", "cd", "ef", "joe@x.example", "s1"));

    private static Drop Read(string path) => Assert.IsType<DropReading.Complete>(DropReader.Parse(File.ReadAllBytes(path))).Drop;

    private static void AssertSame(Drop expected, Drop actual)
    {
        Assert.Equal(Encoding.Latin1.GetString(expected.Mail.Span), Encoding.Latin1.GetString(actual.Mail.Span));
        Assert.Equal(expected.Address?.Tokens, actual.Address?.Tokens);
        Assert.Equal(expected.Address?.Providers, actual.Address?.Providers);
        Assert.Equal(expected.Address?.Format, actual.Address?.Format);
        Assert.Equal(expected with { Address = null, Mail = default }, actual with { Address = null, Mail = default });
    }

    private MaildropDirectory Maildrop() => StateDirectory.Open(_directory.Root, _ => null).Directory!.Maildrop;
}
