using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Ledger.Transfers;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;

namespace Scew.Simulation;

/// <summary>
/// State transfers: the unmodified <see cref="StateFetcher"/> and <see cref="StateServer"/>, driven over the simulated network and disk as the silo does. What is executed
/// waits while a state is installed; a crash leaves the old state or the new one.
/// </summary>
public sealed partial class MemberHost
{
    private const long StalledMs = 10_000;
    private const long PauseMs = 5_000;
    private const long MostWaitMs = 1_000;
    private const int MostBlocksSent = 24;

    private readonly List<ImmutableArray<Attestation>> _attested = [];
    private StateServer? _server;
    private StateFetcher? _fetcher;
    private TransferLiar? _transferLiar;
    private Prng? _transferRandom;
    private bool _installing;
    private long _movedTo = -1;
    private long _movedAtMs;
    private long _notBeforeMs;
    private long _fetchTickAt = long.MaxValue;

    private bool Transfers => _world.Scenario.TransferFrom > 0;

    /// <summary>Choices of transfers come from a source of their own.</summary>
    private Prng TransferRandom => _transferRandom ??= new Prng(_world.Scenario.Seed ^ 0x7245_0000 ^ (ulong)Index);

    /// <summary>
    /// It executed this height itself and is to show its attestation to who asks. In doubt it attests nothing, and later only what the others have not certified without it.
    /// </summary>
    internal bool IsToAttest(long height) =>
        height > _executedFrom && height <= ExecutedHeightNow && (At(height).Own is not null || (_replica!.SuspectReason is null && !(At(height).InDoubt && height <= _replica.CertifiedHeight)));

    /// <summary>The first height that it is to attest and does not; null where there is none.</summary>
    internal long? Unattested()
    {
        for (var height = _executedFrom + 1; height <= ExecutedHeightNow; height++)
        {
            if (At(height).Own is null && IsToAttest(height))
            {
                return height;
            }
        }
        return null;
    }

    private ExecutedHeight At(long height) => _executed[(int)(height - _executedFrom) - 1];

    internal Block? BlockOf(Digest hash) => _blocks.GetValueOrDefault(hash);

    private void ForgetTransfer()
    {
        _attested.Clear();
        _server = null;
        _fetcher = null;
        _transferLiar = null;
        _installing = false;
        _movedTo = -1;
        _notBeforeMs = 0;
        _fetchTickAt = long.MaxValue;
    }

    /// <summary>The height that the process starts with, or that was installed, is the first anchor.</summary>
    private void OpenServer()
    {
        if (_server is null || NewestState is not { } state)
        {
            return;
        }
        var header = Disk.Base is { } installed && installed.Height == state.Height ? installed.Anchor.Header : _blocks[state.Block].Header;
        _server.Restart(header, state, _ledger!.Trees);
        if (Disk.Attestations.TryGetValue(state.Height, out var attestations))
        {
            _server.Attested(attestations);
        }
        if ((_finalizations.GetValueOrDefault(state.Height) ?? Disk.Base?.Anchor.Finalization) is { } finalization)
        {
            _server.Final(finalization);
        }
    }

    private void Attested(ImmutableArray<Attestation> attestations)
    {
        if (Transfers)
        {
            _server?.Attested(attestations);
            _attested.Add(attestations);
            ScheduleFlush();
        }
    }

    /// <summary>
    /// Blocks below the older of two anchors go, where only the last heights are kept: as chains all of them, sooner than a merchant's store gives them up, and their ids
    /// when they are outside the windows before that anchor, but for the first such block.
    /// </summary>
    private void Prune()
    {
        if (_server is { OldestMultiple: var anchor and > 0 } && anchor > Disk.BaseHeight && anchor <= Disk.ExecutedTo && _world.Scenario.KeepHeights > 0)
        {
            var below = Math.Min(Disk.ExecutedTo - _world.Scenario.KeepHeights, anchor);
            var outside = FirstInside(TimeAt(anchor), below) - 1;
            // Where the windows reach below the base, what came with it stays.
            var gone = outside > Disk.BaseHeight ? outside : 0;
            Disk.Prune(below, _world.Scenario.Defect == Defect.WindowsOfTheHead ? FirstInside(TimeAt(Disk.ExecutedTo), below) : gone);
        }
    }

    private long TimeAt(long height) => Disk.Executed[(int)(height - Disk.BaseHeight) - 1].State.TimeMs;

    /// <summary>The first height up to <paramref name="below"/> that is in the windows before the time.</summary>
    private long FirstInside(long timeMs, long below)
    {
        var first = below;
        while (first > Disk.BaseHeight && TimeAt(first) > timeMs - _world.Scenario.RememberedMs)
        {
            first--;
        }
        return first + 1;
    }

    /// <summary>f+1 members claim to be far ahead, or ahead at all while nothing moves here.</summary>
    private void Observe()
    {
        if (!Transfers || !Up || _replica is null)
        {
            return;
        }
        var (now, executed) = (Clock.MonotonicMs, _replica.ExecutedHeight);
        if (executed != _movedTo)
        {
            (_movedTo, _movedAtMs) = (executed, now);
        }
        var claims = Enumerable.Range(0, _world.Group.Size).Select(member => _replica.StatusOf(member)?.Final.Height ?? 0).Order().ToList();
        var behind = claims[^(_world.Group.MaxFaulty + 1)] - executed;
        var far = behind > _world.Scenario.TransferFrom;
        if ((far || (behind > 0 && now - _movedAtMs > StalledMs)) && _fetcher is null && !_installing && now >= _notBeforeMs)
        {
            Begin(far);
        }
    }

    private void Begin(bool far)
    {
        var head = _ledger!.Head;
        var above = far ? head.Height + _world.Scenario.TransferFrom / 2 : head.Height;
        var verifier = _world.Scenario.Defect == Defect.SnapshotRootUnchecked ? new Credulous() : (IMemberVerifier)_world.Keyring;
        var start = new FetchStart(_world.Group, Member, head, _ledger.Trees.Trie, above, _world.Scenario.RememberedMs) { Interval = _world.Scenario.AnchorInterval };
        _world.Audit.Add(_world.Now, Index, "fetch", (ulong)head.Height);
        _world.Fetches++;
        _world.Trace?.Transfer(_world, this, $"fetches above {above}, at {head.Height}");
        Enqueue(Disk.Staged.Clear, () => { });
        _fetcher = new StateFetcher(start, verifier);
        foreach (var peer in _world.Hosts.Where(peer => peer.Member != Member && _world.Network.Linked(this, peer)).Select(peer => peer.Member).Distinct())
        {
            Fetch((fetcher, now) => fetcher.Connected(peer, now));
        }
    }

    private void Fetch(Func<StateFetcher, long, ImmutableArray<FetchEffect>> happened)
    {
        if (!Up || _fetcher is not { Over: false } fetcher)
        {
            return;
        }
        Guard(() =>
        {
            foreach (var effect in happened(fetcher, Clock.MonotonicMs))
            {
                Perform(effect);
            }
        });
        ScheduleFetchTick();
    }

    private void Perform(FetchEffect effect)
    {
        _world.Trace?.Transfer(_world, this, effect);
        switch (effect)
        {
            case AskPeer ask:
                SendTo(ask.Peer, ask.Query);
                break;
            case StageRegisters stage:
                Enqueue(() => Disk.Stage(stage.Registers), () => { });
                break;
            case ForgetStaged:
                Enqueue(Disk.Staged.Clear, () => { });
                break;
            case PeerBanned banned:
                _world.Audit.Add(_world.Now, Index, "banned", (ulong)banned.Peer);
                _world.Oracle.Banned(this, banned);
                break;
            case FetchEnded ended:
                _world.Audit.Add(_world.Now, Index, "fetch ended", (ulong)ended.Reason);
                if (ended.Reason == FetchEnd.Contradiction && Honest)
                {
                    throw new ViolationException("state transfer", $"member {Name} finds its own state to be none of the group's earlier ones");
                }
                EndFetch();
                break;
            case FetchDone done:
                Install(done.State);
                break;
        }
    }

    private void EndFetch()
    {
        _fetcher = null;
        _movedAtMs = Clock.MonotonicMs;
        _notBeforeMs = _movedAtMs + PauseMs;
    }

    private void ScheduleFetchTick()
    {
        if (_fetcher is not { Over: false } fetcher || !Up)
        {
            return;
        }
        var wait = Math.Clamp(fetcher.NextDeadlineMs == long.MaxValue ? MostWaitMs : TimeOf(fetcher.NextDeadlineMs) - _world.Now, 1, MostWaitMs);
        var at = _world.Now + wait;
        if (at >= _fetchTickAt)
        {
            return;
        }
        _fetchTickAt = at;
        After(wait, () =>
        {
            if (_fetchTickAt == at)
            {
                _fetchTickAt = long.MaxValue;
                Fetch((ticked, now) => ticked.Tick(now));
            }
        });
    }

    private void TakeTransfer(MemberHost from, TransferAnswer answer) => Fetch((fetcher, now) => fetcher.Received(from.Member, answer, now));

    private void Install(FetchedState fetched)
    {
        var anchor = fetched.Anchor;
        if (anchor.Height <= ExecutedHeightNow)
        {
            _world.Audit.Add(_world.Now, Index, "overtaken", (ulong)anchor.Height);
            _world.Trace?.Transfer(_world, this, $"overtaken at {anchor.Height}");
            EndFetch();
            return;
        }
        _installing = true;
        _world.Audit.Add(_world.Now, Index, "install", (ulong)anchor.Height);
        var defect = _world.Scenario.Defect;
        var onDisk = defect == Defect.UnflushedForgotten ? Disk.ExecutedTo : long.MaxValue;
        var since = anchor.Header.TimeMs - _world.Scenario.RememberedMs;
        var own = _executed.Where(height => height.State.Height <= onDisk).SelectMany(height => height.Requests.Select(request => (request.Id, height.State.TimeMs)))
            .Concat(Disk.Base?.Recent ?? []).Where(one => one.TimeMs > since);
        // Ids and registers of heights that are executed and not on the disk are part of what the installed state builds on.
        var recent = (defect == Defect.RecentForgotten ? [] : fetched.Recent).Concat(own).DistinctBy(one => one.Id);
        var installed = new InstalledBase(anchor, [.. recent], defect == Defect.SkippedBlocksForgotten ? [] : WithUnflushed(fetched.Blocks));
        _world.Unflushed += _executed.Any(height => height.State.Height > Disk.ExecutedTo) ? 1 : 0;
        if (anchor.Finalization is { } finalization)
        {
            Enqueue(() => Disk.Apply(new Persist(0, null, [], [finalization], []), []), () => { });
        }
        Enqueue(() => Disk.Install(installed, defect == Defect.UnflushedForgotten ? [] : Unflushed(), _world.Group, since), () => Guard(() => Installed(installed)));
    }

    /// <summary>Where the fetched blocks end at the executed head, those below it down to what is on the disk.</summary>
    private ImmutableArray<BlockIds> WithUnflushed(ImmutableArray<BlockIds> fetched)
    {
        var blocks = fetched.ToBuilder();
        foreach (var height in _executed.Where(height => height.State.Height > Disk.ExecutedTo).Reverse())
        {
            if (height.State.Block == blocks[^1].Header.Parent)
            {
                blocks.Add(new BlockIds(_blocks[height.State.Block].Header, _blocks[height.State.Block].RequestIds));
            }
        }
        return blocks.ToImmutable();
    }

    private List<Register> Unflushed() => [.. _executed.Where(height => height.State.Height > Disk.ExecutedTo).SelectMany(height => height.Registers)];

    /// <summary>The ledger is read again as at a start, and checked against what is attested.</summary>
    private void Installed(InstalledBase installed)
    {
        var height = installed.Height;
        RememberExecuted();
        if (_ledger!.Trees.StateRoot != installed.State.StateRoot)
        {
            throw new ViolationException("state transfer", $"member {Name}: what was installed does not lead to the state root of height {height}");
        }
        if (FinalHeight <= height)
        {
            _final.Clear();
            _finalFrom = height;
        }
        var certified = installed.IsCertified(_world.Group);
        _certified = Math.Max(_certified, certified ? height : height - 1);
        _attested.RemoveAll(attestations => attestations[0].State.Height <= height);
        _installing = false;
        OpenServer();
        EndFetch();
        _world.Installs++;
        _world.Trace?.Transfer(_world, this, $"installed {height}");
        _world.Oracle.Installed(this, installed);
        Deliver(new StateInstalled(installed.Block, installed.State.TimeMs, installed.Anchor.Finalization, [.. installed.Recent.Select(one => one.Id)], _ledger.NextDueMs)
        {
            Vouchers = certified ? [] : installed.Attestations,
        });
        Execute();
    }

    private void AnswerTransfer(MemberHost from, TransferQuery query)
    {
        if (_server is null)
        {
            return;
        }
        After(query is AnchorQuery or TrieQuery ? 0 : TransferRandom.Between(0, _world.Scenario.MaxDiskMs), () =>
        {
            TransferAnswer? answer = query switch
            {
                AnchorQuery anchor => _server.Answer(anchor),
                TrieQuery trie => _server.Answer(trie),
                RegistersQuery registers => Read(registers),
                BlockIdsQuery ids => Ids(ids),
                _ => throw new InvalidOperationException("unknown question " + query),
            };
            if (!Honest)
            {
                _transferLiar ??= new TransferLiar(_world, Member, TransferRandom);
                answer = _transferLiar.Distort(query, answer, _ledger!);
            }
            if (answer is not null)
            {
                _world.Trace?.Transfer(_world, this, answer);
                SendTo(from.Member, answer);
            }
        });
    }

    private RegistersAnswer Read(RegistersQuery query)
    {
        var found = ImmutableArray.CreateBuilder<byte[]>();
        foreach (var source in _server!.Find(query))
        {
            var register = source.Kept ?? Registers.GetValueOrDefault(source.Name);
            if (register is null || Digest.Of(register.Encode()) != source.Hash)
            {
                throw new ViolationException("state transfer", $"member {Name} does not hold {source.Name.Id} as its trie names it");
            }
            found.Add(register.Encode());
        }
        return new RegistersAnswer(query.Number, found.ToImmutable());
    }

    /// <summary>Few at a time, so that a chain takes several questions.</summary>
    private BlockIdsAnswer Ids(BlockIdsQuery query)
    {
        var sent = ImmutableArray.CreateBuilder<BlockIds>();
        var most = Math.Min(query.Limit, 1 + TransferRandom.Below(MostBlocksSent));
        for (var hash = query.From; sent.Count < most && IdsOf(hash) is { } block; hash = block.Header.Parent)
        {
            sent.Add(block);
        }
        return new BlockIdsAnswer(query.Number, sent.ToImmutable());
    }

    private BlockIds? IdsOf(Digest hash) => _blocks.TryGetValue(hash, out var block) && block.Header.Height >= Disk.GoneBelow
        ? new BlockIds(block.Header, block.RequestIds)
        : Disk.WindowBlocks.GetValueOrDefault(hash);

    /// <summary>The planted check of an anchor: whoever claims to have attested it did.</summary>
    private sealed class Credulous : IMemberVerifier
    {
        public bool Verify(int member, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => true;
    }
}
