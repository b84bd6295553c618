using BounceHandler.Events;
using BounceHandler.Providers;
using BounceHandler.Storage;

namespace BounceHandler.Dispatch;

public sealed partial class Dispatcher
{
    // A process that dies leaves whatever it has not recorded to be asked for again. While the disk is slow, calls wait for it.
    private const int UnrecordedPerPlace = 4;

    // How many calls of a lane may be under way, less those that have ended and are not recorded yet.
    private readonly Dictionary<ProviderLane, int> _places;
    private long _begun;

    // One call a lane in turn, and whoever began one longest ago comes first: lanes that share a host share its places.
    private int BeginCalls()
    {
        var begun = 0;
        var willing = _lanes.OrderBy(lane => lane.LastBegun).ToList();
        while (willing.Count > 0)
        {
            willing.RemoveAll(lane => !TryBeginCall(lane));
            begun += willing.Count;
        }

        return begun;
    }

    private bool TryBeginCall(ProviderLane lane)
    {
        if (lane.UnderWay >= _places[lane] || lane.TryBegin(_time.GetUtcNow()) is not { } row)
            return false;
        lane.LastBegun = ++_begun;
        var epoch = lane.Health.Epoch;
        _ = Task.Run(() => CallAsync(lane, row, epoch));
        return true;
    }

    private async Task CallAsync(ProviderLane lane, SpoolRow row, int epoch)
    {
        Outcome? outcome;
        var current = row;
        var began = _time.GetTimestamp();
        try
        {
            (var next, outcome) = await _references.RunAsync(lane.Provider, row, _calls.Token);
            current = next ?? row;
            if (next is not null)
                outcome = await ApplyAsync(lane.Provider, next, isNew: next.EventId != row.EventId);
            Meter?.Observe(lane.Name, _time.GetElapsedTime(began).TotalSeconds, outcome is Outcome.TemporaryFailure or Outcome.Refused);
        }
        catch (OperationCanceledException) when (_calls.IsCancellationRequested)
        {
            outcome = null;
        }
        catch (Exception e)
        {
            // A bug in a provider must cost neither the row nor the process.
            outcome = new Outcome.TemporaryFailure($"unexpected {e.GetType().Name}: {e.Message}", null, []);
        }

        _messages.Writer.TryWrite(new Message.Ended(lane, row, current, epoch, outcome));
    }

    // Nearly every recipient has one event only, and nothing more is asked about it.
    private Task<Outcome> ApplyAsync(IBounceProvider provider, SpoolRow row, bool isNew)
    {
        if (row.Event.Kind == EventKind.Restore)
            return _restorer.RunAsync(provider, row, _calls.Token);
        return (row.HasOthers || isNew) && provider is ISparesResubscribed sparing && _store.Ledger.LaterThan(row) is { Count: > 0 } later
            ? sparing.ApplyAsync(row.Event, row.Route.Tenant, later, _calls.Token)
            : provider.ApplyAsync(row.Event, row.Route.Tenant, _calls.Token);
    }

    private void Handle(Message message)
    {
        switch (message)
        {
            case Message.Ended(var lane, var row, var current, var epoch, var outcome):
                lane.Ended();
                _places[lane]--;
                _ = RecordAsync(lane, row, current, epoch, outcome);
                break;
            case Message.Recorded(var lane, var row, var error):
                lane.Recorded(row);
                _places[lane]++;
                if (error is not null)
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
                break;
            case Message.Committed:
                break;
        }
    }

    // The lane knows the row as it was read; what is recorded may by now have another recipient.
    private async Task RecordAsync(ProviderLane lane, SpoolRow row, SpoolRow current, int epoch, Outcome? outcome)
    {
        Exception? error = null;
        try
        {
            await _recorder.RecordAsync(lane, current, epoch, outcome);
        }
        catch (Exception e)
        {
            error = e;
        }

        _messages.Writer.TryWrite(new Message.Recorded(lane, row, error));
    }

    private abstract record Message
    {
        public sealed record Committed : Message;

        public sealed record Ended(ProviderLane Lane, SpoolRow Row, SpoolRow Current, int Epoch, Outcome? Outcome) : Message;

        public sealed record Recorded(ProviderLane Lane, SpoolRow Row, Exception? Error) : Message;
    }
}
