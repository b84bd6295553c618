namespace BounceHandler.Logging;

public sealed partial class OperatorLog
{
    /// <summary>What has become of an undo.</summary>
    /// <param name="run">Its run.</param>
    /// <param name="isOpen">Some of it is still queued.</param>
    /// <param name="restored">Rows that show the old status again.</param>
    /// <param name="nothingToDo">Rows left as they are: changed by somebody else, a complaint, a person's own unsubscribe.</param>
    /// <param name="notRestored">Rows that the provider does not give back.</param>
    /// <param name="others">Rows given up or dropped.</param>
    /// <param name="file">Where those are listed that did not come back; empty if there are none.</param>
    public void Undone(long run, bool isOpen, long restored, long nothingToDo, long notRestored, long others, string file)
    {
        var heading = isOpen ? "so far" : "ended";
        if (file.Length == 0)
        {
            log.Information(
                "Undo run={Run} {Heading}: restored={Restored}, left as they are={NothingToDo}, not restored={NotRestored}, given up or dropped={Others}",
                run, heading, restored, nothingToDo, notRestored, others);
        }
        else
        {
            log.Warning(
                "Undo run={Run} {Heading}: restored={Restored}, left as they are={NothingToDo}, not restored={NotRestored}, given up or dropped={Others}. "
                + "What did not come back is listed in {File}",
                run, heading, restored, nothingToDo, notRestored, others, file);
        }
    }
}
