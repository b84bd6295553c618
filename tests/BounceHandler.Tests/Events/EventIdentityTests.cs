using BounceHandler.Events;

namespace BounceHandler.Tests.Events;

public sealed class EventIdentityTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly EventIdentity Known = Of("b", "user@example.com", "news@s.example", "job1", Time);

    public static TheoryData<string, string, string, string, DateTimeOffset?> Same => new()
    {
        { "b", "user@example.com", "news@s.example", "job1", Time },
        { "b", "USER@example.com", "news@s.example", "job1", Time },
        { "b", "\"user\"@EXAMPLE.com", "News@S.example", "job1", Time },
        { "b", "user@example.com", "news@s.example", "job1", Time.AddMilliseconds(999) },
        { "b", "user@example.com", "news@s.example", "job1", new DateTimeOffset(2026, 3, 1, 14, 0, 0, TimeSpan.FromHours(2)) },
        { "b", "user@example.com", "news@s.example", "job1", new DateTimeOffset(2026, 3, 1, 6, 30, 0, TimeSpan.FromHours(-5.5)) },
    };

    public static TheoryData<string, string, string, string, DateTimeOffset?> Different => new()
    {
        { "rb", "user@example.com", "news@s.example", "job1", Time },
        { "b", "user2@example.com", "news@s.example", "job1", Time },
        { "b", "user@example.com", "news2@s.example", "job1", Time },
        { "b", "user@example.com", "", "job1", Time },
        { "b", "user@example.com", "news@s.example", "job2", Time },
        { "b", "user@example.com", "news@s.example", "JOB1", Time },
        { "b", "user@example.com", "news@s.example", "", Time },
        { "b", "user@example.com", "news@s.example", "job1", Time.AddSeconds(1) },
        { "b", "user@example.com", "news@s.example", "job1", Time.AddSeconds(-1) },
        { "b", "user@example.com", "news@s.example", "job1", null },
        { "b", "user@example.com", "news@s.examplejob1", "", Time },
        { "b", "user@example.com", "news@s.example\0job1", "", Time },
    };

    [Theory]
    [MemberData(nameof(Same))]
    public void Two_reports_of_one_event_have_one_identity(string type, string recipient, string sender, string job, DateTimeOffset? time) =>
        Assert.Equal(Known, Of(type, recipient, sender, job, time));

    [Theory]
    [MemberData(nameof(Different))]
    public void Two_events_have_two_identities(string type, string recipient, string sender, string job, DateTimeOffset? time) =>
        Assert.NotEqual(Known, Of(type, recipient, sender, job, time));

    [Fact]
    public void A_plain_address_counts_once_a_run()
    {
        var one = EventIdentityMaker.OfAddress(Address("user@example.com"), 7);

        Assert.Equal(one, EventIdentityMaker.OfAddress(Address("USER@example.com"), 7));
        Assert.NotEqual(one, EventIdentityMaker.OfAddress(Address("user@example.com"), 8));
        Assert.NotEqual(one, EventIdentityMaker.OfAddress(Address("user2@example.com"), 7));
    }

    // Stored by every installation: another value makes every replay act again.
    [Fact]
    public void The_identities_never_change()
    {
        Assert.Equal("814BDC779D46DBA4BD07E0545F3C70A4", Hex(Known));
        Assert.Equal("BEF326B6ABED3388F7CE3209CE13C797", Hex(Of("rb", "üser@bücher.example", "", "", null)));
        Assert.Equal("2EBCD2E76D5A2D28F34A532F2ACE1AC1", Hex(Of("b", "user@example.com", new string('s', 3000), new string('j', 900), null)));
        Assert.Equal("8B907227CF7197367CADD907E2B5839A", Hex(EventIdentityMaker.OfAddress(Address("user@example.com"), 7)));
    }

    [Fact]
    public void Bytes_read_again_as_the_same_identity()
    {
        var identity = new EventIdentity(0x0123456789abcdef, 0xfedcba9876543210);

        Assert.Equal("0123456789ABCDEFFEDCBA9876543210", Hex(identity));
        Assert.Equal(identity, EventIdentity.FromBytes(identity.ToBytes()));
    }

    [Fact]
    public void Halves_of_characters_from_strangers_are_taken() =>
        Assert.NotEqual(Of("b", "user@example.com", "\ud83d", "", Time), Of("b", "user@example.com", "", "\ud83d", Time));

    private static string Hex(EventIdentity identity) => Convert.ToHexString(identity.ToBytes());

    private static EventIdentity Of(string type, string recipient, string sender, string job, DateTimeOffset? time) =>
        EventIdentityMaker.OfBounce(type, Address(recipient), sender, job, time);

    private static EmailAddress Address(string text) =>
        EmailAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);
}
