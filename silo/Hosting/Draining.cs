using Scew.Grains;

namespace Scew.Silo.Hosting;

/// <summary>
/// Between the word to stop and the stop: not ready any more, and still serving. Whoever shares out customers sends them elsewhere meanwhile, and what is under way gets its receipt.
/// Registered behind the replica's service, because services stop in reverse order.
/// </summary>
internal sealed class Draining(SiloConfig config, Readiness readiness, SiloStop stop, EraTurn turn, ILogger<Draining> log) : IHostedLifecycleService
{
    /// <summary>What a stop itself may take.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // One that failed must not go on for a moment longer.
        if (config.DrainSeconds == 0 || !readiness.Started || readiness.IsTurning || stop.ExitCode != 0)
        {
            return;
        }
        readiness.Draining = true;
        SiloLog.Draining(log, config.DrainSeconds);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Failed);
        // Neither one that failed nor one whose era is over serves on.
        await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(config.DrainSeconds), over.Token), turn.Turned);
        await over.CancelAsync();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
