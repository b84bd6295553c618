namespace BounceHandler.Logging;

public sealed partial class OperatorLog
{
    private const string Spell = " from {First:yyyy-MM-dd HH:mm} to {Last:yyyy-MM-dd HH:mm}";

    /// <summary>Replies of this run that blame the sender and touch no address.</summary>
    /// <param name="group">Receiving domain, reason and virtual MTA.</param>
    /// <param name="replies">How many.</param>
    /// <param name="first">The first one's time.</param>
    /// <param name="last">The last one's.</param>
    public void Blocked(string group, long replies, DateTimeOffset first, DateTimeOffset last)
    {
        if (replies == 1)
            log.Information("Blocked: {Group}, {Replies} reply" + Spell, Cut(group), replies, first.ToLocalTime(), last.ToLocalTime());
        else
            log.Information("Blocked: {Group}, {Replies} replies" + Spell, Cut(group), replies, first.ToLocalTime(), last.ToLocalTime());
    }

    /// <summary>The rest of them.</summary>
    public void BlockedElsewhere(long replies)
    {
        if (replies == 1)
            log.Information("Blocked elsewhere: {Replies} reply", replies);
        else
            log.Information("Blocked elsewhere: {Replies} replies", replies);
    }
}
