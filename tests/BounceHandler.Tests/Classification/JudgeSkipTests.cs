using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Input;

namespace BounceHandler.Tests.Classification;

public sealed class JudgeSkipTests
{
    private static readonly Settings Guarded = new()
    {
        OwnDomains = ["own.example"],
        ProtectedRecipients = [SenderPattern.TryParse("*@vip.example", out var pattern) ? pattern : throw new ArgumentException("pattern")],
        Input = new InputSettings { MaxEventAgeDays = 30 },
        Evidence = EvidenceUse.Off,
    };

    public static TheoryData<string, RecordType, Column, string?> Reasons => new()
    {
        { "type d", RecordType.Delivery, Column.Rcpt, "user@example.com" },
        { "bounce-queue", RecordType.Bounce, Column.DsnDiag, "x-pmta;bounce-queue" },
        { "deleted by administrator", RecordType.Bounce, Column.DsnDiag, "x-pmta;deleted by administrator" },
        { "dlvType pipe", RecordType.Bounce, Column.DlvType, "pipe" },
        { "dlvType discard", RecordType.RemoteBounce, Column.DlvType, "discard" },
        { "no valid recipient", RecordType.Bounce, Column.Rcpt, null },
        { "no valid recipient", RecordType.Bounce, Column.Rcpt, "" },
        { "no valid recipient", RecordType.Bounce, Column.Rcpt, "nobody" },
        { "redacted recipient", RecordType.Bounce, Column.Rcpt, "...@example.com" },
        { "redacted recipient", RecordType.RemoteBounce, Column.Rcpt, "...@example.com" },
        { "own domain", RecordType.Bounce, Column.Rcpt, "user@own.example" },
        { "unsubscribe domain", RecordType.Bounce, Column.Rcpt, "a.b.c@unsub.example" },
        { "protected recipient", RecordType.Bounce, Column.Rcpt, "boss@vip.example" },
        { "category message-expired not configured", RecordType.Bounce, Column.BounceCat, "Message-Expired" },
        { "category (none) not configured", RecordType.Bounce, Column.BounceCat, null },
        { "category (none) not configured", RecordType.Bounce, Column.BounceCat, "" },
        { "category a?b?c not configured", RecordType.Bounce, Column.BounceCat, "a\nbéc" },
        { $"category {new string('x', 40)} not configured", RecordType.Bounce, Column.BounceCat, new string('x', 4000) },
        { "older than 30 days", RecordType.Bounce, Column.TimeLogged, "2026-02-08 11:59:59Z" },
        { "no route", RecordType.Bounce, Column.Orig, "stranger@elsewhere.example" },
        { "no route", RecordType.Bounce, Column.Orig, "<>" },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void A_row_is_skipped_for_exactly_one_reason(string reason, RecordType type, Column column, string? value)
    {
        var decision = TestRecords.Judge(Guarded).OfRecord(TestRecords.Of(type, (column, value)), TestRecords.Now);

        Assert.Equal(reason, Assert.IsType<Decision.Skip>(decision).Reason);
    }

    [Fact]
    public void What_has_no_route_says_what_it_was()
    {
        var decision = TestRecords.Judge().OfRecord(TestRecords.Bounce((Column.Orig, "stranger@elsewhere.example")), TestRecords.Now);

        var skip = Assert.IsType<Decision.Skip>(decision);
        Assert.Equal(Verdict.Hard, skip.Verdict);
        Assert.Equal("user@example.com", skip.Event!.Recipient!.Identity);
    }

    [Theory]
    [InlineData("2026-02-08 12:00:00Z", true)]
    [InlineData("2026-02-08 11:59:59Z", false)]
    [InlineData("2027-01-01 00:00:00Z", true)]
    [InlineData("no time", true)]
    public void The_age_limit_counts_from_when_the_bounce_was_logged(string logged, bool accepted)
    {
        var record = TestRecords.Bounce((Column.TimeLogged, logged), (Column.TimeQueued, null));

        Assert.Equal(accepted, TestRecords.Judge(Guarded).OfRecord(record, TestRecords.Now) is Decision.Accept);
        Assert.IsType<Decision.Accept>(TestRecords.Judge().OfRecord(record, TestRecords.Now));
    }

    [Fact]
    public void Nothing_to_do_is_what_no_routed_provider_acts_on()
    {
        var judge = TestRecords.Judge(null, EventKind.Complaint);

        Assert.Equal("nothing to do", Assert.IsType<Decision.Skip>(judge.OfRecord(TestRecords.Bounce(), TestRecords.Now)).Reason);
        Assert.Equal("nothing to do", Assert.IsType<Decision.Skip>(judge.OfAddress("user@example.com", 1, TestRecords.Now)).Reason);
    }

    [Fact]
    public void A_soft_bounce_without_a_campaign_is_nothing_to_do_where_it_is_not_counted_either()
    {
        var record = TestRecords.Bounce((Column.BounceCat, "quota-issues"), (Column.JobId, null));
        var judge = TestRecords.Judge(new Settings { Evidence = EvidenceUse.Off });

        Assert.Equal("nothing to do", Assert.IsType<Decision.Skip>(judge.OfRecord(record, TestRecords.Now)).Reason);
    }

    [Theory]
    [InlineData("nobody", "no valid recipient")]
    [InlineData("...@example.com", "redacted recipient")]
    [InlineData("user@own.example", "own domain")]
    [InlineData("boss@vip.example", "protected recipient")]
    [InlineData("x@unsub.example", "unsubscribe domain")]
    public void Plain_addresses_are_guarded_too(string address, string reason) =>
        Assert.Equal(reason, Assert.IsType<Decision.Skip>(TestRecords.Judge(Guarded).OfAddress(address, 1, TestRecords.Now)).Reason);

    [Fact]
    public void A_plain_address_of_several_tenants_has_no_tenant()
    {
        var router = new Router([TestDefinitions.Tool("a") with { Tenant = "a" }, TestDefinitions.Tool("b") with { Tenant = "b" }], []);
        var picky = new TestDefinitions.Picky(EventKind.HardBounce);
        var judge = new Judge(
            new Settings(), router, [], new Dictionary<string, BounceHandler.Providers.IBounceProvider> { ["a"] = picky, ["b"] = picky });

        Assert.Equal("no tenant", Assert.IsType<Decision.Skip>(judge.OfAddress("user@example.com", 1, TestRecords.Now)).Reason);
    }
}
