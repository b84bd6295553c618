namespace BounceHandler.Dispatch;

/// <summary>Work beside the deliveries, done by the one process that dispatches, as long as it does.</summary>
public interface ICompanion
{
    /// <summary>There is something that could be done right now.</summary>
    bool IsBusy { get; }

    /// <summary>Works until <paramref name="cancellationToken"/>; whatever fails is logged and tried again, never thrown.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
