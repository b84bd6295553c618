using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

/// <summary>
/// Puts one row of a list back, as an undo has spooled it. Looked at once more at this moment: a complaint may have come in since, and then nothing is
/// taken back.
/// </summary>
internal sealed class ChangeRestorer(UndoTable undo)
{
    /// <summary>Restores it. What the provider does not give back is a <see cref="Outcome.PermanentFailure"/>.</summary>
    public async Task<Outcome> RunAsync(IBounceProvider provider, SpoolRow row, CancellationToken cancellationToken)
    {
        if (undo.Work(row) is not { Recipient: { } recipient } applied)
            return new Outcome.PermanentFailure("it is not known any more what was to be taken back", []);
        if (undo.PersonsWord(recipient, applied.Change) is { } word)
            return new Outcome.NothingToDo($"not taken back: {word}");
        if (undo.IsChangedAgain(row))
            return new Outcome.NothingToDo("not taken back: changed again since by another event");
        return provider is IRestoresListChanges restorer
            ? await restorer.RestoreAsync(applied, cancellationToken)
            : new Outcome.PermanentFailure("this provider takes no change back: do it by hand", []);
    }
}
