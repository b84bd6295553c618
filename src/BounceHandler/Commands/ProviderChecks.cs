using BounceHandler.Logging;
using BounceHandler.Providers;

namespace BounceHandler.Commands;

/// <summary>Asks every provider once in the background when a run starts: down at start is a line in the log, never a disabled provider.</summary>
internal sealed class ProviderChecks(IReadOnlyList<(ProviderDefinition Definition, IBounceProvider Provider)> providers, OperatorLog log)
{
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(providers
        .Where(p => !p.Definition.FollowsOthers && p.Provider is ICheckable)
        .Select(p => Task.Run(() => CheckAsync(p.Definition.Name, (ICheckable)p.Provider, cancellationToken), CancellationToken.None)));

    private async Task CheckAsync(string name, ICheckable provider, CancellationToken cancellationToken)
    {
        try
        {
            var check = await provider.CheckAsync(cancellationToken);
            if (check.Ok)
                log.ProviderLists(name, [.. check.Lists.Select(list => list.Split(' ', 2)[0])]);
            else
                log.ProviderUnreachable(name, check.Answer);
        }
        catch (OperationCanceledException)
        {
            // The run ended before the answer came.
        }
    }
}
