using System.Collections.Immutable;
using System.Globalization;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;

namespace Scew.Storage.Tests;

/// <summary>A log whose roots are true: every height changes wallets, and its state root is that of all registers and of the history. From a seed.</summary>
internal sealed class TrueLog
{
    private readonly Random _random;
    private readonly int _requests;
    private readonly List<HistoryTree> _histories = [HistoryTree.Empty.Append(BlockHeader.GenesisBlockHash(Samples.Genesis))];
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    private StateTrie _trie = StateTrie.Empty;

    internal TrueLog(int seed, int heights, int requests = 3)
    {
        _random = new Random(seed);
        _requests = requests;
        for (var height = 1; height <= heights; height++)
        {
            Add(height);
        }
    }

    internal List<BlockWithBodies> Blocks { get; } = [];

    internal List<AppliedHeight> Heights { get; } = [];

    /// <summary>What each height changed.</summary>
    internal List<ImmutableArray<Register>> Changes { get; } = [];

    internal BlockWithBodies Block(long height) => Blocks[(int)height - 1];

    internal HistoryTree History(long height) => _histories[(int)height];

    internal StoredHead Head(long height)
    {
        var applied = Heights[(int)height - 1];
        return new StoredHead(applied.State, Block(height).Block.Header.View, applied.TrieRoot, applied.HistoryRoot);
    }

    /// <summary>Every register after <paramref name="height"/>.</summary>
    internal ImmutableArray<Register> Registers(long height)
    {
        var all = new SortedDictionary<RegisterKey, Register>();
        foreach (var register in Changes.Take((int)height).SelectMany(changed => changed))
        {
            all[register.Key] = register;
        }
        return [.. all.Values];
    }

    internal ImmutableArray<Attestation> Attestations(long height) =>
        [.. Enumerable.Range(0, 3).Select(signer => new Attestation(Heights[(int)height - 1].State, signer, Samples.Signature(signer)))];

    /// <summary>The block at <paramref name="recentFrom"/> is the first one outside the windows; blocks below <paramref name="blocksFrom"/> are there already.</summary>
    internal InstalledState Installed(Digest activation, long height, long recentFrom, long? blocksFrom = null) => new(
        activation,
        Head(height),
        History(height),
        Attestations(height),
        [.. Blocks.Skip((int)recentFrom - 1).Take((int)(height - recentFrom + 1)).SelectMany(entry => entry.Block.RequestIds.Select(id => new RecentId(id, entry.Block.Header.TimeMs)))],
        [.. Blocks.Take((int)height).Skip((int)(blocksFrom ?? recentFrom) - 1).Reverse().Select(entry => new BlockIds(entry.Block.Header, entry.Block.RequestIds))],
        Block(recentFrom).Block.Header.TimeMs);

    /// <summary>The safety write of a height: own finalize vote, notarization and finalization, block.</summary>
    internal SafetyWrite Safety(Digest activation, long from, long to)
    {
        ImmutableArray<BlockWithBodies> blocks = [.. Blocks.Skip((int)from - 1).Take((int)(to - from + 1))];
        return new SafetyWrite(
            activation,
            to + 10,
            [.. blocks.Select(entry => Samples.FinalizeVote(entry.Block))],
            [.. blocks.SelectMany(entry => new[]
            {
                Samples.Certificate(StatementKind.Notarize, entry.Block.Header.View, entry.Block.Header.Height, entry.Block.Hash), Samples.Finalization(entry.Block),
            })],
            blocks);
    }

    internal AppliedSet Applied(Digest activation, long from, long to)
    {
        var last = new SortedDictionary<RegisterKey, Register>();
        foreach (var register in Changes.Skip((int)from - 1).Take((int)(to - from + 1)).SelectMany(changed => changed))
        {
            last[register.Key] = register;
        }
        return new AppliedSet(activation, [.. Heights.Skip((int)from - 1).Take((int)(to - from + 1))], [.. last.Values], []);
    }

    /// <summary>Writes and applies heights <paramref name="from"/> to <paramref name="to"/>.</summary>
    internal async Task WriteAsync(IReplicaStore store, Digest activation, long from, long to, int step = 20)
    {
        for (var next = from; next <= to; next += step)
        {
            var end = Math.Min(next + step - 1, to);
            await store.WriteSafetyAsync(Safety(activation, next, end));
            await store.ApplyAsync(Applied(activation, next, end));
        }
    }

    /// <summary>As a program does that keeps no changes of assets.</summary>
    internal TrueLog WithoutChanges(int to)
    {
        for (var i = 0; i < to; i++)
        {
            Heights[i] = Heights[i] with { Changes = [] };
        }
        return this;
    }

    private void Add(int height)
    {
        var parent = height == 1 ? BlockHeader.GenesisBlockHash(Samples.Genesis) : Blocks[^1].Block.Hash;
        Blocks.Add(Samples.Block(height, height, parent, [.. Enumerable.Range(0, _requests).Select(index => Samples.Name(height, index))]));
        var block = Blocks[^1].Block;
        var changed = new SortedDictionary<RegisterKey, Register>();
        var assets = ImmutableArray.CreateBuilder<AssetChange>();
        if (height % 8 == 0)
        {
            var alarm = string.Create(CultureInfo.InvariantCulture, $"zz{height:d5}");
            assets.Add(new AssetChange(alarm, 1, height, -1, new ChangeTimer(height % 16 == 0 ? alarm : "w00001", "ring", 1000 * height, height % 24 != 0)));
        }
        for (var i = 0; i < _requests; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"w{_random.Next(4 + height):d5}");
            var version = _versions[id] = _versions.GetValueOrDefault(id) + 1;
            var register = Samples.Wallet(id, version, string.Create(CultureInfo.InvariantCulture, $"{_random.Next(100000)}"));
            changed[register.Key] = register;
            assets.Add(new AssetChange(id, version, height, i, null));
        }
        foreach (var register in changed.Values)
        {
            _trie = _trie.Set(register);
        }
        Changes.Add([.. changed.Values]);
        _histories.Add(_histories[^1].Append(block.Hash));
        var results = Samples.Results(block);
        var state = new AttestedState(
            0, height, block.Hash, block.Header.TimeMs, StateRoot.Of(_trie.Root, _histories[^1].Root), Samples.Root(height, results), results.Length);
        Heights.Add(new AppliedHeight(state, _trie.Root, _histories[^1].Root, results, [new Attestation(state, 1, Samples.Signature(1))])
        {
            Longer = [block.RequestIds[^1]],
            Changes = assets.ToImmutable(),
        });
    }
}
