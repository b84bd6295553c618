using BounceHandler.Commands;
using BounceHandler.Events;
using BounceHandler.Storage;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Commands;

public sealed class UndoFilterTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, bool> Exchangers => new()
    {
        { "google.com", "mx1.google.com (142.250.1.26)", true },
        { "google.com", "google.com (142.250.1.26)", true },
        { "mx1.google.com", "mx1.google.com", true },
        { "google.com", "MX1.GOOGLE.COM. (142.250.1.26)", true },
        { "google.com", "mx1.notgoogle.com (1.2.3.4)", false },
        { "google.com", "mx.example (mx1.google.com)", false },
        { "google.com", "", false },
        // What the brake calls "exchanger 142.250.1.26" and "no remote server".
        { "142.250.1.26", "(142.250.1.26)", true },
        { "250.1.26", "(142.250.1.26)", false },
        { "2001:db8::1", "(2001:db8::1)", true },
        { "mx", "mx (1.2.3.4)", true },
        { "no remote server", "", true },
        { "no remote server", "mx1.google.com (142.250.1.26)", false },
    };

    public static TheoryData<string, bool> Replies => new()
    {
        { "ACCOUNT that you tried", true },
        { "5.1.1 (bad", true },
        { "100%_sure", true },
        { "100_sure", false },
        { "5.1.1 550", false },
        { "", true },
    };

    [Theory, MemberData(nameof(Exchangers))]
    public void An_exchanger_is_the_server_that_spoke_or_a_domain_that_it_belongs_to(string domain, string remoteMta, bool expected) =>
        Assert.Equal(expected, new UndoFilter { Exchanger = UndoFilter.ExchangerOf(domain) }.Selects(Entry(e => e with { RemoteMta = remoteMta })));

    [Theory]
    [InlineData("google.com")]
    [InlineData("no remote server")]
    public void Where_the_column_is_absent_no_exchanger_fits(string exchanger) =>
        Assert.False(new UndoFilter { Exchanger = exchanger }.Selects(Entry(e => e with { RemoteMta = null })));

    [Theory, MemberData(nameof(Replies))]
    public void A_reply_is_searched_for_a_text_without_any_wildcards(string text, bool expected) => Assert.Equal(expected, new UndoFilter { Text = text }.Selects(
        Entry(e => e with { Status = "5.1.1 (bad destination mailbox address)", Diagnostic = "smtp;550 The email account that you tried 100%_sure" })));

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("EXAMPLE.com", true)]
    [InlineData("example.com.", true)]
    [InlineData("mail.example.com", false)]
    [InlineData("le.com", false)]
    public void A_domain_is_the_recipients(string domain, bool expected) =>
        Assert.Equal(expected, new UndoFilter { Domain = UndoFilter.DomainOf(domain) }.Selects(Entry(e => e)));

    [Fact]
    public void A_domain_in_letters_is_the_same_as_in_ascii()
    {
        Assert.True(EmailAddress.TryParse("x@bücher.example", out var address));
        Assert.True(new UndoFilter { Domain = UndoFilter.DomainOf("XN--bcher-kva.example") }.Selects(Entry(e => e with { Recipient = address })));
        Assert.True(new UndoFilter { Domain = UndoFilter.DomainOf("BÜCHER.example") }.Selects(Entry(e => e with { Recipient = address })));
        Assert.Null(UndoFilter.DomainOf("a b"));
    }

    [Theory]
    [InlineData("mailwizz-bs224mf5v20f4", true)]
    [InlineData("BS224MF5V20F4", true)]
    [InlineData("cd456efghi789", false)]
    public void A_campaign_is_the_job_or_that_of_the_feedback_id(string campaign, bool expected) => Assert.Equal(expected, new UndoFilter { Campaign = campaign }.Selects(
        Entry(e => e with { JobId = "mailwizz-bs224mf5v20f4", FeedbackId = "bs224mf5v20f4:cd456efghi789:ab123cdefg456:on987d5f1x791" })));

    [Theory]
    [InlineData(EventKind.HardBounce, true)]
    [InlineData(EventKind.SoftBounce, true)]
    [InlineData(EventKind.Block, true)]
    [InlineData(EventKind.Complaint, false)]
    [InlineData(EventKind.Unsubscribe, false)]
    [InlineData(EventKind.Restore, false)]
    public void Only_bounces_are_ever_taken_back(EventKind kind, bool expected) =>
        Assert.Equal(expected, new UndoFilter { Range = new UndoRange(1, null, null) }.Selects(Entry(e => e with { Kind = kind })));

    [Fact]
    public void Several_restrict_each_other_and_since_is_within_and_until_is_not()
    {
        var filter = new UndoFilter { Range = new UndoRange(1, At, At.AddHours(1)), Domain = "example.com" };
        Assert.True(filter.Selects(Entry(e => e)));
        Assert.False(filter.Selects(Entry(e => e) with { Run = 2 }));
        Assert.False(filter.Selects(Entry(e => e) with { At = At.AddTicks(-1) }));
        Assert.False(filter.Selects(Entry(e => e) with { At = At.AddHours(1) }));
        Assert.False((filter with { Domain = "x.example" }).Selects(Entry(e => e)));
        Assert.False(filter.IsEmpty);
        Assert.True(new UndoFilter().IsEmpty);
    }

    private static LedgerEntry Entry(Func<BounceEvent, BounceEvent> change) =>
        new(1, 1, StateFolder.MailWizz, At, LedgerOutcome.Done, 0, "", [], change(StateFolder.Event(1)), null);
}
