using CampaignSimulator;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>A request about one of the audience, and whom it is about.</summary>
/// <param name="Number">Its place in the server's log.</param>
/// <param name="Provider">Name in the configuration.</param>
/// <param name="Operation">What was called.</param>
/// <param name="Recipient">Address.</param>
/// <param name="Subject">How it names him: the address, or a subscriber of one list.</param>
internal sealed record SubscriberCall(long Number, string Provider, string Operation, string Recipient, string Subject)
{
    /// <summary>It changes something.</summary>
    public bool IsChange => Operation is "create-bounce" or "unsubscribe" or "track-unsubscribe" or "UnsubscribeSubscriber";
}

/// <summary>Tells requests by the recipient that they are about, also where they name a subscriber.</summary>
internal sealed class SubscriberCalls
{
    private readonly CampaignServer _server;
    private readonly Dictionary<string, string> _recipients = new(StringComparer.OrdinalIgnoreCase);

    public SubscriberCalls(CampaignServer server, IEnumerable<string> addresses)
    {
        _server = server;
        foreach (var address in addresses)
        {
            _recipients[address] = address;
            foreach (var (_, uid, _) in server.MailWizz.RowsOf(address))
                _recipients[uid] = address;
        }
    }

    /// <summary>All so far, in order of arrival.</summary>
    public IReadOnlyList<SubscriberCall> All() => [.. _server.Log.Requests.Select(Of).OfType<SubscriberCall>()];

    /// <summary>How often an operation was called.</summary>
    public int Count(string operation) => _server.Log.Of(operation).Count;

    private SubscriberCall? Of(LoggedRequest request)
    {
        var provider = request.System == CampaignSystem.MailWizz ? "mailwizz" : "interspire";
        foreach (var word in request.Path.Split('/').Concat(request.Parameters.Select(parameter => parameter.Value)))
        {
            if (_recipients.TryGetValue(word, out var recipient))
                return new SubscriberCall(request.Number, provider, request.Operation, recipient, word);
        }

        return null;
    }
}
