namespace BounceHandler.Logging;

public sealed partial class OperatorLog
{
    /// <summary>A file in the maildrop is no unsubscribe request that could be read.</summary>
    /// <param name="drop">Its name.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="kept">Where it lies now.</param>
    public void DropCorrupt(string drop, string reason, string kept) =>
        log.Warning("Unsubscribe mail {Drop} cannot be read, kept as {Kept}: {Reason}", drop, kept, Cut(reason));

    /// <summary>An unsubscribe mail that asks for nothing: an automatic answer, a report, our own notification.</summary>
    public void DropSetAside(string drop, string to, string reason, string kept) =>
        log.Information("Unsubscribe mail {Drop} to={To} set aside: {Reason}, kept as {Kept}", drop, Cut(to), Cut(reason), kept);

    /// <summary>An unsubscribe mail whose subscriber cannot be told. The operator is mailed once a day.</summary>
    public void DropNotUnderstood(string drop, string to, string reason, string kept) =>
        log.Warning("Unsubscribe mail {Drop} to={To} not understood: {Reason}, kept as {Kept}", drop, Cut(to), Cut(reason), kept);

    /// <summary>An unsubscribe mail whose address is not signed by us.</summary>
    public void DropRefused(string drop, string to, string reason, string kept) =>
        log.Warning("Unsubscribe mail {Drop} to={To} refused: {Reason}, kept as {Kept}", drop, Cut(to), Cut(reason), kept);

    /// <summary>A drop that can be neither read nor moved; it stays where it is.</summary>
    public void DropStuck(string path, string error) =>
        log.Error("Unsubscribe mail {Path} cannot be taken, it stays there: {Error}", path, Cut(error));

    /// <summary>The maildrop could not be looked through this time.</summary>
    public void SweepFailed(string error) => log.Error("Unsubscribe mails could not be taken and are tried again: {Error}", Cut(error));

    /// <summary>A part of the program beside the deliveries failed unexpectedly; it is begun again.</summary>
    public void CompanionFailed(string name, string error) => log.Error("{Companion} failed and is begun again: {Error}", name, Cut(error));

    /// <summary>Something that the operator must act on; he gets a mail about it too, if mail is configured.</summary>
    public void Alarm(string title) => log.Error("ALARM: {Title}", Cut(title));
}
