using System.Runtime.InteropServices;

namespace Scew.Silo.Commands;

/// <summary>SIGTERM, SIGINT and SIGQUIT for as long as it is held: a host hears them only while it runs, and a process may have several one after the other, or none yet.</summary>
internal sealed class StopSignal : IDisposable
{
    // Left to the collector: a signal may be on its way here when this ends.
    private readonly CancellationTokenSource _told = new();
    private readonly PosixSignalRegistration[] _signals;

    public StopSignal() => _signals = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];

    /// <summary>Ends with the first signal.</summary>
    public CancellationToken Told => _told.Token;

    public void Dispose() => Array.ForEach(_signals, static one => one.Dispose());

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _told.Cancel();
    }
}
