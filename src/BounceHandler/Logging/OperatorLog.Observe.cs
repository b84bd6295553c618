namespace BounceHandler.Logging;

public sealed partial class OperatorLog
{
    /// <summary>How lines and totals say that nothing is changed.</summary>
    public const string Observing =
        "Mode observe: everything is read, judged and kept, no provider is called and no list is changed; \"bouncehandler observe release\" makes it real";

    /// <summary>The first lines of a run in observe mode, and the last one.</summary>
    public void Observes() => log.Warning(Observing);

    /// <summary>Lists are changed again, and what was observed before waits.</summary>
    /// <param name="rows">Rows that wait.</param>
    public void ObservedRowsWait(long rows) =>
        log.Warning("{Rows} rows were accepted in observe mode and are not delivered: \"bouncehandler observe release\" makes them real, \"bouncehandler queue list\" shows them", rows);
}
