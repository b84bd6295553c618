using BounceHandler.Classification;
using BounceHandler.Logging;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>
/// What becomes of the plain addresses of a run when its input has ended: a short list is what somebody meant, a long one may be an export that was piped
/// in by mistake.
/// </summary>
internal sealed class HeldAddresses(Store store, long run, OperatorLog log)
{
    /// <summary>A run with so many addresses or fewer is released by itself.</summary>
    public const int MostByThemselves = 1000;

    private readonly long _after = store.Queued.LastId();

    /// <summary>What the operator is told at the end; empty if nothing is held.</summary>
    public IReadOnlyList<string> Advice { get; private set; } = [];

    /// <summary>Decides. Returns the routes of released rows, one a row.</summary>
    /// <param name="isWhole">The input was read to its end.</param>
    public async Task<IReadOnlyList<Route>> SettleAsync(bool isWhole)
    {
        var group = HeldGroup.Addresses(run);
        var settled = await store.Held.ReleaseAddressesAsync(run, isWhole ? MostByThemselves : 0, store.Spool.Observes, _after);
        if (settled.Released.Count > 0)
            log.AddressesReleased(settled.Released.Count);
        if (settled.Held == 0)
            return settled.Released;
        var why = isWhole ? $"a run with more than {MostByThemselves} addresses may be a mistake" : "the input was not read to its end";
        Advice =
        [
            $"Plain addresses are held: addresses={settled.Held}, none of them is removed yet, since {why}. If the list is meant:",
            $"    bouncehandler held release --group \"{group}\"      (and next time: --addresses)",
            "If it is not:",
            $"    bouncehandler held discard --group \"{group}\"",
        ];
        log.AddressesHeld(string.Join(' ', Advice.Select(line => line.Trim())));
        return settled.Released;
    }
}
