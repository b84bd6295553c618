using System.Runtime.InteropServices;
using BounceHandler.Logging;

namespace BounceHandler.Commands;

/// <summary>SIGTERM and SIGINT stop the run in order; SIGHUP is ignored.</summary>
internal sealed class Signals : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations;

    public Signals(StopSignal stop, OperatorLog log, Action beginStop)
    {
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            if (!stop.IsRequested)
                log.Signal(context.Signal.ToString().ToUpperInvariant());
            stop.Request();
            beginStop();
        }

        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true),
        ];
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
