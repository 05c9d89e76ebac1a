using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;

namespace Scew.Ledger.Transfers;

/// <summary>A height whose state is served: its trees, which share nodes with the present ones, and the registers that were overwritten since.</summary>
internal sealed class RetainedAnchor(BlockHeader header, AttestedState state, LedgerTrees trees)
{
    private readonly Dictionary<RegisterKey, Register> _overwritten = [];

    public long Height => state.Height;

    public LedgerTrees Trees => trees;

    public AttestedState State => state;

    /// <summary>The attestations, once there are f+1, or more; before, nobody hears of this anchor.</summary>
    public CertifiedState? Certified { get; set; }

    /// <summary>The block's own finalization, where it has one.</summary>
    public Certificate? Finalization { get; set; }

    /// <summary>Bytes of the registers that only this anchor keeps alive.</summary>
    public long KeptBytes { get; private set; }

    public StateAnchor? Offer() => Certified is null ? null : new StateAnchor(Certified, header, trees.TrieRoot, trees.History.Frontier, Finalization);

    /// <summary>The register as it stood at this anchor, where it was overwritten before the next anchor.</summary>
    public Register? Overwritten(RegisterKey key) => _overwritten.GetValueOrDefault(key);

    /// <summary>A register is about to change for the first time since this anchor, or again.</summary>
    public void Keep(Register before)
    {
        if (_overwritten.TryAdd(before.Key, before))
        {
            KeptBytes += before.Encode().Length;
        }
    }

    /// <summary>Bytes that this anchor would keep alive if the later ones, in their order, went.</summary>
    public long BytesWith(IEnumerable<RetainedAnchor> later) =>
        KeptBytes + later.SelectMany(anchor => anchor._overwritten.Values).Where(register => !_overwritten.ContainsKey(register.Key)).DistinctBy(register => register.Key).Sum(register => (long)register.Encode().Length);

    /// <summary>The next anchor goes: what it kept alive stood so here too, unless it was overwritten before.</summary>
    public void Absorb(RetainedAnchor next)
    {
        foreach (var register in next._overwritten.Values)
        {
            Keep(register);
        }
    }
}
