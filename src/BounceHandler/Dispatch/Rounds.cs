namespace BounceHandler.Dispatch;

/// <summary>Does something now and then, at once for the first time, until it is told to stop.</summary>
internal static class Rounds
{
    /// <summary>Comes back when told to stop; what <paramref name="round"/> throws otherwise goes to the caller.</summary>
    public static async Task GoAsync(Func<CancellationToken, Task> round, TimeSpan between, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await round(cancellationToken);
                await Task.Delay(between, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The lock is given back.
        }
    }
}
