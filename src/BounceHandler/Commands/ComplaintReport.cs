using BounceHandler.Classification;
using BounceHandler.Dispatch;
using BounceHandler.Events;

namespace BounceHandler.Commands;

/// <summary>Counts the complaints of a run, and tells the operator when they come in too fast. For one thread.</summary>
/// <param name="alarms">Told of floods.</param>
/// <param name="time">The clock.</param>
internal sealed class ComplaintReport(Alarms alarms, TimeProvider time)
{
    private readonly ComplaintRate _rate = new();
    private readonly AlarmAllowance _allowance = new(BlockReport.MostAlarmsInHour, time);
    private readonly Queue<ComplaintAlarm> _begun = new();

    /// <summary>Counts one.</summary>
    public void Count(BounceEvent complaint)
    {
        if (complaint.Report is { } report && _rate.Count(report.SourceIp, report.ReportedDomain, complaint.OccurredAt) is { } alarm)
            _begun.Enqueue(alarm);
    }

    /// <summary>Raises what is due.</summary>
    public async Task RaiseAsync()
    {
        while (_begun.TryDequeue(out var alarm))
        {
            if (alarm.SourceIp is { } source)
                await RaiseAsync($"from {source}", alarm.Hour);
            if (alarm.ReportedDomain is { } domain)
                await RaiseAsync($"about {domain}", alarm.Hour);
        }
    }

    private async Task RaiseAsync(string name, DateTimeOffset hour)
    {
        var permit = _allowance.Ask();
        if (permit == AlarmPermit.Raise)
            await alarms.ComplaintsAsync(name, hour);
        else if (permit == AlarmPermit.RaiseForAll)
            await alarms.ComplaintsAsync("about many domains or from many sources", time.GetUtcNow());
    }
}
