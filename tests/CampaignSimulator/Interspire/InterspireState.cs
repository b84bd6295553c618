namespace CampaignSimulator;

/// <summary>Users, lists, subscribers and bans, behind one lock as in the other system.</summary>
public sealed class InterspireState
{
    public const string DefaultUser = "admin";
    public const string DefaultToken = "0f6ac5fdb1b1a2c4e3a5b9d7c8e1f20314253647";

    private readonly TimeProvider _clock;
    private readonly HashSet<string> _globallyBanned = new(StringComparer.OrdinalIgnoreCase);
    private int _lastSubscriber;

    internal InterspireState(TimeProvider clock)
    {
        _clock = clock;
        Reset();
    }

    public IReadOnlyList<InterspireList> Lists
    {
        get
        {
            lock (Gate) return [.. AllLists];
        }
    }

    internal Lock Gate { get; } = new();

    internal List<InterspireList> AllLists { get; } = [];

    internal List<InterspireUser> Users { get; } = [];

    /// <summary>Back to one administrator and no lists.</summary>
    public void Reset()
    {
        lock (Gate)
        {
            AllLists.Clear();
            Users.Clear();
            _globallyBanned.Clear();
            _lastSubscriber = 0;
            AddUser(DefaultUser, DefaultToken);
        }
    }

    public InterspireUser AddUser(string name, string token, bool isAdmin = true, bool xmlApiEnabled = true)
    {
        lock (Gate)
        {
            var user = new InterspireUser(Users.Count + 1, name, token, isAdmin, xmlApiEnabled);
            Users.Add(user);
            return user;
        }
    }

    public InterspireList AddList(string name, InterspireUser? owner = null)
    {
        lock (Gate)
        {
            var list = new InterspireList { Id = AllLists.Count + 1, Name = name, OwnerId = owner?.Id ?? 1 };
            AllLists.Add(list);
            return list;
        }
    }

    /// <summary>Adds a row, or sets the state of the one that is there. The states: a active, u unsubscribed, b bounced.</summary>
    public InterspireSubscriber AddSubscriber(InterspireList list, string email, string status = "a")
    {
        lock (Gate) return Upsert(list, email, status, _clock.GetUtcNow());
    }

    public int AddSubscribers(InterspireList list, IEnumerable<string> emails, string status = "a")
    {
        lock (Gate)
        {
            var before = list.Rows.Count;
            var now = _clock.GetUtcNow();
            foreach (var email in emails) Upsert(list, email, status, now);
            return list.Rows.Count - before;
        }
    }

    public string? StatusOf(InterspireList list, string email)
    {
        lock (Gate) return list.ByEmail.GetValueOrDefault(email)?.Status;
    }

    /// <summary>A copy of the rows of an address in every list.</summary>
    public IReadOnlyList<(InterspireList List, int Id, string Status)> RowsOf(string email)
    {
        lock (Gate)
        {
            var rows = AllLists.Select(list => list.ByEmail.GetValueOrDefault(email)).OfType<InterspireSubscriber>();
            return [.. rows.Select(row => (row.List, row.Id, row.Status))];
        }
    }

    public IReadOnlyDictionary<string, int> StatusCounts(InterspireList list)
    {
        lock (Gate) return list.Rows.CountBy(row => row.Status).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Whether the address is banned on the list, or globally where no list is given.</summary>
    public bool IsBanned(string email, InterspireList? list = null)
    {
        lock (Gate) return (list?.Banned ?? _globallyBanned).Contains(email);
    }

    public InterspireList? FindList(int id)
    {
        lock (Gate) return AllLists.Find(list => list.Id == id);
    }

    /// <summary>False where it was banned already.</summary>
    internal bool Ban(string email, InterspireList? list) => (list?.Banned ?? _globallyBanned).Add(email);

    private InterspireSubscriber Upsert(InterspireList list, string email, string status, DateTimeOffset now)
    {
        if (!list.ByEmail.TryGetValue(email, out var row))
        {
            row = new InterspireSubscriber { Id = ++_lastSubscriber, Email = email, List = list, Subscribed = now };
            list.Rows.Add(row);
            list.ByEmail.Add(email, row);
        }

        row.Unsubscribed = status == "u";
        row.Bounced = status == "b";
        return row;
    }
}
