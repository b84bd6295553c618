using BounceHandler.Events;

namespace BounceHandler.Classification.Brake;

/// <summary>
/// Counts by group and hour that somebody gathers before they are stored; most records cost a few look-ups and make nothing. Bounded: small counts say
/// nothing to the brake, and are forgotten first. Not for several threads.
/// </summary>
public sealed class BrakeCounts
{
    private const int MostKept = 200_000;
    private const long Small = 16;

    private readonly Dictionary<long, Hour> _hours = [];
    private Hour? _last;
    private int _kept;

    /// <summary>Counts a removal in each of its groups.</summary>
    /// <param name="e">An event; others than <see cref="BrakeGroups.Counts"/> names are left out.</param>
    public void AddRemoval(BounceEvent e)
    {
        if (!BrakeGroups.Counts(e))
            return;
        var identity = e.Recipient!.Identity;
        Add(e.OccurredAt, identity.AsSpan(identity.LastIndexOf('@') + 1), e.RemoteMta, e.JobId, e.FeedbackId, 1);
    }

    /// <summary>Counts a delivery in each of its groups.</summary>
    /// <param name="at">When.</param>
    /// <param name="domain">Of the recipient: A-labels, lower case.</param>
    /// <param name="remoteMta"><c>dsnMta</c>; null or empty where the record does not say.</param>
    /// <param name="jobId">Job id; empty where the record does not say.</param>
    /// <param name="feedbackId"><c>Feedback-ID</c>; empty where the record does not say.</param>
    /// <param name="count">How many.</param>
    public void AddDelivery(
        DateTimeOffset at, ReadOnlySpan<char> domain, string? remoteMta = null, string jobId = "", string feedbackId = "", long count = 1) =>
        Add(at, domain, string.IsNullOrWhiteSpace(remoteMta) ? null : remoteMta, jobId, feedbackId, count);

    /// <summary>Takes out what has come to at least <paramref name="least"/>; the rest goes on gathering. Looks at all: now and then, not for each record.</summary>
    public IReadOnlyList<(long Hour, long Group, long Count)> Take(long least)
    {
        var taken = new List<(long Hour, long Group, long Count)>();
        foreach (var (number, hour) in _hours)
        {
            // Many servers are one group.
            foreach (var group in hour.Counters.Where(counter => counter.Count > 0).GroupBy(counter => counter.Group))
            {
                var count = group.Sum(counter => counter.Count);
                if (count < least)
                    continue;
                taken.Add((number, group.Key, count));
                foreach (var counter in group)
                    counter.Count = 0;
            }
        }

        return taken;
    }

    private void Add(DateTimeOffset at, ReadOnlySpan<char> domain, string? remoteMta, string jobId, string feedbackId, long count)
    {
        if (_kept >= MostKept)
            Forget();
        var hour = HourOf(at);
        Count(hour.Domains, domain, count, static text => BrakeGroups.OfDomain(text));
        if (remoteMta is not null)
            Count(hour.Remotes, remoteMta, count, static text => BrakeGroups.OfRemote(text));
        if (jobId.Length > 0)
            Count(hour.Jobs, jobId, count, static text => BrakeGroups.OfCampaign(text, ""));
        else if (feedbackId.IndexOf(':', StringComparison.Ordinal) is > 0 and var end)
            Count(hour.Jobs, feedbackId.AsSpan(0, end), count, static text => BrakeGroups.OfCampaign(text, ""));
    }

    private void Count(Dictionary<string, Counter> counters, ReadOnlySpan<char> text, long count, Func<string, BrakeGroup?> group)
    {
        var known = counters.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(text, out var counter))
        {
            known[text] = counter = new Counter(group(text.ToString())?.Id ?? 0);
            _kept++;
        }

        if (counter.Group != 0)
            counter.Count += count;
    }

    private Hour HourOf(DateTimeOffset at)
    {
        var number = BrakeGroups.HourOf(at);
        if (_last?.Number == number)
            return _last;
        if (!_hours.TryGetValue(number, out _last))
            _hours[number] = _last = new Hour(number);
        return _last;
    }

    private void Forget()
    {
        foreach (var hour in _hours.Values)
            hour.Forget(Small);
        foreach (var hour in _hours.Values.Where(hour => !hour.Counters.Any()).ToList())
            _hours.Remove(hour.Number);
        _last = null;
        _kept = _hours.Values.Sum(hour => hour.Counters.Count());
        if (_kept < MostKept / 2)
            return;
        _hours.Clear();
        _kept = 0;
    }

    private sealed class Hour(long number)
    {
        public long Number { get; } = number;

        public Dictionary<string, Counter> Domains { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Counter> Remotes { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Counter> Jobs { get; } = new(StringComparer.Ordinal);

        public IEnumerable<Counter> Counters => Domains.Values.Concat(Remotes.Values).Concat(Jobs.Values);

        public void Forget(long small)
        {
            foreach (var counters in (Dictionary<string, Counter>[])[Domains, Remotes, Jobs])
            {
                foreach (var (text, counter) in counters)
                {
                    if (counter.Count < small)
                        counters.Remove(text);
                }
            }
        }
    }

    private sealed class Counter(long group)
    {
        public long Group { get; } = group;

        public long Count { get; set; }
    }
}
