using System.Collections.Immutable;
using Scew.Ledger.Transfers;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;

namespace Scew.Simulation;

/// <summary>How a liar answers questions of state transfers.</summary>
public enum TransferLie
{
    /// <summary>Now this lie, now that, now the truth.</summary>
    Mixed,

    /// <summary>Nodes with other hashes.</summary>
    Nodes,

    /// <summary>Registers with other values, or those of other keys.</summary>
    Registers,

    /// <summary>Blocks that were never agreed on, or without some of their requests.</summary>
    Blocks,

    /// <summary>An anchor at or below the height that was asked for.</summary>
    StaleAnchor,

    /// <summary>An anchor at a height that nobody reached.</summary>
    HighAnchor,

    /// <summary>A whole state of its own, consistent in itself, which nobody else attests.</summary>
    ForgedState,

    /// <summary>Offers anchors and has nothing of them.</summary>
    Empty,

    /// <summary>Less than was asked for.</summary>
    Short,

    /// <summary>The same answer again and again.</summary>
    Same,

    /// <summary>An answer to another question.</summary>
    OtherType,

    /// <summary>None.</summary>
    Silent,

    /// <summary>A true anchor with f of its attestations.</summary>
    FewAttestations,
}

/// <summary>Falsified answers of one lying peer. Everything else about it is its liar's matter.</summary>
internal sealed class TransferLiar
{
    private readonly World _world;
    private readonly int _member;
    private readonly Prng _random;
    private readonly TransferLie _lie;
    private readonly Dictionary<Type, TransferAnswer> _first = [];
    private StateServer? _forged;
    private IReadOnlyDictionary<RegisterKey, Register> _forgedRegisters = new Dictionary<RegisterKey, Register>();
    private StateAnchor? _oldest;

    public TransferLiar(World world, int member, Prng random)
    {
        _world = world;
        _member = member;
        _random = random;
        _lie = world.Scenario.TransferLie ?? random.Pick(Enum.GetValues<TransferLie>());
    }

    /// <summary>What is sent instead of the true answer; null for nothing.</summary>
    public TransferAnswer? Distort(TransferQuery query, TransferAnswer truth, HostLedger ledger)
    {
        var lie = _lie == TransferLie.Mixed ? _random.Pick(Enum.GetValues<TransferLie>()) : _lie;
        return (lie, truth) switch
        {
            (TransferLie.Nodes, TrieAnswer nodes) => nodes with { Fragments = [.. nodes.Fragments.Select(Bent)] },
            (TransferLie.Registers, RegistersAnswer registers) => registers with { Registers = Bent(registers.Registers) },
            (TransferLie.Blocks, BlockIdsAnswer blocks) => blocks with { Blocks = Bent(blocks.Blocks) },
            (TransferLie.StaleAnchor, AnchorAnswer answer) => answer with { Anchor = _oldest ??= answer.Anchor },
            (TransferLie.HighAnchor, AnchorAnswer { Anchor: { } anchor } answer) => answer with { Anchor = Higher(anchor) },
            (TransferLie.ForgedState, _) => Forged(query, ledger) ?? truth,
            (TransferLie.Empty, TrieAnswer) => new TrieAnswer(query.Number, []),
            (TransferLie.Empty, RegistersAnswer) => new RegistersAnswer(query.Number, []),
            (TransferLie.Empty, BlockIdsAnswer) => new BlockIdsAnswer(query.Number, []),
            (TransferLie.Short, TrieAnswer { Fragments.Length: > 0 } nodes) => nodes with { Fragments = nodes.Fragments[1..] },
            (TransferLie.Short, RegistersAnswer { Registers.Length: > 0 } registers) => registers with { Registers = registers.Registers[..^1] },
            (TransferLie.Short, BlockIdsAnswer { Blocks.Length: > 1 } blocks) => blocks with { Blocks = blocks.Blocks[1..] },
            (TransferLie.Same, _) => Same(query, truth),
            (TransferLie.OtherType, AnchorAnswer) => new TrieAnswer(query.Number, []),
            (TransferLie.OtherType, _) => new AnchorAnswer(query.Number, _oldest),
            (TransferLie.Silent, _) => null,
            (TransferLie.FewAttestations, AnchorAnswer { Anchor: { } anchor } answer) => answer with { Anchor = Fewer(anchor) },
            _ => truth,
        };
    }

    private TrieFragment Bent(TrieFragment fragment)
    {
        var at = _random.Below(fragment.Items.Length);
        var item = fragment.Items[at];
        var bent = item.Kind == TrieItemKind.Branch ? item with { Bit = (byte)(item.Bit ^ 1) } : item with { First = item.Second, Second = item.First };
        return new TrieFragment(fragment.Items.SetItem(at, bent));
    }

    private ImmutableArray<byte[]> Bent(ImmutableArray<byte[]> registers)
    {
        if (registers.Length > 1 && _random.OneIn(2))
        {
            return [.. registers.Reverse()];
        }
        return [.. registers.Select(bytes => Register.Decode(bytes) is { } register ? (register with { Owner = SimulatedRequest.Customer(11) }).Encode() : bytes)];
    }

    private ImmutableArray<BlockIds> Bent(ImmutableArray<BlockIds> blocks)
    {
        var at = _random.Below(Math.Max(1, blocks.Length));
        return blocks.IsEmpty ? blocks : blocks.SetItem(at, _random.OneIn(2)
            ? blocks[at] with { RequestIds = blocks[at].RequestIds.IsEmpty ? [blocks[at].Header.BodyHash] : [] }
            : blocks[at] with { Header = blocks[at].Header with { Parent = blocks[at].Header.BodyHash } });
    }

    private static StateAnchor Higher(StateAnchor anchor)
    {
        // A height of as many ones has a frontier of the same length.
        var state = anchor.Certified.State;
        var height = ((state.Height + 1) << 8) - 1;
        return anchor with { Certified = anchor.Certified with { State = state with { Height = height } }, Header = anchor.Header with { Height = height } };
    }

    private StateAnchor Fewer(StateAnchor anchor) =>
        anchor with { Certified = anchor.Certified with { Signatures = [.. anchor.Certified.Signatures.Take(_world.Group.MaxFaulty)] } };

    private TransferAnswer Same(TransferQuery query, TransferAnswer truth)
    {
        _first.TryAdd(truth.GetType(), truth);
        return _first[truth.GetType()] with { Number = query.Number };
    }

    /// <summary>A state in which wallets hold what they never got, attested by all liars, with as many forged attestations as are missing of f+1.</summary>
    private TransferAnswer? Forged(TransferQuery query, HostLedger ledger)
    {
        switch (query)
        {
            case AnchorQuery anchor:
                Forge(ledger);
                return _forged?.Answer(anchor);
            case TrieQuery nodes when _forged?.Answer(nodes) is { Fragments.IsEmpty: false } answer:
                return answer;
            case RegistersQuery registers when _forged?.Find(registers) is { IsEmpty: false } sources:
                return new RegistersAnswer(query.Number, [.. sources.Select(source => _forgedRegisters[source.Name].Encode())]);
            default:
                return null;
        }
    }

    private void Forge(HostLedger ledger)
    {
        if (ledger.Head.Height == 0 || _world.BlockOf(ledger.Head.BlockHash) is not { } block)
        {
            return;
        }
        Register[] registers = [.. ledger.Registers.Values.Select(Enriched)];
        var state = ledger.Copy(registers);
        var head = state.Head;
        var attested = new AttestedState(head.Epoch, head.Height, head.BlockHash, head.TimeMs, state.Trees.StateRoot, state.Trees.TrieRoot, 0);
        _forgedRegisters = registers.ToDictionary(register => register.Key);
        _forged = new StateServer(interval: _world.Scenario.AnchorInterval);
        _forged.Restart(block.Header, attested, state.Trees);
        int[] liars = [.. _world.Scenario.Liars.Keys];
        var others = Enumerable.Range(0, _world.Group.Size).Where(member => Array.IndexOf(liars, member) < 0).Take(_world.Group.MaxFaulty + 1 - liars.Length);
        _forged.Attested([.. liars.Select(liar => _world.Keyring.Sign(liar, attested)), .. others.Select(member => new Attestation(attested, member, new byte[Vote.SignatureBytes]))]);
    }

    private static Register Enriched(Register register) => register.Key.Kind == RegisterKind.Wallet && WalletValue.Decode(register.Value) is { } value
        ? register with { Version = register.Version + 1, Value = (value with { Balance = value.Balance + 1_000_000 }).Encode() }
        : register;
}
