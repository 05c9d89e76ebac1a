using System.Collections.Immutable;
using Scew.Ledger;
using Scew.Ledger.Transfers;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>
/// The retained anchors of this replica, and its newest executed state. Memory is bounded: three anchors share the nodes of their tries, and the registers overwritten
/// since are kept up to <see cref="StateServer.MaxKeptBytes"/>, beyond which the oldest anchor goes.
/// </summary>
public sealed class TransferDesk(IReplicaStore store, MerchantContext merchant)
{
    private readonly Lock _gate = new();
    private readonly StateServer _server = new();
    private LedgerHead? _head;
    private LedgerTrees? _trees;

    /// <summary>The newest executed head with its trees; null before the ledger is loaded.</summary>
    public (LedgerHead Head, LedgerTrees Trees)? Current
    {
        get
        {
            lock (_gate)
            {
                return _head is null ? null : (_head, _trees!);
            }
        }
    }

    /// <summary>Nothing below this height may be pruned: the older of the two anchors that everybody retains; 0 while there are not two.</summary>
    public long OldestMultiple
    {
        get
        {
            lock (_gate)
            {
                return _server.OldestMultiple;
            }
        }
    }

    /// <summary>The ledger was loaded from the store: its height becomes an anchor, if its block, or what an install kept of it, and f+1 attestations are at hand.</summary>
    public async Task LoadedAsync(LedgerState state, AttestedState? attested)
    {
        var header = attested is null ? null : (await store.ReadBlockAsync(attested.Block))?.Block.Header ?? (await store.ReadWindowBlockAsync(attested.Block))?.Header;
        var attestations = attested is null ? [] : await store.ReadAttestationsAsync(attested);
        var finalization = attested is null ? null : await store.ReadFinalizationAsync(attested.Height);
        lock (_gate)
        {
            (_head, _trees) = (state.Head, state.Trees);
            if (header is null)
            {
                _server.Clear();
                return;
            }
            _server.Restart(header, attested!, state.Trees);
            if (attestations.Length > merchant.Group.MaxFaulty)
            {
                _server.Attested(attestations);
            }
            if (finalization is not null)
            {
                _server.Final(finalization);
            }
        }
    }

    /// <summary>A fetched state was installed: its anchor can be handed on.</summary>
    public void Installed(LedgerState state, StateAnchor anchor)
    {
        var attested = anchor.Certified.State;
        lock (_gate)
        {
            (_head, _trees) = (state.Head, state.Trees);
            _server.Restart(anchor.Header, attested, state.Trees);
            _server.Attested(anchor.Certified.Attestations);
            if (anchor.Finalization is not null)
            {
                _server.Final(anchor.Finalization);
            }
        }
    }

    /// <summary>These changes are about to be applied to asset grains.</summary>
    public void Changing(ImmutableArray<RegisterChange> changes)
    {
        lock (_gate)
        {
            _server.Changing(changes);
        }
    }

    /// <summary>A height was executed.</summary>
    public void Executed(BlockHeader header, BlockOutcome outcome)
    {
        lock (_gate)
        {
            (_head, _trees) = (new LedgerHead(outcome.Height, outcome.Epoch, outcome.BlockHash, outcome.TimeMs), outcome.Trees);
            _server.Executed(header, outcome);
        }
    }

    /// <summary>f+1 members or more attest a state.</summary>
    public void Attested(ImmutableArray<Attestation> attestations)
    {
        lock (_gate)
        {
            _server.Attested(attestations);
        }
    }

    /// <summary>A height became final.</summary>
    public void Final(Certificate finalization)
    {
        lock (_gate)
        {
            _server.Final(finalization);
        }
    }

    /// <summary>Answers what memory alone can answer; null for other questions.</summary>
    public TransferAnswer? Answer(TransferQuery query)
    {
        lock (_gate)
        {
            return query switch
            {
                AnchorQuery anchor => _server.Answer(anchor),
                TrieQuery trie => _server.Answer(trie),
                _ => null,
            };
        }
    }

    /// <summary>Where registers are.</summary>
    public ImmutableArray<RegisterSource> Find(RegistersQuery query)
    {
        lock (_gate)
        {
            return _server.Find(query);
        }
    }
}
