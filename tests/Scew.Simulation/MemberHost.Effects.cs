using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Ledger.Transfers;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;

namespace Scew.Simulation;

/// <summary>What the shell does for each effect, and what it remembers for that until the next crash.</summary>
public sealed partial class MemberHost
{
    private readonly Dictionary<Digest, byte[]> _bodies = [];
    private readonly Dictionary<Digest, Block> _blocks = [];
    private readonly List<Block> _final = [];
    private readonly SortedDictionary<long, Certificate> _finalizations = [];
    private readonly List<ExecutedHeight> _executed = [];
    private readonly Dictionary<Digest, long> _executedIds = [];
    private readonly Queue<PendingWrite> _writes = new();
    private const long MaxGrayMs = 2000;

    private HostLedger? _ledger;
    private bool _executing;
    private bool _flushing;
    private long _certified;

    /// <summary>Up to which heights a transfer took the place of <see cref="_final"/> and <see cref="_executed"/>.</summary>
    private long _finalFrom;
    private long _executedFrom;

    public long FinalHeight => _finalFrom + _final.Count;

    public long ExecutedHeightNow => _executedFrom + _executed.Count;

    public long CertifiedHeight => _certified;

    public long ChainTimeMs => NewestState?.TimeMs ?? 0;

    public IReadOnlyDictionary<RegisterKey, Register> Registers => _ledger!.Registers;

    public bool HasExecuted(Digest id) => _executedIds.ContainsKey(id);

    /// <summary>The state of the newest executed height; null at genesis.</summary>
    private AttestedState? NewestState => _executed.Count == 0 ? Disk.Base?.State : _executed[^1].State;

    private void Forget()
    {
        ForgetTransfer();
        _bodies.Clear();
        _blocks.Clear();
        _final.Clear();
        _finalizations.Clear();
        _executed.Clear();
        _executedIds.Clear();
        _writes.Clear();
        _ledger = null;
        _executing = _flushing = false;
        _certified = _finalFrom = _executedFrom = 0;
    }

    /// <summary>Fills memory from the disk: executed heights, final blocks above them, all blocks and bodies.</summary>
    private void Remember(RecoveredState recovered)
    {
        foreach (var (hash, block) in Disk.Blocks)
        {
            _blocks[hash] = block;
        }
        foreach (var (id, body) in Disk.Bodies)
        {
            _bodies[id] = body;
        }
        RememberExecuted();
        _finalFrom = Disk.BaseHeight;
        _certified = recovered.Certified;
        var chain = new Stack<Block>();
        var hash2 = recovered.Final.Hash;
        for (var height = recovered.Final.Height; height > _finalFrom; height--)
        {
            var block = _blocks[hash2];
            chain.Push(block);
            hash2 = block.Header.Parent;
        }
        _final.AddRange(chain);
        foreach (var ((_, kind), certificate) in Disk.Certificates)
        {
            var statement = certificate.Statement;
            if (kind == StatementKind.Finalize && statement.Height > _finalFrom && statement.Height <= FinalHeight && _final[(int)(statement.Height - _finalFrom) - 1].Hash == statement.Block)
            {
                _finalizations[statement.Height] = certificate;
            }
        }
        OpenServer();
    }

    /// <summary>What was executed, as the disk has it.</summary>
    private void RememberExecuted()
    {
        _executed.Clear();
        _executedIds.Clear();
        _executedFrom = Disk.BaseHeight;
        foreach (var (id, _) in Disk.Base?.Recent ?? [])
        {
            _executedIds[id] = _executedFrom;
        }
        foreach (var height in Disk.Executed)
        {
            _executed.Add(height);
            foreach (var (id, _) in height.Requests)
            {
                _executedIds[id] = height.State.Height;
            }
        }
        _server ??= Transfers ? new StateServer(interval: _world.Scenario.AnchorInterval) : null;
        _ledger = new HostLedger(_world.Scenario, _world.Group, Disk, Member, _world.Seals) { Server = _server };
    }

    private void Perform(Effect effect)
    {
        switch (effect)
        {
            case Send { Message: ChainQuery } when _fetcher is not null || _installing:
                // A whole state is on its way; the core asks again later.
                break;
            case Send send:
                SendTo(send.To, send.Message);
                break;
            case Broadcast broadcast:
                SendToAll(broadcast.Message);
                break;
            case Sign sign:
                DeliverLater(new Signed(_world.Keyring.Sign(Member, sign.Statement)), _world.Scenario.MaxShellMs);
                break;
            case SignAttestation when _world.Scenario.Defect == Defect.NeverAttests || (_world.Scenario.Defect == Defect.OneNeverAttests && Member == 0):
                break;
            case SignAttestation sign:
                SignState(sign.State);
                break;
            case CheckBlock check:
                _blocks[check.Block.Hash] = check.Block;
                DeliverLater(Check(check.Block), _world.Scenario.MaxShellMs);
                break;
            case Persist persist:
                Write(persist);
                break;
            case Finalised finalised:
                Finalise(finalised);
                break;
            case Certified certified:
                _world.Oracle.Certified(this, certified);
                _world.Observer?.Certified(this, certified.State.Height);
                _certified = Math.Max(_certified, certified.State.Height);
                Attested(certified.Attestations);
                break;
            case Vouched vouched:
                _world.Oracle.Vouched(this, vouched);
                _server?.Attested(vouched.Attestations);
                break;
            case ServeChain serve:
                Serve(serve);
                break;
            case ServeBlock serve:
                if (_blocks.TryGetValue(serve.Hash, out var block) && block.Header.Height > Disk.PrunedTo && block.RequestIds.All(_bodies.ContainsKey))
                {
                    Answer(serve.To, new BlockAnswer(block, BodiesOf(block.RequestIds)));
                }
                break;
            case ServeRequests serve:
                Answer(serve.To, new RequestAnswer(BodiesOf(serve.Ids)));
                break;
            case ServeAttestations serve:
                foreach (var own in _executed.Skip((int)Math.Max(0, serve.AboveHeight - _executedFrom)).Select(height => height.Own).OfType<Attestation>().Take(64))
                {
                    SendTo(serve.To, new AttestationMessage(own));
                }
                break;
            case EvidenceFound when _world.Scenario.Defect == Defect.CrashOnEvidence:
                throw new InvalidOperationException("evidence!");
            case EvidenceFound found:
                _world.Oracle.EvidenceFound(this, found);
                break;
            case Halted halted:
                _world.Oracle.Halted(this, halted);
                break;
            case Doubted doubted:
                Enqueue(() => Disk.Suspect(doubted.Reason), () => { });
                break;
            case Settle settle:
                Enqueue(() => Disk.Settle(settle.Lease), () => Settled(settle.Lease));
                break;
            case RequestsDropped or RequestBusy:
                break;
            default:
                throw new InvalidOperationException("unknown effect " + effect);
        }
    }

    private void Settled(long lease)
    {
        Floor = lease;
        _world.Rejoined++;
        _world.Audit.Add(_world.Now, Index, "settled", (ulong)lease);
        Deliver(new Settled(lease));
    }

    private void SignState(AttestedState state)
    {
        var own = _world.Keyring.Sign(Member, state);
        if (state.Height > _executedFrom)
        {
            var index = (int)(state.Height - _executedFrom) - 1;
            _executed[index] = _executed[index] with { Own = own };
        }
        DeliverLater(new AttestationSigned(own), _world.Scenario.MaxShellMs);
    }

    private BlockChecked Check(Block block)
    {
        var missing = block.RequestIds.Where(id => !_bodies.ContainsKey(id)).ToImmutableArray();
        if (!missing.IsEmpty)
        {
            return new BlockChecked(block.Hash, BlockVerdict.Missing, missing);
        }
        var valid = block.RequestIds.All(id =>
            _world.Parse(_bodies[id]).ValidAt(block.Header.TimeMs, _config.WindowMs, _config.LongWindowMs)
            && !(_executedIds.TryGetValue(id, out var height) && height < block.Header.Height));
        return new BlockChecked(block.Hash, valid ? BlockVerdict.Valid : BlockVerdict.HeldButInvalid, []);
    }

    private void Write(Persist persist)
    {
        foreach (var block in persist.Blocks)
        {
            // The own block never came by a check.
            _blocks[block.Hash] = block;
        }
        var bodies = persist.Blocks.SelectMany(block => block.RequestIds).Select(id => _bodies.TryGetValue(id, out var body) ? body : null).ToList();
        if (bodies.Contains(null) && Honest)
        {
            throw new ViolationException("durability", $"member {Name} persists a block whose bodies it does not hold");
        }
        if (_world.Scenario.Defect == Defect.FalseWriteReports)
        {
            Enqueue(() => Disk.Apply(persist, bodies!), () => { });
            DeliverLater(new Persisted(persist.Sequence), 0);
            return;
        }
        Enqueue(() => Disk.Apply(persist, bodies.OfType<byte[]>().ToList()), () => Deliver(new Persisted(persist.Sequence)));
    }

    /// <summary>Writes finish in order, alone or several in one commit, each commit after its own time.</summary>
    private void Enqueue(Action apply, Action done, Action? tear = null)
    {
        var activation = Activation;
        _writes.Enqueue(new PendingWrite(IfOwner(apply), done, IfOwner(tear ?? (() => { }))));
        if (_writes.Count == 1)
        {
            After(DiskMs(), FinishCommit);
        }

        Action IfOwner(Action action) => () =>
        {
            if (Disk.Activation == activation)
            {
                action();
            }
        };
    }

    private long DiskMs()
    {
        var usual = _random.Between(0, _world.Scenario.MaxDiskMs);
        return _world.Scenario.GrayMember == Member ? Math.Min(usual * _world.Scenario.GraySlowness, MaxGrayMs) : usual;
    }

    private void FinishCommit()
    {
        if (Disk.Activation != Activation)
        {
            // Zero rows: another activation holds the lease. Stop for good.
            Retired = true;
            Crash();
            return;
        }
        var together = _world.Scenario.Faults.HasFlag(Faults.TornWrites) ? 1 + _random.Below(_writes.Count) : 1;
        var commit = Enumerable.Range(0, together).Select(_ => _writes.Dequeue()).ToList();
        foreach (var write in commit)
        {
            write.Apply();
        }
        if (_writes.Count > 0)
        {
            After(DiskMs(), FinishCommit);
        }
        foreach (var write in commit)
        {
            write.Done();
        }
    }

    /// <summary>
    /// Of what was written but not confirmed a first part survives the power loss, at the borders of transactions: the store is transactional. The planted
    /// one is not, and leaves half of a set.
    /// </summary>
    private void LoseUnsynced()
    {
        var survive = _random.Below(_writes.Count + 1);
        var some = _world.Scenario.Faults.HasFlag(Faults.TornWrites) || !_random.OneIn(2);
        foreach (var write in _writes.Take(some ? survive : 0))
        {
            write.Apply();
        }
        if (_world.Scenario.Defect == Defect.TornSets)
        {
            foreach (var write in _writes.Skip(some ? survive : 0))
            {
                write.Tear();
            }
        }
    }

    private void Finalise(Finalised finalised)
    {
        _world.Audit.Add(_world.Now, Index, "final", (ulong)finalised.Blocks[^1].Hash.GetHashCode());
        _world.Oracle.Finalised(this, finalised);
        foreach (var block in finalised.Blocks)
        {
            _blocks[block.Hash] = block;
            _final.Add(block);
        }
        _server?.Final(finalised.Finalization);
        _finalizations[finalised.Blocks[^1].Header.Height] = finalised.Finalization;
        Execute();
    }

    private void Execute()
    {
        if (_executing || _installing || !Up || ExecutedHeightNow >= FinalHeight)
        {
            return;
        }
        _executing = true;
        var stalled = _world.Healed ? 0 : Math.Max(0, ExecutionStalledUntil - _world.Now);
        After(stalled + _random.Between(0, _world.Healed ? 3 : _world.Scenario.MaxExecutionMs), () =>
        {
            _executing = false;
            if (!_installing && ExecutedHeightNow < FinalHeight)
            {
                ExecuteNext();
            }
            Execute();
        });
    }

    private void ExecuteNext()
    {
        var block = _final[(int)(ExecutedHeightNow - _finalFrom)];
        if (block.RequestIds.FirstOrDefault(id => !_bodies.ContainsKey(id)) is var missing && missing != default)
        {
            throw new ViolationException("durability", $"member {Name} cannot execute height {block.Header.Height}: the body of {missing.Short} is missing");
        }
        var requests = block.RequestIds.Select(id => PlantedLedger.Understood(_world.Parse(_bodies[id]), IsOlder));
        var reversed = _world.Scenario.Defect == Defect.ReversedExecution || (_world.Scenario.Defect == Defect.UnequalExecution && Member == 0);
        var executed = _ledger!.Execute(block, reversed ? requests.Reverse() : requests) with { InDoubt = _replica!.SuspectReason is not null };
        foreach (var (id, _) in executed.Requests)
        {
            _executedIds[id] = block.Header.Height;
            if (Honest)
            {
                _world.Clients.Executed(id);
            }
        }
        if (executed.Requests.Length != block.RequestIds.Length)
        {
            _world.Oracle.Skipped(this, block);
        }
        var state = executed.State;
        _executed.Add(executed);
        _world.Oracle.Executed(this, state, _ledger.Fired);
        _world.Observer?.Executed(this, executed);
        Deliver(new Executed(state, _ledger.NextDueMs));
        ScheduleFlush();
    }

    /// <summary>
    /// Registers are written behind, as a set, never beyond what the disk knows to be final, and only together with the own attestation: a height whose
    /// execution is durable is not executed, and so not attested, again.
    /// </summary>
    private void ScheduleFlush()
    {
        if (_flushing)
        {
            return;
        }
        _flushing = true;
        After(_random.Between(20, 400), () => Enqueue(
            Flush,
            () => _flushing = false,
            () => Disk.TearFlush(Flushable())));
    }

    private List<ExecutedHeight> Flushable()
    {
        var final = Disk.Final()?.Block.Header.Height ?? Disk.BaseHeight;
        return [.. _executed.Where(height => height.State.Height > Disk.ExecutedTo && height.State.Height <= final).TakeWhile(height => height.Own is not null)];
    }

    private void Flush()
    {
        if (_world.Scenario.Timers && _finalizations.Count > 0)
        {
            // The silo writes it with every flush, so that an idle member has everything on disk.
            Disk.Apply(new Persist(0, null, [], [_finalizations.Values.Last()], []), []);
        }
        Disk.Flush(Flushable(), _certified);
        Disk.Attest(_attested);
        _attested.Clear();
        Prune();
    }

    private sealed record PendingWrite(Action Apply, Action Done, Action Tear);
}
