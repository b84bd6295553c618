using BounceHandler.Events;

namespace BounceHandler.Logging;

public sealed partial class OperatorLog
{
    private const int BrokenRowsShown = 100;
    private const int BrokenRowsBetween = 1000;

    private const string BounceLine =
        "Bounce: {Category} ({Verdict}) from={Sender} via={VirtualMta} to={Recipient} jobId={JobId} status={Status} rule={Rule} -> {Providers}";

    private const string ComplaintLine =
        "Complaint: {Agent} from={Sender} via={VirtualMta} to={Recipient} jobId={JobId} list={List} subscriber={Subscriber} rule={Rule} "
        + "-> {Providers}";

    private const string UnsubscribeLine =
        "Unsubscribe: to={Recipient} campaign={Campaign} list={List} subscriber={Subscriber} rule={Rule} -> {Providers}";

    private long _brokenRows;

    /// <summary>Writes the lines that follow together, at the latest when what this returns is disposed.</summary>
    public IDisposable? Gather() => gather?.Invoke();

    /// <summary>An event was accepted for these providers.</summary>
    /// <param name="bounceEvent">What happened.</param>
    /// <param name="verdict">What it was taken for: <c>hard</c>, <c>soft</c>, …</param>
    /// <param name="providers">Names of the providers it was spooled for.</param>
    /// <param name="heldBy">The group that holds it; null: it is on its way.</param>
    /// <param name="toBeProved">A provider is asked first whether it is true.</param>
    public void Bounced(BounceEvent bounceEvent, string verdict, IReadOnlyList<string> providers, string? heldBy = null, bool toBeProved = false)
    {
        var destination = string.Join(", ", providers);
        Record(bounceEvent, verdict, toBeProved || heldBy is not null
            ? destination + (toBeProved ? " (to be proved)" : "") + (heldBy is null ? "" : $" (held: {heldBy})")
            : destination);
    }

    /// <summary>An event that was understood and goes nowhere: nothing is stored, so this line is all there is.</summary>
    /// <param name="bounceEvent">What happened.</param>
    /// <param name="verdict">What it was taken for: <c>hard</c>, <c>soft</c>, …</param>
    /// <param name="reason">The reason it is counted under, for example <c>no route</c>.</param>
    public void NotAccepted(BounceEvent bounceEvent, string verdict, string reason) => Record(bounceEvent, verdict, reason);

    /// <summary>A row that was read and deliberately not acted on. For debugging: a healthy input has millions.</summary>
    /// <param name="offset">Byte of the input at which the row starts.</param>
    /// <param name="reason">The reason it is counted under.</param>
    /// <param name="detail">What the row said; empty if there is nothing to add.</param>
    public void RowSkipped(long offset, string reason, string detail) =>
        log.Debug("Skipped: {Reason}, offset={Offset} {Detail}", Cut(reason), offset, Cut(detail));

    /// <summary>True if <see cref="RowSkipped"/> writes anything.</summary>
    public bool ShowsSkippedRows => log.IsEnabled(Serilog.Events.LogEventLevel.Debug);

    /// <summary>A row that could not be read. A file of garbage must not become a log of garbage: after a hundred they are thinned out.</summary>
    /// <param name="offset">Byte of the input at which the row starts.</param>
    /// <param name="detail">What is wrong with it.</param>
    public void RowBroken(long offset, string detail)
    {
        var count = Interlocked.Increment(ref _brokenRows);
        if (count > BrokenRowsShown && count % BrokenRowsBetween != 0)
            return;
        log.Warning("Broken row: {Detail}, offset={Offset}", Cut(detail), offset);
        if (count == BrokenRowsShown)
            log.Warning("{BrokenRows} broken rows so far: further broken rows are counted only, every {Interval}th is shown", count, BrokenRowsBetween);
    }

    /// <summary>The input ended inside a line that was complete enough to be taken.</summary>
    /// <param name="offset">Byte of the input at which the line starts.</param>
    public void Unterminated(long offset) => log.Warning("The last line has no line end and was taken as it is, offset={Offset}", offset);

    private void Record(BounceEvent e, string verdict, string destination)
    {
        var recipient = e.Recipient?.Spelling ?? (e.Kind == EventKind.Unsubscribe ? "(by reference)" : "(redacted)");
        if (e.Kind == EventKind.Complaint)
        {
            log.Information(
                ComplaintLine, Cut(e.Agent), Cut(e.EnvelopeSender), Cut(e.VirtualMta), recipient, Cut(e.JobId),
                Cut(e.Reference?.List ?? ""), Cut(e.Reference?.Subscriber ?? ""), e.Rule, destination);
        }
        else if (e.Kind == EventKind.Unsubscribe)
        {
            log.Information(
                UnsubscribeLine, recipient, Cut(e.Reference?.Campaign ?? ""), Cut(e.Reference?.List ?? ""),
                Cut(e.Reference?.Subscriber ?? ""), e.Rule, destination);
        }
        else if (e.RecordType == "address")
        {
            log.Information("Address: {Recipient} rule={Rule} -> {Providers}", recipient, e.Rule, destination);
        }
        else
        {
            log.Information(
                BounceLine, Cut(e.Category), verdict, Cut(e.EnvelopeSender), Cut(e.VirtualMta), recipient,
                Cut(e.JobId), Cut(e.Status), e.Rule, destination);
        }
    }
}
