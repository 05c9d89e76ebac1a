using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Trees;

namespace Scew.Ledger;

/// <summary>
/// What executing a block came to; nothing has happened yet. Changes are in order of their keys, results in order of execution. Skipped requests
/// (executed before, or not valid at the block's time) leave no trace in it.
/// </summary>
public sealed record BlockOutcome
{
    internal BlockOutcome(
        BlockInput block, ImmutableArray<RegisterChange> changes, ImmutableArray<ExecutedRequest> results, ImmutableArray<FiredTimer> fired, LedgerTrees trees, LedgerTimers timers,
        ResultsTree resultsTree)
    {
        Height = block.Height;
        Epoch = block.Epoch;
        BlockHash = block.BlockHash;
        TimeMs = block.TimeMs;
        Changes = changes;
        Results = results;
        Fired = fired;
        Trees = trees;
        Timers = timers;
        ResultsTree = resultsTree;
    }

    /// <summary>The block's height.</summary>
    public long Height { get; }

    /// <summary>The block's epoch.</summary>
    public long Epoch { get; }

    /// <summary>The block's hash.</summary>
    public Digest BlockHash { get; }

    /// <summary>The block's time, Unix milliseconds.</summary>
    public long TimeMs { get; }

    /// <summary>Per register that changes, in order of keys.</summary>
    public ImmutableArray<RegisterChange> Changes { get; }

    /// <summary>Results by index.</summary>
    public ImmutableArray<ExecutedRequest> Results { get; }

    /// <summary>Timers that were consumed, in order: before the requests ran.</summary>
    public ImmutableArray<FiredTimer> Fired { get; }

    /// <summary>Root of the state trie after the block.</summary>
    public Digest TrieRoot => Trees.TrieRoot;

    /// <summary>Root over the hashes of blocks 0 to this one.</summary>
    public Digest HistoryRoot => Trees.HistoryRoot;

    /// <summary>H(tag ‖ trie root ‖ history root).</summary>
    public Digest StateRoot => Trees.StateRoot;

    /// <summary>Root over the leaves of the results.</summary>
    public Digest ResultsRoot => ResultsTree.Root;

    /// <summary>The tree over the results, with the path of each for its receipt.</summary>
    public ResultsTree ResultsTree { get; }

    /// <summary>What a merchant attests.</summary>
    public AttestedState Attested => new(Epoch, Height, BlockHash, TimeMs, StateRoot, ResultsRoot, Results.Length);

    /// <summary>The trees after the block.</summary>
    public LedgerTrees Trees { get; }

    /// <summary>When the first armed timer is due after the block, Unix milliseconds; null when none is armed. It may lie before the block's time: a block fires 64 at most.</summary>
    public long? NextDueMs => Timers.NextDueMs;

    internal LedgerTimers Timers { get; }
}
