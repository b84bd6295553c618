using BounceHandler.Classification;
using BounceHandler.Input;

namespace BounceHandler.Tests.Classification;

/// <summary>Many customers behind one PowerMTA: nobody's complaint may edit somebody else's lists.</summary>
public sealed class ComplaintTenantTests
{
    private static readonly Judge Judge = TestComplaints.Judge(
        [
            (TestDefinitions.Tool("a1") with { Tenant = "a", Senders = ["*@a.example"] }, TestComplaints.MailWizz()),
            (TestDefinitions.Tool("a2") with { Tenant = "a" }, TestComplaints.Interspire()),
            (TestDefinitions.Tool("b") with { Tenant = "b", Senders = ["*@b.example"] }, TestComplaints.MailWizz()),
            (TestDefinitions.Tool("suppressions") with { FollowsOthers = true }, TestComplaints.Local()),
        ],
        null,
        new TestComplaints.Addresses(
            new TestComplaints.Form("u.a.example", "a1"), new TestComplaints.Form("u.any.example", "a1 b"),
            new TestComplaints.Form("u.forged.example", "b", IsTrusted: false)));

    private const string OfA = "a1/a a2/a suppressions/a";
    private const string OfB = "b/b suppressions/b";

    [Theory]
    [InlineData("x@a.example", null, null, null, OfA)]
    [InlineData("x-reader=yahoo.example@a.example", null, null, null, OfA)]
    [InlineData("x@b.example", "<x@a.example>", "x@a.example", null, OfB)]
    [InlineData("fbl@reports.example", "<x@a.example>", "x@b.example", null, OfA)]
    [InlineData("", "", "\"x@a.example <x@a.example>\" <X@B.example>", null, OfB)]
    [InlineData("<>", null, "x@a.example", null, OfA)]
    [InlineData(null, null, "News", "s.l.c@u.a.example", OfA)]
    [InlineData(null, null, null, "s.l.c@u.any.example>, <mailto:s.l.c@u.a.example", OfA)]
    // A form of several tenants, a wrong signature and an unknown form say nothing.
    [InlineData(null, null, null, "s.l.c@u.any.example", "no tenant")]
    [InlineData(null, null, null, "s.l.c@u.forged.example", "no tenant")]
    [InlineData(null, null, null, "s.l.c@elsewhere.example", "no tenant")]
    [InlineData("x@elsewhere.example", "<x@elsewhere.example>", "N <x@elsewhere.example>", null, "no tenant")]
    public void A_complaint_stays_within_its_tenant(string? orig, string? returnPath, string? from, string? unsubscribe, string expected) =>
        Assert.Equal(expected, Words(Judge.OfRecord(
            TestComplaints.Record(
                (Column.Orig, orig), (Column.HeaderReturnPath, returnPath), (Column.HeaderFrom, from),
                (Column.HeaderListUnsubscribe, unsubscribe is null ? null : $"<mailto:{unsubscribe}>")),
            TestRecords.Now)));

    [Fact]
    public void A_reference_is_not_asked_of_another_tenant()
    {
        var record = TestComplaints.Record((Column.Orig, "x@b.example"), (Column.Rcpt, ""), (Column.HeaderFeedbackId, TestComplaints.FeedbackId));

        var accept = Assert.IsType<Decision.Accept>(Judge.OfRecord(record, TestRecords.Now));
        Assert.Equal([new Route("b", "b")], accept.Routes);
        Assert.Equal(["b"], accept.AskedFirst);
    }

    [Fact]
    public void An_unsubscribe_address_of_another_tenant_names_nobody_of_this_one()
    {
        const string OfTenantA = $"<mailto:{TestComplaints.Subscriber}.{TestComplaints.List}.{TestComplaints.Campaign}@u.a.example>";

        Assert.Equal("recipient not found", Words(Judge.OfRecord(
            TestComplaints.Record((Column.Orig, "x@b.example"), (Column.Rcpt, ""), (Column.HeaderListUnsubscribe, OfTenantA)), TestRecords.Now)));
    }

    [Fact]
    public void A_complaint_without_tenant_says_what_it_was_so_that_it_is_logged()
    {
        var skip = Assert.IsType<Decision.Skip>(Judge.OfRecord(TestComplaints.Record((Column.HeaderFrom, null)), TestRecords.Now));

        Assert.Equal("no tenant", skip.Reason);
        Assert.Equal("reader@yahoo.example", skip.Event!.Recipient!.Identity);
    }

    private static string Words(Decision decision) => decision switch
    {
        Decision.Accept accept => string.Join(' ', accept.Routes.Select(route => $"{route.Provider}/{route.Tenant}")),
        Decision.Skip skip => skip.Reason,
        _ => "",
    };
}
