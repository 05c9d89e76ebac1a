using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;

namespace Scew.Ledger;

/// <summary>The state trie and the history of one height, immutable: whoever serves certified reads keeps those of the certified height.</summary>
public sealed class LedgerTrees
{
    internal LedgerTrees(StateTrie trie, HistoryTree history)
    {
        Trie = trie;
        History = history;
        TrieRoot = trie.Root;
        HistoryRoot = history.Root;
        StateRoot = Protocol.Trees.StateRoot.Of(TrieRoot, HistoryRoot);
    }

    /// <summary>Key hash to register hash of every register.</summary>
    public StateTrie Trie { get; }

    /// <summary>The blocks from 0 to the height.</summary>
    public HistoryTree History { get; }

    /// <summary>Root of <see cref="Trie"/>.</summary>
    public Digest TrieRoot { get; }

    /// <summary>Root of <see cref="History"/>.</summary>
    public Digest HistoryRoot { get; }

    /// <summary>H(tag ‖ trie root ‖ history root).</summary>
    public Digest StateRoot { get; }

    /// <summary>A proof of what is or is not at a key.</summary>
    public TrieProof Prove(RegisterKey key) => Trie.Prove(key.Hash());

    internal LedgerTrees After(Digest blockHash, ImmutableArray<RegisterChange> changes, ImmutableArray<Digest> keyHashes)
    {
        var trie = Trie;
        for (var i = 0; i < changes.Length; i++)
        {
            trie = trie.Set(changes[i].Key, keyHashes[i], StateTrie.RegisterHash(changes[i].After));
        }
        return new LedgerTrees(trie, History.Append(blockHash));
    }
}
