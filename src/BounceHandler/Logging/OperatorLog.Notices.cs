namespace BounceHandler.Logging;

public sealed partial class OperatorLog
{
    /// <summary>A mail to the operator was taken by the mail server.</summary>
    public void NoticeSent(string subject) => log.Information("Mail to the operator sent: {Subject}", Cut(subject));

    /// <summary>The mail server took a mail to the operator for some recipients only. Not repeated while it stays so.</summary>
    public void NoticeRecipientRefused(string refused) =>
        log.Warning("Mail to the operator does not reach every recipient (notifications.to): {Refused}", Cut(refused));

    /// <summary>A mail to the operator could not be sent. Written for the first, second, fourth, eighth, … failure in a row.</summary>
    /// <param name="failures">Failures in a row.</param>
    /// <param name="next">When it is tried again, local time.</param>
    /// <param name="error">What happened.</param>
    public void NoticeFailed(int failures, DateTimeOffset next, string error) =>
        log.Warning("Mail to the operator cannot be sent, failures in a row={Failures}, next attempt at {Next:HH:mm:ss}: {Error}", failures, next, Cut(error));

    /// <summary>Mails about events were given up after days; the events themselves are in the ledger.</summary>
    public void NoticesAbandoned(int count) =>
        log.Warning("Mail to the operator given up after three days: {Count}. \"bouncehandler history ADDRESS\" shows what was done", count);

    /// <summary>Mail to the operator met an error that nobody foresaw; processing goes on.</summary>
    public void NoticesBroken(string error) => log.Error("Mail to the operator has stopped and is tried again: {Error}", Cut(error));

    /// <summary>Somebody who counts complaints and unsubscribes failed; mail goes on.</summary>
    public void NoticeObserverFailed(string error) => log.Warning("A complaint or an unsubscribe could not be counted: {Error}", Cut(error));
}
