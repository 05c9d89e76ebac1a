using Scew.Grains;
using Scew.Protocol;
using Scew.Silo.Commands;
using Scew.Storage;

namespace Scew.Silo.Hosting;

/// <summary>Ends the process when going on could harm: the first failure decides the exit code.</summary>
internal sealed class SiloStop(IHostApplicationLifetime lifetime, EraEnd era, ILogger<SiloStop> log) : ISiloStop, IDisposable
{
    private readonly CancellationTokenSource _failed = new();
    private int _exitCode;

    /// <summary>Ends when the silo fails.</summary>
    public CancellationToken Failed => _failed.Token;

    /// <summary>0 while nothing failed.</summary>
    public int ExitCode => _exitCode;

    public void Dispose() => _failed.Dispose();

    public void Stop(Exception failure)
    {
        var root = failure is AggregateException { InnerExceptions: [var only] } ? only : failure;
        if (era.Turned.IsCompleted || (era.IsBeingWritten && root is StoreException { Fault: StoreFault.LeaseLost }))
        {
            // The era is over, and nothing is written in it any more: whoever still tries is told so by the lease. One that was lost to another process ends the turn too, which stops the silo.
            return;
        }
        var code = root switch
        {
            StoreException store => Guarded.CodeOf(store),
            DivergedException => ExitCodes.Diverged,
            _ => ExitCodes.General,
        };
        if (Interlocked.CompareExchange(ref _exitCode, code, 0) == 0)
        {
            if (root is StoreException or InvariantException or DivergedException)
            {
                SiloLog.Stopped(log, root is StoreException broken ? Guarded.Sentence(broken) : root.Message);
            }
            else
            {
                SiloLog.Failed(log, root);
            }
            _failed.Cancel();
            lifetime.StopApplication();
        }
    }
}
