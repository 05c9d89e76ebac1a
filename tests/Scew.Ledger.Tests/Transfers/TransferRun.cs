using Scew.Ledger.Transfers;
using Scew.Protocol.Messages;
using Scew.Protocol.Registers;

namespace Scew.Ledger.Tests.Transfers;

/// <summary>
/// Runs a fetcher against peers in simulated time. Messages pass through the codec and are counted; staged registers are kept apart until the end, as the store does.
/// A peer is a function from a question to its answer, null for silence.
/// </summary>
internal sealed class TransferRun
{
    private const long HopMs = 5;
    private readonly PriorityQueue<(int Peer, byte[] Answer), (long, int)> _underWay = new();
    private readonly SortedDictionary<int, Func<TransferQuery, TransferAnswer?>> _peers = [];
    private int _order;

    public TransferRun(TransferChain chain, FetchStart start, SortedDictionary<RegisterKey, Register> registers)
    {
        Registers = registers;
        Fetcher = new StateFetcher(start, chain);
    }

    public StateFetcher Fetcher { get; }

    /// <summary>The replica's own registers; changed only by an install.</summary>
    public SortedDictionary<RegisterKey, Register> Registers { get; }

    public Dictionary<RegisterKey, Register> Staged { get; } = [];

    public List<(int Peer, FetchFault Fault)> Banned { get; } = [];

    public FetchedState? Done { get; private set; }

    public FetchEnd? Ended { get; private set; }

    public long Bytes { get; private set; }

    public int Questions { get; private set; }

    public long NowMs { get; private set; }

    /// <summary>Called after every event: where a test changes the world in between.</summary>
    public Action? Between { get; set; }

    public TransferRun With(int peer, Func<TransferQuery, TransferAnswer?> answers)
    {
        _peers.Add(peer, answers);
        return this;
    }

    public TransferRun Go(int maxEvents = 100_000)
    {
        foreach (var peer in _peers.Keys)
        {
            Perform(Fetcher.Connected(peer, NowMs));
        }
        for (var i = 0; i < maxEvents && !Fetcher.Over; i++)
        {
            if (_underWay.TryPeek(out var next, out var at) && at.Item1 <= Fetcher.NextDeadlineMs)
            {
                _underWay.Dequeue();
                NowMs = at.Item1;
                var message = MessageCodec.Decode(next.Answer, TestLedger.Group);
                Perform(Fetcher.Received(next.Peer, Assert.IsAssignableFrom<TransferAnswer>(message), NowMs));
            }
            else
            {
                Assert.True(Fetcher.NextDeadlineMs < long.MaxValue, "a fetch that waits for nothing hangs");
                NowMs = Math.Max(NowMs + 1, Fetcher.NextDeadlineMs);
                Perform(Fetcher.Tick(NowMs));
            }
            Between?.Invoke();
        }
        return this;
    }

    /// <summary>The link breaks, what is under way on it is lost, and it comes back.</summary>
    public void Reconnect(int peer)
    {
        var kept = _underWay.UnorderedItems.Where(item => item.Element.Peer != peer).ToList();
        _underWay.Clear();
        kept.ForEach(item => _underWay.Enqueue(item.Element, item.Priority));
        Perform(Fetcher.Disconnected(peer, NowMs));
        Perform(Fetcher.Connected(peer, NowMs));
    }

    /// <summary>Moves what was staged to the registers, as the store's one transaction does, and checks it all against the attested root from scratch.</summary>
    public void InstallAndCheck(TransferChain chain)
    {
        Assert.NotNull(Done);
        foreach (var (key, register) in Staged)
        {
            Registers[key] = register;
        }
        Assert.Equal(AnchorFault.None, Done.Anchor.Check(chain.Group, chain));
        var trie = Registers.Values.Aggregate(Protocol.Trees.StateTrie.Empty, (trie, register) => trie.Set(register));
        Assert.Equal(Done.Anchor.TrieRoot, trie.Root);
    }

    private void Perform(IEnumerable<FetchEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case AskPeer ask:
                    Deliver(ask);
                    break;
                case StageRegisters stage:
                    foreach (var register in stage.Registers)
                    {
                        Staged[register.Key] = register;
                    }
                    break;
                case ForgetStaged:
                    Staged.Clear();
                    break;
                case PeerBanned banned:
                    Banned.Add((banned.Peer, banned.Fault));
                    break;
                case FetchDone done:
                    Done = done.State;
                    break;
                case FetchEnded ended:
                    Ended = ended.Reason;
                    break;
            }
        }
    }

    private void Deliver(AskPeer ask)
    {
        var bytes = MessageCodec.Encode(ask.Query);
        Bytes += bytes.Length;
        Questions++;
        var query = Assert.IsAssignableFrom<TransferQuery>(MessageCodec.Decode(bytes, TestLedger.Group));
        if (_peers[ask.Peer](query) is { } answer)
        {
            var encoded = MessageCodec.Encode(answer);
            Bytes += encoded.Length;
            _underWay.Enqueue((ask.Peer, encoded), (NowMs + HopMs, _order++));
        }
    }
}
