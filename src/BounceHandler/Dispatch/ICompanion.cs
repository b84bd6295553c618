namespace BounceHandler.Dispatch;

/// <summary>Work beside the deliveries, done by the one process that dispatches, as long as it does.</summary>
public interface ICompanion
{
    /// <summary>There is something that could be done right now. Asked often and by other threads; never throws.</summary>
    bool IsBusy { get; }

    /// <summary>Works until <paramref name="cancellationToken"/>; whatever fails is logged and tried again. One that throws all the same is run again.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
