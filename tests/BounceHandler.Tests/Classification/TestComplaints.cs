using System.Net;
using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Providers;
using BounceHandler.Providers.Interspire;
using BounceHandler.Providers.MailWizz;

namespace BounceHandler.Tests.Classification;

/// <summary>Feedback-loop records as the reader makes them, and a judge to put them before.</summary>
internal static class TestComplaints
{
    public const string Campaign = "bs224mf5v20f4";
    public const string List = "cn417nrhmv922";
    public const string Subscriber = "ll381bxshm01e";
    public const string FeedbackId = $"{Campaign}:{Subscriber}:{List}:on987d5f1x791";
    public const string Unsubscribe = $"<mailto:{Subscriber}.{List}.{Campaign}@fbl-unsub.example.com?subject=unsubscribe>";

    public static readonly SubscriberRef Reference = new(Campaign, List, Subscriber);

    /// <summary>A complaint with nothing but a recipient to tell whose it is, with some columns changed; null takes a column away.</summary>
    public static AccountingRecord Record(params (Column Column, string? Value)[] changes)
    {
        var values = new Dictionary<Column, string>
        {
            [Column.TimeLogged] = "2016-08-01 14:06:01-0400",
            [Column.FeedbackType] = "abuse",
            [Column.Format] = "arf",
            [Column.UserAgent] = "Yahoo!-Mail-Feedback/2.0",
            [Column.Orig] = "campaign@mailwizz.example",
            [Column.Rcpt] = "Reader@yahoo.example",
            [Column.ReportingMta] = "mx.yahoo.example",
            [Column.DlvSourceIp] = "10.0.0.9",
            [Column.ReportedDomain] = "yahoo.example",
            [Column.HeaderFrom] = "\"News, Daily\" <campaign@mailwizz.example>",
            [Column.HeaderSubject] = "Your weekly news",
            [Column.HeaderMessageId] = "<0123@mailwizz.example>",
        };
        foreach (var (column, value) in changes)
        {
            if (value is null)
                values.Remove(column);
            else
                values[column] = value;
        }

        return new AccountingRecord(RecordType.FeedbackLoop, values);
    }

    /// <summary>A judge with a MailWizz, an Interspire and the local list, all of one tenant, that act on complaints.</summary>
    public static Judge Judge(Settings? settings = null, IUnsubscribeAddresses? addresses = null) => Judge(
        [
            (TestDefinitions.Tool("mailwizz") with { Senders = ["campaign@mailwizz.example"] }, MailWizz()),
            (TestDefinitions.Tool("interspire"), Interspire()),
            (TestDefinitions.Tool("suppressions") with { FollowsOthers = true }, Local()),
        ],
        settings,
        addresses);

    public static Judge Judge(
        IReadOnlyList<(ProviderDefinition Definition, IBounceProvider Provider)> providers, Settings? settings = null, IUnsubscribeAddresses? addresses = null) =>
        new(
            settings ?? new Settings(),
            new Router(providers.Select(p => p.Definition), []),
            ["fbl-unsub.example.com"],
            providers.ToDictionary(p => p.Definition.Name, p => p.Provider),
            addresses ?? new Addresses(new Form("fbl-unsub.example.com", "mailwizz")));

    /// <summary>Asks as MailWizz does, and can resolve.</summary>
    public static IBounceProvider MailWizz(MailWizzActions onComplaint = MailWizzActions.Bounce | MailWizzActions.Unsubscribe)
    {
        var rules = new MailWizzRules(
            CampaignPattern.TryParse("mailwizz-{campaign}")!, new Dictionary<EventKind, MailWizzActions> { [EventKind.Complaint] = onComplaint });
        return new Resolving(rules.HasActionFor);
    }

    /// <summary>Asks as Interspire does.</summary>
    public static IBounceProvider Interspire(InterspireActions onComplaint = InterspireActions.Unsubscribe) =>
        new Asked(new InterspireRules(new Dictionary<EventKind, InterspireActions> { [EventKind.Complaint] = onComplaint }).HasActionFor);

    /// <summary>Takes whoever has an address.</summary>
    public static IBounceProvider Local() => new Asked(e => e.Recipient is not null);

    public static Settings From(params string[] networks) =>
        new() { FeedbackLoop = new FeedbackLoopSettings { Sources = [.. networks.Select(IPNetwork.Parse)] } };

    /// <summary>A form of unsubscribe address: <c>subscriber.list.campaign</c> or <c>local=domain</c> at one domain.</summary>
    /// <param name="Domain">The domain of its addresses.</param>
    /// <param name="Providers">Names with blanks between.</param>
    /// <param name="IsTrusted">The signature is right.</param>
    public sealed record Form(string Domain, string Providers, bool IsTrusted = true);

    /// <summary>Reads the addresses of some forms.</summary>
    public sealed class Addresses(params Form[] forms) : IUnsubscribeAddresses
    {
        public UnsubscribeReading? Read(string address)
        {
            foreach (var form in forms)
            {
                if (!address.EndsWith("@" + form.Domain, StringComparison.OrdinalIgnoreCase))
                    continue;
                var local = address[..^(form.Domain.Length + 1)].ToLowerInvariant();
                var recipient = EmailAddress.TryParse(local.Replace('=', '@'), out var carried) ? carried : null;
                var reference = local.Split('.') is [var subscriber, var list, var campaign] ? new SubscriberRef(campaign, list, subscriber) : null;
                if ((recipient ?? (object?)reference) is not null)
                    return new UnsubscribeReading(form.Providers.Split(' '), recipient is null ? reference : null, recipient, form.IsTrusted);
            }

            return null;
        }
    }

    private class Asked(Predicate<BounceEvent> hasAction) : IBounceProvider
    {
        public bool HasActionFor(BounceEvent bounceEvent) => hasAction(bounceEvent);

        public Task<Outcome> ApplyAsync(BounceEvent bounceEvent, string tenant, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Only asked.");
    }

    private sealed class Resolving(Predicate<BounceEvent> hasAction) : Asked(hasAction), IResolvesSubscribers
    {
        public Task<Resolution> ResolveAsync(SubscriberRef reference, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Only asked.");
    }
}
