using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Classification;

/// <summary>Anybody can send a report of a bounce: what a remote one may do.</summary>
public sealed class RemoteBounceProofTests
{
    private const string Verp = "campaign-user=example.com@mailwizz.example";
    private const string FeedbackId = "bs224mf5v20f4:ll381bxshm01e:cn417nrhmv922:ab123cd45e678";

    [Theory]
    [InlineData(RemoteBounceUse.Act, EvidenceUse.Decide, Verp, "", "hard")]
    [InlineData(RemoteBounceUse.Act, EvidenceUse.Decide, "campaign@mailwizz.example", "", "soft")]
    [InlineData(RemoteBounceUse.Act, EvidenceUse.Decide, "campaign@mailwizz.example", "not:one:of ours", "soft")]
    [InlineData(RemoteBounceUse.Act, EvidenceUse.Decide, "campaign@mailwizz.example", FeedbackId, "asked")]
    [InlineData(RemoteBounceUse.Act, EvidenceUse.Veto, "campaign@mailwizz.example", "", "soft")]
    [InlineData(RemoteBounceUse.Act, EvidenceUse.Off, "campaign@mailwizz.example", "", "hard")]
    [InlineData(RemoteBounceUse.Act, EvidenceUse.Off, "campaign@mailwizz.example", FeedbackId, "hard")]
    [InlineData(RemoteBounceUse.Count, EvidenceUse.Decide, Verp, "", "soft")]
    [InlineData(RemoteBounceUse.Count, EvidenceUse.Decide, "campaign@mailwizz.example", FeedbackId, "soft")]
    [InlineData(RemoteBounceUse.Count, EvidenceUse.Off, Verp, "", "soft")]
    [InlineData(RemoteBounceUse.Ignore, EvidenceUse.Decide, Verp, "", "remote bounce ignored")]
    [InlineData(RemoteBounceUse.Ignore, EvidenceUse.Off, Verp, "", "remote bounce ignored")]
    public void A_remote_bounce_removes_only_whom_the_mail_itself_names(
        RemoteBounceUse use, EvidenceUse evidence, string sender, string feedbackId, string expected)
    {
        var record = TestRecords.Of(RecordType.RemoteBounce, (Column.Orig, sender), (Column.Rcpt, "user@example.com"), (Column.HeaderFeedbackId, feedbackId));

        Assert.Equal(expected, What(Judge(use, evidence).OfRecord(record, TestRecords.Now)));
    }

    [Theory]
    [InlineData(RemoteBounceUse.Count)]
    [InlineData(RemoteBounceUse.Ignore)]
    public void A_local_bounce_is_none_of_its_business(RemoteBounceUse use) =>
        Assert.Equal("hard", What(Judge(use, EvidenceUse.Decide).OfRecord(TestRecords.Bounce(), TestRecords.Now)));

    [Fact]
    public void Without_anybody_who_can_tell_a_Feedback_ID_proves_nothing()
    {
        var record = TestRecords.Of(RecordType.RemoteBounce, (Column.Orig, "campaign@mailwizz.example"), (Column.HeaderFeedbackId, FeedbackId));

        var accept = Assert.IsType<Decision.Accept>(TestRecords.Judge().OfRecord(record, TestRecords.Now));
        Assert.Equal((Verdict.Soft, EventKind.SoftBounce, "remote-bounce"), (accept.Verdict, accept.Event.Kind, accept.Event.Rule));
        Assert.Null(accept.Event.Reference);
    }

    private static string What(Decision decision) => decision switch
    {
        Decision.Skip skip => skip.Reason,
        Decision.Accept { AskedFirst.Count: > 0, Verdict: Verdict.Hard, Event: { Kind: EventKind.HardBounce, Reference: not null } } => "asked",
        Decision.Accept { AskedFirst.Count: 0, Event.Reference: null } accept => accept.Label,
        _ => "something else",
    };

    private static Judge Judge(RemoteBounceUse use, EvidenceUse evidence)
    {
        var router = new Router([TestDefinitions.Tool("mailwizz") with { Senders = ["campaign@mailwizz.example"] }], []);
        return new Judge(
            new Settings { RemoteBounces = use, Evidence = evidence }, router, [], new Dictionary<string, IBounceProvider> { ["mailwizz"] = new Knowing() });
    }

    private sealed class Knowing : IBounceProvider, IResolvesSubscribers
    {
        public bool HasActionFor(BounceEvent bounceEvent) => bounceEvent.Recipient is not null || bounceEvent.Reference is not null;

        public Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Resolution> ResolveAsync(SubscriberRef reference, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
