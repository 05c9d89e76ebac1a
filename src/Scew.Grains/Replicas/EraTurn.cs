using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>
/// From one membership era to the next. Once the last block is attested by n-f members, everything up to it is on disk and the handover is written down, this process goes on as a member
/// of the next era, with everything made anew; whoever was behind is told by peers that went ahead. Also completes the handover into the present era.
/// </summary>
public sealed class EraTurn(
    MerchantContext merchant, IReplicaStore store, RegisterFlusher flusher, IGrainFactory grains, EraEnd end, ISiloStop stop, ILogger<EraTurn> log) : IDisposable
{
    /// <summary>A link waits so long for the replica to start; told again, it finds it going.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _reading = new(1);

    /// <summary>Read from the disk once, and after a change: peers and customers ask often, and an era is long.</summary>
    private volatile Known[]? _known;
    private volatile bool _isStopped;

    private sealed record Known(StoredEra Era, bool IsComplete);

    /// <summary>Completes when the next era is on disk: the host then ends and starts again in it.</summary>
    public Task Turned => end.Turned;

    /// <summary>n-f members attest a height: the last one of this era, or the one on which it stands.</summary>
    public async Task CertifiedAsync(ImmutableArray<Attestation> attestations, long? lastHeight)
    {
        var height = attestations[0].State.Height;
        if (height == lastHeight)
        {
            await EndAsync(attestations);
        }
        else if (merchant.Group.Epoch > 0 && height == merchant.Group.Start.Height)
        {
            await CompleteAsync(attestations);
        }
    }

    /// <summary>The replica has its lease and goes: before, nothing that a peer tells can be written.</summary>
    public void Started() => _started.TrySetResult();

    /// <summary>The replica stops: nothing that a peer tells is waited for any more.</summary>
    public void Stopped() => _isStopped = true;

    /// <summary>As at the certificate of the last height, which is on disk.</summary>
    public async Task ResumeAsync(long lastHeight)
    {
        await flusher.FlushAsync();
        if (await store.ReadHeightAsync(lastHeight) is { Attestations.IsEmpty: false } applied)
        {
            await EndAsync(applied.Attestations);
        }
    }

    /// <summary>Handovers that a peer of a later epoch sent: followed as far as they prove themselves. False when they prove nothing, or this replica does not go yet, or failed over them, which ends the silo.</summary>
    public async Task<bool> ToldAsync(ImmutableArray<byte[]> handovers)
    {
        var present = merchant.Genesis;
        var followed = ImmutableArray.CreateBuilder<Handover>();
        foreach (var bytes in handovers)
        {
            if (Handover.Parse(bytes) is not { } handover || handover.Follow(present, complete: false).Next is not { } next)
            {
                if (followed.Count > 0 || Handover.Parse(bytes) is not { } other || other.Epoch >= present.Epoch)
                {
                    break;
                }
                continue;
            }
            // The second half is for customers: one that does not hold would be served to them for ever.
            followed.Add(handover.Follow(present, complete: true).Next is null ? handover with { Begun = [] } : handover);
            present = next;
        }
        if (followed.Count == 0 || await Task.WhenAny(_started.Task, Task.Delay(StartLimit)) != _started.Task)
        {
            return false;
        }
        try
        {
            await ExecuteHeldAsync(followed[0]);
            await TurnAsync(followed.ToImmutable());
            return true;
        }
        catch (Exception e) when (e is StoreException or DivergedException or InvariantException)
        {
            stop.Stop(e);
            return false;
        }
    }

    /// <summary>The handovers from an epoch on, for peers and customers; with <paramref name="complete"/> those alone that a quorum of both eras signed.</summary>
    public async Task<ImmutableArray<byte[]>> HandoversAsync(long fromEpoch, bool complete)
    {
        var known = await KnownAsync();
        return [.. known.SkipWhile(one => one.Era.Epoch <= fromEpoch).TakeWhile(one => !complete || one.IsComplete).Select(static one => one.Era.Handover)];
    }

    /// <summary>The first epoch whose handover lacks its second half here; null where all are complete. Whoever was away while an era began did not see who signed it.</summary>
    public async Task<long?> IncompleteAsync() => (await KnownAsync()).FirstOrDefault(static one => !one.IsComplete)?.Era.Epoch;

    /// <summary>Handovers into eras that are known here, as a peer told them: a second half that is missing and holds is kept.</summary>
    public async Task CompleteToldAsync(ImmutableArray<byte[]> handovers)
    {
        foreach (var told in handovers.Select(static bytes => Handover.Parse(bytes)).OfType<Handover>())
        {
            var stored = (await KnownAsync()).FirstOrDefault(one => one.Era.Epoch == told.Epoch + 1 && !one.IsComplete)?.Era;
            if (stored is not null && Handover.Parse(stored.Handover) is { } half && (half with { Begun = told.Begun }) is var whole
                && whole.Follow(merchant.Eras[(int)told.Epoch], complete: true).Next is not null)
            {
                await CompleteAsync(stored with { Handover = whole.Encode() }, whole.Begun.Length);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _one.Dispose();
        _reading.Dispose();
    }

    private async Task EndAsync(ImmutableArray<Attestation> attestations)
    {
        var state = attestations[0].State;
        // Nothing above it is executed, so the ledger stands here.
        await flusher.FlushLastAsync(state.Height);
        var capture = await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).CaptureAsync(GroupValue.Key.ToString());
        Invariant.Require(AttestedStates.Decode(capture.State) == state && capture.Register is not null, "the ledger stands at the last height of the era");
        var header = (await store.ReadBlockAsync(state.Block))?.Block.Header ?? (await store.ReadWindowBlockAsync(state.Block))?.Header;
        if (header is null)
        {
            // A state transfer brought the height without its block: peers that went ahead tell it.
            return;
        }
        var register = new CertifiedRegister(
            GroupValue.Key, Register.Decode(capture.Register), ProofCodec.Decode(capture.Proof), new Digest(capture.HistoryRoot), CertifiedState.From(attestations));
        var handover = new Handover(register, header, []);
        // What is written down is what the next start believes: with a signature too few it would not open any more.
        if (handover.Follow(merchant.Genesis, complete: false).Next is not null)
        {
            await TurnAsync([handover]);
        }
    }

    /// <summary>
    /// The handover proves the last block final: what is on this disk down from it is executed and flushed before the era ends here, so that a group that died as a whole loses nothing
    /// that its disks hold. Where a block is missing, a state is fetched in the next era.
    /// </summary>
    private async Task ExecuteHeldAsync(Handover handover)
    {
        var ledger = grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger);
        var bytes = await ledger.HeadAsync();
        var (height, hash) = bytes.Length == 0
            ? (0, BlockHeader.GenesisBlockHash(merchant.Group.Genesis)) : (AttestedStates.Decode(bytes).Height, AttestedStates.Decode(bytes).Block);
        var held = (await store.ReadBlocksAboveAsync(height)).ToDictionary(static one => one.Block.Hash, static one => one.Block);
        var chain = new Stack<Block>();
        for (var at = handover.Last.Hash; at != hash; at = chain.Peek().Header.Parent)
        {
            if (!held.TryGetValue(at, out var block) || block.Header.Height <= height)
            {
                return;
            }
            chain.Push(block);
        }
        foreach (var block in chain)
        {
            var writer = new CodecWriter(512);
            block.Encode(writer);
            var encoded = writer.ToArray();
            while ((await ledger.ExecuteAsync(encoded)).IsWaiting)
            {
                if (_isStopped)
                {
                    throw new OperationCanceledException("the silo stops");
                }
            }
        }
        // Nobody attests them in this era any more: n-f members did.
        merchant.UnattestedUpTo = Math.Max(merchant.UnattestedUpTo, handover.Height);
        await flusher.FlushLastAsync(handover.Height);
    }

    private async Task TurnAsync(ImmutableArray<Handover> handovers)
    {
        await _one.WaitAsync();
        try
        {
            if (end.Turned.IsCompleted)
            {
                return;
            }
            if (await store.ReadHeadAsync() is { } head && head.Height == handovers[0].Height && head.State.StateRoot != handovers[0].Ended.Certified.State.StateRoot)
            {
                throw new DivergedException("n-f members attest another state at the last height of the epoch; this merchant computed something else. Check its program and memory, then 'scew-silo recover'");
            }
            CrashPoint.Reach("before-era");
            await end.WriteAsync(async () =>
            {
                await flusher.EndAsync(() => store.BeginErasAsync(
                    merchant.ActivationId, [.. handovers.Select(one => new StoredEra(one.Epoch + 1, one.Height, false, one.Encode()))]));
                CrashPoint.Reach("after-era");
                ReplicaLog.EraEnded(log, merchant.Group.Epoch, handovers[0].Height);
            });
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task CompleteAsync(ImmutableArray<Attestation> attestations)
    {
        var eras = await store.ReadErasAsync();
        if (eras.FirstOrDefault(era => era.Epoch == merchant.Group.Epoch) is not { } era || Handover.Parse(era.Handover) is not { Begun.IsEmpty: true } handover
            || handover.BegunState != attestations[0].State)
        {
            return;
        }
        var begun = CertifiedState.From(attestations).Signatures;
        await CompleteAsync(era with { Handover = (handover with { Begun = begun }).Encode() }, begun.Length);
    }

    private async Task CompleteAsync(StoredEra era, int signatures)
    {
        await _reading.WaitAsync();
        try
        {
            await store.CompleteEraAsync(era);
            _known = null;
        }
        finally
        {
            _reading.Release();
        }
        ReplicaLog.EraBegun(log, era.Epoch, signatures);
    }

    private async Task<Known[]> KnownAsync()
    {
        if (_known is { } known)
        {
            return known;
        }
        await _reading.WaitAsync();
        try
        {
            var eras = await store.ReadErasAsync();
            return _known ??= [.. eras.Select(static era => new Known(era, Handover.Parse(era.Handover) is { Begun.IsEmpty: false }))];
        }
        finally
        {
            _reading.Release();
        }
    }
}
