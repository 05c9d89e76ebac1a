using System.Collections.Immutable;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;

namespace Scew.Ledger;

/// <summary>
/// What execution keeps in memory between blocks: the trees, the ids of executed requests, the ids of what is listed, the armed timers, the head. Registers themselves stay with
/// the AssetGrains. Rebuilt at a restart from stored registers, block hashes and executed ids.
/// </summary>
public sealed class LedgerState
{
    private readonly ExecutedIds _executed = new();
    private readonly RegisterRules _rules;

    private LedgerState(LedgerParameters parameters, MachineCatalog machines, LedgerHead head, LedgerTrees trees, ListedIds ids, LedgerTimers timers, Deployers deployers)
    {
        Parameters = parameters;
        Machines = machines;
        Head = head;
        Trees = trees;
        Ids = ids;
        Timers = timers;
        Deployers = deployers;
        _rules = new RegisterRules(parameters, machines);
    }

    /// <summary>What genesis fixes.</summary>
    public LedgerParameters Parameters { get; }

    /// <summary>The machines of the group.</summary>
    public MachineCatalog Machines { get; }

    /// <summary>The newest executed block.</summary>
    public LedgerHead Head { get; private set; }

    /// <summary>The trees as of the head: roots and proofs. Immutable, so a caller may keep those of a certified height.</summary>
    public LedgerTrees Trees { get; private set; }

    /// <summary>Ids of all wallets, assets, machines and variables; immutable as well.</summary>
    public ListedIds Ids { get; private set; }

    /// <summary>When the first armed timer of any asset is due, Unix milliseconds; null when none is armed.</summary>
    public long? NextDueMs => Timers.NextDueMs;

    /// <summary>Every armed timer, in the order of firing.</summary>
    public ImmutableSortedSet<LedgerTimer> ArmedTimers => Timers.All;

    internal LedgerTimers Timers { get; private set; }

    internal Deployers Deployers { get; private set; }

    /// <summary>How many executed ids are remembered.</summary>
    public int RememberedIds => _executed.Count;

    /// <summary>Before the first block.</summary>
    public static LedgerState Genesis(LedgerParameters parameters, MachineCatalog machines)
    {
        var head = LedgerHead.Genesis(parameters.Genesis);
        return Restore(parameters, machines, head, [], HistoryTree.Empty.Append(head.BlockHash), []);
    }

    /// <summary>
    /// From storage: every register as of the head's height in any order, the tree over the hashes of blocks 0 to the head, and the executed ids whose time
    /// of remembering is not over.
    /// </summary>
    public static LedgerState Restore(
        LedgerParameters parameters, MachineCatalog machines, LedgerHead head, IEnumerable<Register> registers, HistoryTree history,
        IEnumerable<ExecutedId> executed)
    {
        Invariant.Require(history.Count == head.Height + 1, "the history holds the blocks from 0 to the head");
        var keys = new List<RegisterKey>();
        var assets = new List<Register>();
        var texts = new List<Register>();
        Register? group = null;
        var trie = StateTrie.Empty;
        foreach (var register in registers)
        {
            trie = trie.Set(register);
            keys.Add(register.Key);
            if (register.Key.Kind == RegisterKind.Asset)
            {
                assets.Add(register);
            }
            else if (register.Key.Kind == RegisterKind.Machine)
            {
                texts.Add(register);
            }
            else if (register.Key == GroupValue.Key)
            {
                group = register;
            }
        }
        var state = new LedgerState(
            parameters, machines, head, new LedgerTrees(trie, history), ListedIds.None.With(keys), LedgerTimers.Of(assets), Deployers.None.After(texts));
        if (group is not null)
        {
            state.TakeGroup(group);
        }
        foreach (var (id, rememberUntilMs) in executed)
        {
            state._executed.Add(id, rememberUntilMs);
        }
        state._executed.Forget(head.TimeMs);
        return state;
    }

    /// <summary>Starts executing the block above the head.</summary>
    public Execution Begin(BlockInput block) => Begin(block, asksAhead: true);

    /// <summary>For tests: without asking secure modules ahead nothing may come out differently.</summary>
    internal Execution Begin(BlockInput block, bool asksAhead)
    {
        Invariant.Require(block.Height == Head.Height + 1 && block.TimeMs > Head.TimeMs, "blocks are executed in order");
        Invariant.Require(block.Epoch == Parameters.Epoch && !(LastHeight < block.Height), "nothing above an epoch's last height is executed in it");
        return new Execution(this, block, _rules, asksAhead);
    }

    /// <summary>Takes the outcome of the block above the head.</summary>
    public void Commit(BlockOutcome outcome)
    {
        Invariant.Require(outcome.Height == Head.Height + 1, "outcomes are committed in order");
        foreach (var executed in outcome.Results)
        {
            Invariant.Require(_executed.Add(executed.Result.RequestId, executed.RememberUntilMs), "a request is executed once");
        }
        _executed.Forget(outcome.TimeMs);
        Ids = Ids.With(outcome.Changes.Where(static change => change.Before is null).Select(static change => change.Key));
        Trees = outcome.Trees;
        Timers = outcome.Timers;
        Deployers = Deployers.After(outcome.Changes.Where(static change => change is { Before: null, Key.Kind: RegisterKind.Machine }).Select(static change => change.After));
        Head = new LedgerHead(outcome.Height, outcome.Epoch, outcome.BlockHash, outcome.TimeMs);
        foreach (var change in outcome.Changes.Where(static change => change.Key == GroupValue.Key))
        {
            TakeGroup(change.After);
        }
    }

    /// <summary>The epoch's last height once it is decided, null before: blocks above it are never executed in this epoch.</summary>
    public long? LastHeight { get; private set; }

    /// <summary>True when the epoch's last block is executed.</summary>
    public bool EpochEnded => LastHeight == Head.Height;

    private void TakeGroup(Register register)
    {
        var value = GroupValue.Decode(register.Value);
        Invariant.Require(value is not null, "the group's register is one");
        // A member that is told how later eras began stands on a state of an earlier one until it fetches one: what that epoch decided is not for this one.
        LastHeight = value.Epoch == Parameters.Epoch ? value.End?.LastHeight : value.Epoch > Parameters.Epoch ? Head.Height : null;
    }

    /// <summary>Whether a request was executed and is still remembered; after that its time is over for any block.</summary>
    public bool IsExecuted(Digest requestId) => _executed.Contains(requestId);

    /// <summary>A proof of what is or is not at a key as of the head.</summary>
    public TrieProof Prove(RegisterKey key) => Trees.Prove(key);

    /// <summary>A register that is answered to execution is exactly the one in the trie: a stale or damaged one stops the replica before it diverges.</summary>
    internal void RequireHeld(Digest keyHash, Register? register)
    {
        var held = Trees.Trie.Find(keyHash);
        Invariant.Require(register is null ? held is null : held == StateTrie.RegisterHash(register), "a register is answered as it stands in the trie");
    }
}
