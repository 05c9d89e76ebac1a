using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Scew.Protocol;
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
    MerchantContext merchant, IReplicaStore store, RegisterFlusher flusher, IGrainFactory grains, ILogger<EraTurn> log) : IDisposable
{
    private readonly TaskCompletionSource _turned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Completes when the next era is on disk: the host then ends and starts again in it.</summary>
    public Task Turned => _turned.Task;

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

    /// <summary>As at the certificate of the last height, which is on disk.</summary>
    public async Task ResumeAsync(long lastHeight)
    {
        if (await store.ReadHeightAsync(lastHeight) is { } applied)
        {
            await EndAsync(applied.Attestations);
        }
    }

    /// <summary>Handovers that a peer of a later epoch sent: followed as far as they prove themselves. False when they prove nothing.</summary>
    public async Task<bool> ToldAsync(ImmutableArray<byte[]> handovers)
    {
        var read = handovers.Select(static bytes => Handover.Parse(bytes)).ToList();
        var known = read.TakeWhile(static handover => handover is not null).Select(static handover => handover!).SkipWhile(handover => handover.Epoch < merchant.Group.Epoch).ToList();
        var (eras, _) = Handover.Chain(merchant.Genesis, known, complete: false);
        if (eras.Length == 1)
        {
            return false;
        }
        await TurnAsync([.. known.Take(eras.Length - 1)]);
        return true;
    }

    /// <summary>The handovers from an epoch on, for peers and customers; with <paramref name="complete"/> those alone that a quorum of both eras signed.</summary>
    public async Task<ImmutableArray<byte[]>> HandoversAsync(long fromEpoch, bool complete)
    {
        var eras = await store.ReadErasAsync();
        return [.. eras.Where(era => era.Epoch > fromEpoch).Select(static era => era.Handover).TakeWhile(bytes => !complete || Handover.Parse(bytes) is { Begun.IsEmpty: false })];
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task EndAsync(ImmutableArray<Attestation> attestations)
    {
        var state = attestations[0].State;
        // Nothing above it is executed, so the ledger stands here.
        await flusher.CloseAsync(state.Height);
        var capture = await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).CaptureAsync(GroupValue.Key.ToString());
        Invariant.Require(AttestedStates.Decode(capture.State) == state && capture.Register is not null, "the ledger stands at the last height of the era");
        var block = await store.ReadBlockAtAsync(state.Height);
        Invariant.Require(block is not null, "the last block of an era is on disk");
        var register = new CertifiedRegister(
            GroupValue.Key, Register.Decode(capture.Register), ProofCodec.Decode(capture.Proof), new Digest(capture.HistoryRoot), CertifiedState.From(attestations));
        await TurnAsync([new Handover(register, block.Block.Header, [])]);
    }

    private async Task TurnAsync(ImmutableArray<Handover> handovers)
    {
        await _one.WaitAsync();
        try
        {
            if (_turned.Task.IsCompleted)
            {
                return;
            }
            await flusher.CloseAsync(handovers[0].Height);
            CrashPoint.Reach("before-era");
            await store.BeginErasAsync(merchant.ActivationId, [.. handovers.Select(one => new StoredEra(one.Epoch + 1, one.Height, false, one.Encode()))]);
            CrashPoint.Reach("after-era");
            ReplicaLog.EraEnded(log, merchant.Group.Epoch, handovers[0].Height);
            _turned.TrySetResult();
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
        await store.CompleteEraAsync(era with { Handover = (handover with { Begun = begun }).Encode() });
        ReplicaLog.EraBegun(log, merchant.Group.Epoch, begun.Length);
    }
}
