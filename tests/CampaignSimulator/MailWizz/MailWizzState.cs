namespace CampaignSimulator;

/// <summary>Customers, lists, subscribers and campaigns. Everything goes through one lock: each step is a few lookups long.</summary>
public sealed class MailWizzState
{
    public const string DefaultKey = "3d1f8f6f6b0c4f4f8a0f0c0d0e0f1a2b3c4d5e6f";
    public const string DefaultPrivateKey = "aabbccddeeff00112233445566778899aabbccdd";

    private readonly TimeProvider _clock;
    private Uids _uids = new();
    private int _campaigns;

    internal MailWizzState(TimeProvider clock)
    {
        _clock = clock;
        Reset();
    }

    public MailWizzCustomer DefaultCustomer { get; private set; } = null!;

    public IReadOnlyList<MailWizzCustomer> Customers
    {
        get
        {
            lock (Gate) return [.. CustomersByKey.Values];
        }
    }

    internal Lock Gate { get; } = new();

    internal Dictionary<string, MailWizzCustomer> CustomersByKey { get; } = [];

    /// <summary>Back to one customer that owns nothing. The uids begin anew, so that a run can be repeated exactly.</summary>
    public void Reset()
    {
        lock (Gate)
        {
            CustomersByKey.Clear();
            _uids = new Uids();
            _campaigns = 0;
            DefaultCustomer = AddCustomer("default", DefaultKey, DefaultPrivateKey);
        }
    }

    public MailWizzCustomer AddCustomer(string name, string? key = null, string? privateKey = null)
    {
        lock (Gate)
        {
            var customer = new MailWizzCustomer
            {
                Name = name,
                Key = key ?? "key-" + _uids.Next(),
                PrivateKey = privateKey ?? "private-" + _uids.Next(),
            };
            CustomersByKey.Add(customer.Key, customer);
            return customer;
        }
    }

    public MailWizzList AddList(string name, MailWizzCustomer? customer = null, string? uid = null)
    {
        lock (Gate)
        {
            customer ??= DefaultCustomer;
            var list = new MailWizzList { Uid = uid ?? _uids.Next(), Name = name, Customer = customer };
            customer.Lists.Add(list);
            return list;
        }
    }

    public MailWizzCampaign AddCampaign(MailWizzList list, string name = "Newsletter", string? uid = null, string? subject = null)
    {
        lock (Gate)
        {
            var campaign = new MailWizzCampaign
            {
                Uid = uid ?? _uids.Next(),
                Id = ++_campaigns,
                Name = name,
                Subject = subject ?? name,
                List = list,
                SendAt = _clock.GetUtcNow(),
            };
            list.Customer.Campaigns.Add(campaign);
            return campaign;
        }
    }

    /// <summary>Adds a row, or sets the status of the one that is there.</summary>
    public MailWizzSubscriber AddSubscriber(MailWizzList list, string email, string status = SubscriberStatus.Confirmed, string? uid = null)
    {
        lock (Gate) return Upsert(list, email, status, uid, _clock.GetUtcNow());
    }

    public int AddSubscribers(MailWizzList list, IEnumerable<string> emails, string status = SubscriberStatus.Confirmed)
    {
        lock (Gate)
        {
            var before = list.Rows.Count;
            var now = _clock.GetUtcNow();
            foreach (var email in emails) Upsert(list, email, status, null, now);
            return list.Rows.Count - before;
        }
    }

    public void AddDelivery(MailWizzCampaign campaign, MailWizzSubscriber subscriber, string emailMessageId, string message = "OK")
    {
        lock (Gate) campaign.Deliveries.Add(new MailWizzDelivery(campaign, subscriber, emailMessageId, message, _clock.GetUtcNow()));
    }

    public string? StatusOf(MailWizzList list, string email)
    {
        lock (Gate) return list.ByEmail.GetValueOrDefault(email)?.Status;
    }

    /// <summary>A copy of the rows of an address in every list of every customer.</summary>
    public IReadOnlyList<(MailWizzList List, string Uid, string Status)> RowsOf(string email)
    {
        lock (Gate)
        {
            var rows = CustomersByKey.Values.SelectMany(customer => customer.FindEverywhere(email));
            return [.. rows.Select(row => (row.List, row.Uid, row.Status))];
        }
    }

    public IReadOnlyDictionary<string, int> StatusCounts(MailWizzList list)
    {
        lock (Gate) return list.Rows.CountBy(row => row.Status).ToDictionary(StringComparer.Ordinal);
    }

    public IReadOnlyList<MailWizzBounce> BouncesOf(MailWizzCampaign campaign)
    {
        lock (Gate) return [.. campaign.BounceRows];
    }

    public IReadOnlyList<MailWizzUnsubscribe> UnsubscribesOf(MailWizzCampaign campaign)
    {
        lock (Gate) return [.. campaign.UnsubscribeRows];
    }

    public MailWizzList? FindList(string uid)
    {
        lock (Gate) return CustomersByKey.Values.SelectMany(customer => customer.Lists).FirstOrDefault(list => list.Uid == uid);
    }

    public MailWizzCampaign? FindCampaign(string uid)
    {
        lock (Gate) return CustomersByKey.Values.SelectMany(customer => customer.Campaigns).FirstOrDefault(campaign => campaign.Uid == uid);
    }

    private MailWizzSubscriber Upsert(MailWizzList list, string email, string status, string? uid, DateTimeOffset now)
    {
        // Whoever sets up a test may do what the web interface can: take an address off the blacklist.
        if (SubscriberStatus.IsOpen(status)) list.Customer.Blacklist.Remove(email);
        if (list.ByEmail.TryGetValue(email, out var subscriber))
        {
            subscriber.Status = status;
            return subscriber;
        }

        subscriber = new MailWizzSubscriber
        {
            Uid = uid ?? _uids.Next(),
            List = list,
            Email = email,
            Status = status,
            Source = "import",
            Added = now,
        };
        list.Rows.Add(subscriber);
        list.ByUid.Add(subscriber.Uid, subscriber);
        list.ByEmail.Add(email, subscriber);
        return subscriber;
    }
}
