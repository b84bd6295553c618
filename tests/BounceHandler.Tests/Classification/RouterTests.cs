using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Classification;

public sealed class RouterTests
{
    // One tenant: two tools with senders, one without, and the local list that follows.
    private static readonly Router Ordinary = Router(
        ["receipts@shop.example", "*@orders.example"],
        Tool("mailwizz", null, "campaign@mailwizz.example", "*@news.example"), Tool("interspire", null, "*.example.net", "both@news.example"),
        Tool("silent", null), Local("suppressions"));

    private static readonly Router Tenants = Router(
        ["receipts@shop.example", "receipts@a.example"],
        Tool("a1", "a", "*@a.example"), Tool("a2", "a"), Tool("b", "b", "*@b.example", "*@a-and-b.example"), Tool("c", "c", "*@a-and-b.example"),
        Local("suppressions"));

    [Theory]
    [InlineData("campaign@mailwizz.example", Verdict.Hard, "mailwizz suppressions")]
    [InlineData("CAMPAIGN@MailWizz.example", Verdict.Soft, "mailwizz suppressions")]
    [InlineData("anyone@news.example", Verdict.Hard, "mailwizz suppressions")]
    [InlineData("both@news.example", Verdict.Hard, "mailwizz interspire suppressions")]
    [InlineData("x@mail.example.net", Verdict.Hard, "interspire suppressions")]
    [InlineData("x@example.net", Verdict.Hard, "no route")]
    [InlineData("campaign-user=dom.example@mailwizz.example", Verdict.Hard, "mailwizz suppressions")]
    [InlineData("bounce-anyone=news.example@elsewhere.example", Verdict.Hard, "no route")]
    [InlineData("stranger@elsewhere.example", Verdict.Hard, "no route")]
    [InlineData("<>", Verdict.Hard, "no route")]
    [InlineData("", Verdict.Soft, "no route")]
    // Transactional mail: a hard bounce concerns everybody, a soft one nobody.
    [InlineData("receipts@shop.example", Verdict.Hard, "mailwizz interspire silent suppressions")]
    [InlineData("receipts-user=dom.example@shop.example", Verdict.Hard, "mailwizz interspire silent suppressions")]
    [InlineData("anyone@orders.example", Verdict.Hard, "mailwizz interspire silent suppressions")]
    [InlineData("receipts@shop.example", Verdict.Soft, "no route")]
    [InlineData("receipts@shop.example", Verdict.Block, "no route")]
    public void A_bounce_goes_to_every_provider_whose_senders_match(string sender, Verdict verdict, string expected) =>
        Assert.Equal(expected, Words(Ordinary.OfBounce(sender, verdict)));

    [Theory]
    [InlineData("x@a.example", Verdict.Hard, "a1/a suppressions/a")]
    [InlineData("x@a-and-b.example", Verdict.Hard, "b/b c/c suppressions/b suppressions/c")]
    [InlineData("x@elsewhere.example", Verdict.Hard, "no route")]
    [InlineData("receipts@a.example", Verdict.Hard, "a1/a a2/a suppressions/a")]
    [InlineData("receipts@a.example", Verdict.Soft, "a1/a suppressions/a")]
    [InlineData("receipts@shop.example", Verdict.Hard, "no tenant")]
    public void With_tenants_a_bounce_stays_within_the_tenants_of_its_sender(string sender, Verdict verdict, string expected) =>
        Assert.Equal(expected, Words(Tenants.OfBounce(sender, verdict)));

    [Fact]
    public void What_concerns_a_person_everywhere_goes_to_every_provider_of_the_tenant()
    {
        Assert.Equal("mailwizz interspire silent suppressions", Words(Ordinary.OfTenant("")));
        Assert.Equal("mailwizz interspire silent suppressions", Words(Ordinary.OfTenant("stranger@elsewhere.example")));
        Assert.Equal("a1/a a2/a suppressions/a", Words(Tenants.OfTenant("x@a.example")));
        Assert.Equal("b/b c/c suppressions/b suppressions/c", Words(Tenants.OfTenant("x@a-and-b.example")));
        Assert.Equal("no tenant", Words(Tenants.OfTenant("")));
        Assert.Equal("no tenant", Words(Tenants.OfTenant("stranger@elsewhere.example")));
    }

    [Theory]
    [InlineData("anyone@elsewhere.example")]
    [InlineData("<>")]
    public void Without_any_senders_every_sender_is_ours(string sender)
    {
        Assert.Equal("one two suppressions", Words(Router([], Tool("one", null), Tool("two", null), Local("suppressions")).OfBounce(sender, Verdict.Soft)));
        Assert.Equal("suppressions", Words(Router([], Local("suppressions")).OfBounce(sender, Verdict.Hard)));
        Assert.Equal("no tenant", Words(Router([], Tool("one", "a"), Tool("two", "b"), Local("suppressions")).OfBounce(sender, Verdict.Hard)));
    }

    [Fact]
    public void A_tenant_of_its_own_is_another_than_none() =>
        Assert.Equal("no tenant", Words(Router([], Tool("one", null), Tool("two", "b")).OfTenant("")));

    [Fact]
    public void All_routes_are_those_that_any_event_may_take() => Assert.Equal(
        "a1/a a2/a b/b c/c suppressions/a suppressions/b suppressions/c", Words(new Routing.Found([.. Tenants.All])));

    [Theory]
    [InlineData("a1", "a", EventKind.Complaint, "a2/a suppressions/a")]
    [InlineData("b", "b", EventKind.Complaint, "suppressions/b")]
    [InlineData("suppressions", "a", EventKind.Complaint, "a1/a a2/a")]
    [InlineData("a1", "a", EventKind.Unsubscribe, "suppressions/a")]
    [InlineData("suppressions", "b", EventKind.Unsubscribe, "")]
    public void Beside_a_route_are_the_others_of_its_tenant(string provider, string tenant, EventKind kind, string expected) =>
        Assert.Equal(expected, Words(new Routing.Found(Tenants.Beside(new Route(provider, tenant), kind))));

    [Fact]
    public void A_complaint_goes_to_the_tenant_of_the_first_sender_that_tells_else_of_the_providers_named()
    {
        Assert.Equal("b/b suppressions/b", Words(Tenants.OfComplaint(["", "x@elsewhere.example", "x@b.example", "x@a.example"], [["a1"]])));
        Assert.Equal("a1/a a2/a suppressions/a", Words(Tenants.OfComplaint([""], [["b", "c"], ["unknown"], ["a2", "a1"], ["b"]])));
        Assert.Equal("no tenant", Words(Tenants.OfComplaint([""], [["b", "c"], []])));
        Assert.Equal("mailwizz interspire silent suppressions", Words(Ordinary.OfComplaint([""], [])));
    }

    private static string Words(Routing routing) => routing switch
    {
        Routing.Found(var routes) => string.Join(' ', routes.Select(route => route.Tenant.Length > 0 ? $"{route.Provider}/{route.Tenant}" : route.Provider)),
        Routing.NoRoute => "no route",
        _ => "no tenant",
    };

    private static Router Router(string[] transactional, params ProviderDefinition[] providers) =>
        new(providers, [.. transactional.Select(text => SenderPattern.TryParse(text, out var pattern) ? pattern : throw new ArgumentException(text))]);

    private static ProviderDefinition Tool(string name, string? tenant, params string[] senders) => TestDefinitions.Tool(name) with { Tenant = tenant, Senders = senders };

    private static ProviderDefinition Local(string name) => TestDefinitions.Tool(name) with { FollowsOthers = true };
}
