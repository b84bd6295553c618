using System.Text;
using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Maildrop;
using BounceHandler.Providers;

namespace BounceHandler.Tests.Classification;

/// <summary>One mail, some forms, and providers that take what MailWizz, Interspire and the local list take.</summary>
internal static class UnsubscribeScene
{
    public const string C = "cw7208d4ca9f1";
    public const string S = "dm200ahb6hbca";
    public const string L = "pf5150000917a";
    public const string Named = $"Subject: Campaign-Uid:{C} / Subscriber-Uid:{S} - Unsubscribe request\n\n";
    public const string DropName = "1464508004123456.77.0123456789abcdef";

    public static readonly DateTimeOffset Arrival = new(2016, 5, 29, 9, 46, 44, TimeSpan.Zero);

    public static readonly SignedFormat[] Unsigned = [TestForms.Of(AddressFormat.MailWizz, "mw")];

    /// <summary>Forms that need mw of tenant a and iem of tenant b.</summary>
    public static readonly SignedFormat[] Tenants =
    [
        .. Unsigned, TestForms.Of("u+{address}@u.example", "iem"), TestForms.Of("v+{subscriber}+{address}@u.example", "iem"),
        TestForms.Of("v+{subscriber}+{address}@u.example", "mw"), TestForms.Of("i.{list}.{subscriber}@*", "iem"),
        TestForms.Of("s+{address}@u.example", "suppressions"), TestForms.Of("gone.{subscriber}@*", "gone"),
    ];

    public static UnsubscribeDecision Decide(
        SignedFormat[] forms, string to, string mail = "", string? from = null, UnsubscribeAddress? address = null, DateTimeOffset? now = null)
    {
        var several = ReferenceEquals(forms, Tenants);
        ProviderDefinition[] definitions =
        [
            TestDefinitions.Tool("mw") with { Tenant = several ? "a" : null }, TestDefinitions.Tool("iem") with { Tenant = several ? "b" : null },
            TestDefinitions.Tool("suppressions") with { FollowsOthers = true },
        ];
        var providers = new Dictionary<string, IBounceProvider> { ["mw"] = new ByUid(), ["iem"] = new ById(), ["suppressions"] = new ByAddress() };
        var drop = new Drop { Time = Arrival, To = to, From = from, Address = address, Mail = Encoding.UTF8.GetBytes(mail) };
        return new UnsubscribeJudge(new UnsubscribeAddresses(forms), definitions, providers).Decide(drop, DropName, now ?? Arrival.AddMinutes(1));
    }

    public static string Words(UnsubscribeDecision decision) => decision switch
    {
        UnsubscribeDecision.Accept(_, var routes) => string.Join(' ', routes.Select(route => route.Tenant.Length > 0 ? $"{route.Provider}/{route.Tenant}" : route.Provider)),
        UnsubscribeDecision.Refused => "refused",
        UnsubscribeDecision.NotUnderstood(var reason) when reason.StartsWith("no provider", StringComparison.Ordinal) => reason,
        UnsubscribeDecision.NotUnderstood => "not understood",
        _ => "set aside",
    };

    private class ByAddress : IBounceProvider
    {
        public virtual bool HasActionFor(BounceEvent bounceEvent) => bounceEvent.Recipient is not null;

        public Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Only asked.");
    }

    private sealed class ByUid : ByAddress, IResolvesSubscribers
    {
        public override bool HasActionFor(BounceEvent bounceEvent) => base.HasActionFor(bounceEvent) || bounceEvent.Reference?.Subscriber?.Length == 13;

        public Task<Resolution> ResolveAsync(SubscriberRef reference, CancellationToken cancellationToken) => throw new NotSupportedException("Only asked.");
    }

    private sealed class ById : ByAddress
    {
        public override bool HasActionFor(BounceEvent bounceEvent) => base.HasActionFor(bounceEvent) || bounceEvent.Reference?.Subscriber?.All(char.IsAsciiDigit) == true;
    }
}
