using BounceHandler.Classification;
using BounceHandler.Maildrop;

namespace BounceHandler.Dispatch;

public sealed partial class MaildropSweep
{
    private Judged? Judge(string path)
    {
        try
        {
            switch (DropReader.Read(path, _buffer))
            {
                case DropReading.Complete(var drop):
                    var mail = RequestMail.Read(drop.Mail);
                    return new Judged(path, drop.To, mail.From, mail.Subject, drop.Time, judge.Decide(drop, Path.GetFileName(path), time.GetUtcNow()));
                case DropReading.Corrupt(var reason):
                    KeepCorrupt(path, reason);
                    break;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Leave(path, e);
        }
        catch (Exception e)
        {
            // A bug must cost one mail at most, and that one is kept.
            KeepCorrupt(path, $"unexpected {e.GetType().Name}: {e.Message}");
        }

        return null;
    }

    private void KeepCorrupt(string path, string reason)
    {
        try
        {
            log.DropCorrupt(Path.GetFileName(path), reason, _maildrop.KeepCorrupt(path));
            Count("corrupt");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Leave(path, e);
        }
    }

    private void Finish(Judged one)
    {
        try
        {
            switch (one.Decision)
            {
                case UnsubscribeDecision.Accept:
                    File.Delete(one.Path);
                    Count("unsubscribe");
                    break;
                case UnsubscribeDecision.SetAside:
                    log.DropSetAside(one.Name, one.To, one.Decision.Reason, _maildrop.SetAside(one.Path));
                    Count("set aside");
                    break;
                case UnsubscribeDecision.NotUnderstood:
                    log.DropNotUnderstood(one.Name, one.To, one.Decision.Reason, _maildrop.SetAside(one.Path));
                    Count("not understood");
                    break;
                case UnsubscribeDecision.Refused:
                    log.DropRefused(one.Name, one.To, one.Decision.Reason, _maildrop.SetAside(one.Path));
                    Count("refused");
                    break;
            }

            _stuck.TryRemove(one.Path, out _);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Leave(one.Path, e);
        }
    }

    // Too many open files, or a disk error, may pass: it is tried again, after a minute and then at growing intervals.
    private void Leave(string path, Exception e)
    {
        if (e is FileNotFoundException or DirectoryNotFoundException)
            return;
        var isKnown = _stuck.TryGetValue(path, out var stuck);
        var pause = isKnown ? stuck!.Pause * 2 : FirstRetry;
        pause = pause < LongestRetry ? pause : LongestRetry;
        _stuck[path] = new Stuck(time.GetUtcNow() + pause, pause);
        if (isKnown)
            return;
        log.DropStuck(path, e.Message);
        _ = alarms.RaiseAsync(
            "stuck drop", "an unsubscribe mail cannot be read",
            $"{path}: {e.Message}\n\nSomebody asks to be removed, and it cannot be done. It is tried again and again; most often the file belongs to another user.");
    }

    private void Count(string outcome) => counts?.CountProcessed("mail", outcome);
}
