namespace BounceHandler.Logging;

public sealed partial class OperatorLog
{
    private const string ClosedLine = "Removals are held: {Group}, hour of {Hour:yyyy-MM-dd HH:mm zzz}, made={Made}";

    private const string ClosedAdvice = "; further ones of this hour wait. \"bouncehandler held list\" shows them and how to release or discard them";

    /// <summary>A group went beyond what it may remove in an hour. Once a group and hour.</summary>
    /// <param name="group">Its name.</param>
    /// <param name="hour">When the hour begins, local time.</param>
    /// <param name="made">Removals of this hour that were made.</param>
    /// <param name="deliveries">Deliveries of this hour that are known; 0: none are, and the line does not speak of them.</param>
    public void BrakeClosed(string group, DateTimeOffset hour, long made, long deliveries)
    {
        if (deliveries > 0)
            log.Warning(ClosedLine + ", deliveries={Deliveries}" + ClosedAdvice, Cut(group), hour, made, deliveries);
        else
            log.Warning(ClosedLine + ClosedAdvice, Cut(group), hour, made);
    }

    /// <summary>A plain list was short enough to be meant; its rows are on their way.</summary>
    public void AddressesReleased(long rows) => log.Information("Plain addresses released at the end of input: rows={Rows}", rows);

    /// <summary>A long plain list waits for the operator.</summary>
    /// <param name="text">How many, and what to do.</param>
    public void AddressesHeld(string text) => log.Warning("{Text}", text);
}
