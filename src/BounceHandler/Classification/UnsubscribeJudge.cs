using BounceHandler.Events;
using BounceHandler.Maildrop;
using BounceHandler.Providers;

namespace BounceHandler.Classification;

/// <summary>
/// One unsubscribe mail in, one decision out. Pure. Whoever mails to an address that names a subscriber asks for that subscriber to be removed, from
/// wherever and however it was sent, automatically or not (RFC 2369 3.2, RFC 8058): only answers to our own mail are no requests.
/// </summary>
/// <param name="addresses">Reads the addresses.</param>
/// <param name="definitions">All configured providers.</param>
/// <param name="providers">The same, by name: asked whether they have any action for an event.</param>
public sealed class UnsubscribeJudge(
    UnsubscribeAddresses addresses, IReadOnlyList<ProviderDefinition> definitions, IReadOnlyDictionary<string, IBounceProvider> providers)
{
    /// <summary>The rule of a request whose address says it all.</summary>
    public const string AddressRule = "unsubscribe:address";

    /// <summary>The rule of a request whose Subject names the subscriber.</summary>
    public const string SubjectRule = "unsubscribe:subject";

    private readonly ProviderRoutes _routes = new(definitions);

    /// <summary>Decides about a mail.</summary>
    /// <param name="drop">The mail as it was handed over.</param>
    /// <param name="dropName">Name of its file, which identifies the event.</param>
    /// <param name="now">No request came later than this, whatever its clock said.</param>
    public UnsubscribeDecision Decide(Drop drop, string dropName, DateTimeOffset now)
    {
        var mail = RequestMail.Read(drop.Mail);
        if (NoRequest(drop, mail) is { } reason)
            return new UnsubscribeDecision.SetAside(reason);
        var request = new BounceEvent
        {
            Identity = EventIdentityMaker.OfDrop(dropName),
            Kind = EventKind.Unsubscribe,
            RecordType = "mail",
            OccurredAt = drop.Time < now ? drop.Time : now,
            Rule = AddressRule,
            EnvelopeSender = BounceEvent.Cut(drop.From ?? mail.ReturnPath ?? ""),
            Report = new MailReport
            {
                From = BounceEvent.Cut(mail.From),
                Subject = BounceEvent.Cut(mail.Subject),
                ListUnsubscribe = BounceEvent.Cut(drop.To),
                Headers = mail.HeaderText,
            },
        };
        if ((addresses.Read(drop.To) ?? AsUnderstoodBefore(drop)) is { } reading)
        {
            return reading.IsTrusted
                ? Route(request with { Reference = reading.Reference, Recipient = reading.Recipient }, reading.Providers)
                : new UnsubscribeDecision.Refused("the signature of the address is wrong");
        }

        // A Subject carries no signature: where addresses have to, naming a subscriber there must not get round it.
        return addresses.AreSigned || SubjectReference.Read(mail.Subject) is not { } reference
            ? new UnsubscribeDecision.NotUnderstood("the address is of no configured form")
            : Route(
                request with { Rule = SubjectRule, Reference = reference },
                [.. providers.Where(provider => provider.Value is IResolvesSubscribers).Select(provider => provider.Key)]);
    }

    private static string? NoRequest(Drop drop, RequestMail mail)
    {
        // Where nobody knows the sender a report is taken for a bounce, which is what reports are.
        var isFromNobody = (drop.From ?? mail.ReturnPath ?? "").Trim() is "" or "<>";
        return mail switch
        {
            { IsNotice: true } => "one of our own notifications",
            { IsAutomaticReply: true } => "an automatic reply",
            { IsReport: true } when isFromNobody => "a report from the null sender",
            _ => null,
        };
    }

    // unsubhandler may have had another configuration, or an older one. It reads no secret, so what it says of a signed address is no proof.
    private static UnsubscribeReading? AsUnderstoodBefore(Drop drop) =>
        drop.Address is { } address && AddressFormat.TryCompile(address.Format, out var format, out _) && !format.IsSigned
            ? UnsubscribeAddresses.Meaning(address.Providers, address.Tokens, isTrusted: true)
            : null;

    private UnsubscribeDecision Route(BounceEvent request, IReadOnlyCollection<string> names)
    {
        var able = _routes.Of(names).Where(route => providers[route.Provider].HasActionFor(request)).ToList();
        return able.Count > 0
            ? new UnsubscribeDecision.Accept(request, able)
            : new UnsubscribeDecision.NotUnderstood("no provider can act on it");
    }
}
