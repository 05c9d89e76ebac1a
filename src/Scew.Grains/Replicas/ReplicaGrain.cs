using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>The ordering replica: a thin shell around <see cref="Replica"/>, which decides everything.</summary>
[GrainType("replica")]
[Reentrant]
public sealed class ReplicaGrain : Grain, IReplicaGrain, IDisposable
{
    private readonly ReplicaParts _parts;
    private readonly CancellationTokenSource _stopping = new();
    private Replica? _core;
    private ReplicaShell? _shell;
    private IGrainTimer? _timer;

    /// <summary>Made by the runtime.</summary>
    public ReplicaGrain(IServiceProvider services) =>
        _parts = (ReplicaParts)(services.GetService(typeof(ReplicaParts)) ?? throw new InvalidOperationException("AddScewGrains was not called"));

    /// <inheritdoc/>
    public async Task<byte[]> StartAsync()
    {
        var merchant = _parts.Merchant;
        if (_core is not null)
        {
            return merchant.ActivationId.ToArray();
        }
        var recovery = new ReplicaRecovery(_parts);
        var recovered = await recovery.RecoverAsync();
        ReplicaLog.Started(_parts.Log, merchant.NameOf(merchant.Self), recovered.Final.Height, recovered.Executed, recovered.Floor);
        _core = new Replica(merchant.ReplicaConfig, recovered, merchant.Verifier, new SiloRules(merchant));
        CrashPoint.Reach("recovered-before-start");
        _shell = new ReplicaShell(_parts, _core);
        _timer = this.RegisterGrainTimer(
            static (grain, _) => grain.TickAsync(), this, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        _shell.Start();
        _ = _parts.Execution.RunAsync(_stopping.Token);
        _ = _parts.Pruner.RunAsync(_stopping.Token);
        var self = this.AsReference<IReplicaGrain>();
        _parts.Inbox.Attach(() => _ = self.WakeAsync());
        ArmTimer();
        _parts.Turn.Started();
        return merchant.ActivationId.ToArray();
    }

    /// <inheritdoc/>
    public Task WakeAsync()
    {
        Guarded(() => _shell?.Drain());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ReplicaHead> HeadAsync()
    {
        // A replica that has not recovered yet must not vouch for genesis.
        Invariant.Require(_core is not null, "heads are asked for after the start");
        if (!_core.HeadIsProven)
        {
            return Task.FromResult(ReplicaHead.Unproven);
        }
        if (_core.ProvenHead is not { } head)
        {
            return Task.FromResult(new ReplicaHead(0, []));
        }
        var writer = new CodecWriter();
        head.Encode(writer);
        return Task.FromResult(new ReplicaHead(head.Statement.Height, writer.ToArray()));
    }

    /// <inheritdoc/>
    public Task<ReplicaStatus> StatusAsync()
    {
        if (_core is not { } core)
        {
            return Task.FromResult(new ReplicaStatus(0, 0, 0, 0, 0, 0, null, []));
        }
        return Task.FromResult(
            new ReplicaStatus(core.View, core.Final.Height, core.ExecutedHeight, core.CertifiedHeight, core.PooledRequests, core.Leader, core.HaltReason, Peers(core), core.SuspectReason));
    }

    /// <inheritdoc/>
    public async Task StopAsync()
    {
        if (_shell is null)
        {
            return;
        }
        _parts.Turn.Stopped();
        _parts.Inbox.Post(new ShutdownAsked());
        await DrainAsync();
        // The lowered lease is one small write; a stop without it only costs the next start a few views.
        await Task.Delay(TimeSpan.FromMilliseconds(50));
        await DrainAsync();
        _parts.Inbox.Attach(null);
        await _stopping.CancelAsync();
        _timer?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <summary>What waits by now: peers that go on talking do not hold up a stop.</summary>
    private async Task DrainAsync()
    {
        for (var turns = _parts.Inbox.Count / ReplicaShell.MaxInTurn + 1; turns > 0; turns--)
        {
            Guarded(() => _shell?.Drain());
            await Task.Yield();
        }
    }

    private ImmutableArray<PeerPosition?> Peers(Replica core) =>
    [
        .. Enumerable.Range(0, _parts.Merchant.Group.Size).Select(member => core.StatusOf(member) is { } status
            ? new PeerPosition(status.View, status.Final.Height, status.ExecutedHeight, core.TwoActivations(member))
            : null),
    ];

    private Task TickAsync()
    {
        _parts.Inbox.Post(new Tick());
        Guarded(() => _shell?.Drain());
        return Task.CompletedTask;
    }

    private void Guarded(Action drain)
    {
        try
        {
            drain();
            ArmTimer();
        }
        catch (Exception e)
        {
            // A broken invariant: go on with nothing.
            _parts.Inbox.Attach(null);
            _shell = null;
            _parts.Stop.Stop(e);
        }
    }

    private void ArmTimer() => _timer?.Change(_shell?.UntilTick() ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
