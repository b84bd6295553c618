using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Classification;

/// <summary>Where a soft bounce goes as a hard one once its recipient's soft bounces have added up.</summary>
public sealed class JudgeSoftTests
{
    private static readonly AccountingRecord Soft = TestRecords.Bounce((Column.BounceCat, "quota-issues"), (Column.DsnStatus, "5.2.2 (mailbox full)"), (Column.DsnDiag, "smtp;552 5.2.2 mailbox full"));

    [Fact]
    public void It_goes_where_a_hard_bounce_of_its_sender_goes_except_to_those_that_count_themselves()
    {
        var accept = Assert.IsType<Decision.Accept>(Judge().OfRecord(Soft, TestRecords.Now));

        Assert.Equal([new Route("counting", "")], accept.Routes);
        Assert.Equal([new Route("other", ""), new Route("suppressions", "")], accept.HardRoutes);
    }

    [Fact]
    public void It_is_counted_also_where_nobody_has_an_action_for_soft_bounces()
    {
        var accept = Assert.IsType<Decision.Accept>(Judge().OfRecord(
            TestRecords.Bounce((Column.BounceCat, "quota-issues"), (Column.DsnDiag, "smtp;552 mailbox full"), (Column.DsnStatus, ""), (Column.Orig, "other@other.example")), TestRecords.Now));

        Assert.Empty(accept.Routes);
        Assert.Equal([new Route("other", ""), new Route("suppressions", "")], accept.HardRoutes);
    }

    [Theory]
    [InlineData("campaign@mailwizz.example", "accepted")]
    [InlineData("other@other.example", "nothing to do: User@example.com from other@other.example: soft, no action at other, suppressions")]
    [InlineData("x@elsewhere.example", "no route: ")]
    public void While_soft_bounces_are_not_counted_only_those_are_taken_that_somebody_has_an_action_for(string sender, string expected)
    {
        var record = TestRecords.Bounce(
            (Column.BounceCat, "quota-issues"), (Column.DsnDiag, "smtp;552 mailbox full"), (Column.DsnStatus, ""), (Column.Orig, sender));

        var decision = Judge().OfRecord(record, TestRecords.Now, countSoft: false);

        Assert.Equal(expected, decision is Decision.Skip skip ? $"{skip.Reason}: {skip.Text}" : "accepted");
        Assert.Empty((decision as Decision.Accept)?.HardRoutes ?? []);
    }

    [Fact]
    public void Nothing_else_is_counted()
    {
        Assert.Empty(Assert.IsType<Decision.Accept>(Judge(EvidenceUse.Off).OfRecord(Soft, TestRecords.Now)).HardRoutes);
        Assert.Empty(Assert.IsType<Decision.Accept>(Judge().OfRecord(TestRecords.Bounce(), TestRecords.Now)).HardRoutes);
        Assert.Empty(Assert.IsType<Decision.Accept>(Judge().OfAddress("user@example.com", 1, TestRecords.Now)).HardRoutes);
        Assert.Equal(
            "no route", Assert.IsType<Decision.Skip>(Judge().OfRecord(
                TestRecords.Bounce((Column.BounceCat, "quota-issues"), (Column.DsnDiag, "smtp;552 mailbox full"), (Column.DsnStatus, ""), (Column.Orig, "x@elsewhere.example")), TestRecords.Now)).Reason);
    }

    private const string Verp = "campaign-user=example.com@mailwizz.example";

    // Anybody can send five of them on five days.
    [Theory]
    [InlineData(RemoteBounceUse.Act, "campaign@mailwizz.example", "5.2.2 (mailbox full)", false)]
    [InlineData(RemoteBounceUse.Act, "campaign@mailwizz.example", "5.1.1 (no such user)", false)]
    [InlineData(RemoteBounceUse.Act, Verp, "5.2.2 (mailbox full)", true)]
    [InlineData(RemoteBounceUse.Count, Verp, "5.2.2 (mailbox full)", false)]
    [InlineData(RemoteBounceUse.Count, Verp, "5.1.1 (no such user)", false)]
    public void A_remote_one_is_counted_only_if_its_sender_shows_whom_it_is_about(RemoteBounceUse use, string sender, string status, bool expected)
    {
        var record = TestRecords.Of(
            RecordType.RemoteBounce, (Column.Orig, sender), (Column.Rcpt, "user@example.com"), (Column.BounceCat, "bad-mailbox"), (Column.DsnStatus, status),
            (Column.DsnDiag, $"smtp;550 {status}"));

        var accept = Assert.IsType<Decision.Accept>(Judge(remoteBounces: use).OfRecord(record, TestRecords.Now));
        Assert.Equal((Verdict.Soft, expected), (accept.Verdict, accept.HardRoutes.Count > 0));
    }

    private static Judge Judge(EvidenceUse evidence = EvidenceUse.Decide, RemoteBounceUse remoteBounces = RemoteBounceUse.Act)
    {
        ProviderDefinition[] definitions =
        [
            TestDefinitions.Tool("counting") with { Senders = ["campaign@mailwizz.example"], CountsSoftBounces = true },
            TestDefinitions.Tool("other") with { Senders = ["campaign@mailwizz.example", "other@other.example"] },
            TestDefinitions.Tool("suppressions") with { FollowsOthers = true },
        ];
        return new Judge(new Settings { Evidence = evidence, RemoteBounces = remoteBounces }, new Router(definitions, []), [], new Dictionary<string, IBounceProvider>
        {
            ["counting"] = new TestDefinitions.Picky(EventKind.HardBounce, EventKind.SoftBounce),
            ["other"] = new TestDefinitions.Picky(EventKind.HardBounce),
            ["suppressions"] = new TestDefinitions.Picky(EventKind.HardBounce),
        });
    }
}
