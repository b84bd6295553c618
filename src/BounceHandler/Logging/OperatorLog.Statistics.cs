namespace BounceHandler.Logging;

public sealed partial class OperatorLog
{
    /// <summary>A file for other programs cannot be written; said once until it works again. Delivery goes on.</summary>
    /// <param name="setting">Key of the configuration that names the file.</param>
    /// <param name="error">What the system or rrdtool said.</param>
    public void StatisticsFailed(string setting, string error) =>
        log.Warning("Statistics: {Setting} is not written, and tried again: {Error}", setting, Cut(error));

    /// <summary>The RRDtool database lacks data sources and they cannot be added; the others are written.</summary>
    public void StatisticsLacking(string sources) => log.Warning("Statistics: statistics.rrdFile has no data source {Sources}", Cut(sources));
}
