using System.Runtime.InteropServices;

namespace Scew.Silo.Commands;

/// <summary>SIGTERM and SIGINT for as long as it is held: a host hears them only while it runs, and a process may have several one after the other, or none yet.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _told = new();
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    public StopSignal()
    {
        Told = _told.Token;
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    }

    /// <summary>Ends with the first signal.</summary>
    public CancellationToken Told { get; }

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
        _told.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _told.Cancel();
    }
}
