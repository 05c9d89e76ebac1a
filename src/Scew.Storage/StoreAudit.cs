using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;
using Scew.Storage.Reads;
using Scew.Storage.Sessions;
using Scew.Storage.Writes;

namespace Scew.Storage;

/// <summary>Reads everything once and checks it against hashes, roots and tallies.</summary>
internal sealed class StoreAudit
{
    private const int RegisterPage = 512;
    private readonly StoreSession _session;
    private readonly StoreIdentity _identity;
    private readonly Func<Attestation, bool>? _isOwnSignature;
    private AuditReport _report = new(0, 0, 0, 0, 0, 0, 0, StoreDoubt.None, null);

    private StoreAudit(StoreSession session, StoreIdentity identity, Func<Attestation, bool>? isOwnSignature)
    {
        _session = session;
        _identity = identity;
        _isOwnSignature = isOwnSignature;
    }

    /// <summary>Within the session's snapshot.</summary>
    internal static AuditReport Run(StoreSession session, StoreIdentity identity, Func<Attestation, bool>? isOwnSignature)
    {
        var audit = new StoreAudit(session, identity, isOwnSignature);
        try
        {
            audit.ReadAll();
            return audit._report;
        }
        catch (StoreException failure) when (failure.Fault == StoreFault.Corrupt)
        {
            return audit._report with { Fault = failure.Message };
        }
        catch (DatabaseFailure failure) when (failure.ToStoreException("the database") is { Fault: StoreFault.Corrupt } corrupt)
        {
            return audit._report with { Fault = corrupt.Message };
        }
    }

    private void ReadAll()
    {
        var control = ControlRow.Load(_session, _identity);
        _report = _report with { AppliedHeight = control.Applied, Doubt = control.Doubt };
        ReadHeights();
        ReadBlocks();
        WindowBlockReads.Check(_session, _identity.Genesis);
        ReadRegisters();
        _report = _report with { Votes = VoteReads.Votes(_session, -1).Length };
        _report = _report with { Certificates = VoteReads.Certificates(_session, -1).Length };
        VoteReads.AllEvidence(_session);
        ReadAttestations();
        EraReads.Read(_session);
        StoreOpening.CheckTallies(_session, control, Table.Tallied);
    }

    private void ReadHeights()
    {
        var start = BaseReads.Find(_session);
        _report = _report with { BaseHeight = start?.Height ?? 0 };
        HeightReads.Head(_session);
        var tree = start?.History ?? HistoryTree.Empty.Append(BlockHeader.GenesisBlockHash(_identity.Genesis));
        var hashes = BlockReads.History(_session, _identity.Genesis).Above;
        Require(_report.BaseHeight + hashes.Length == _report.AppliedHeight, $"heights are missing above {_report.BaseHeight + hashes.Length}");
        for (var i = 0; i < hashes.Length; i++)
        {
            var height = _report.BaseHeight + i + 1;
            tree = tree.Append(hashes[i]);
            var applied = HeightReads.Find(_session, _identity.Genesis, height);
            Require(applied is not null && applied.State.Block == hashes[i] && applied.HistoryRoot == tree.Root, $"height {height} is not what its history says");
            var block = BlockReads.FindAt(_session, _identity.Genesis, height)!.Block;
            var view = HeightReads.State(_session, height)!.View;
            Require(view == block.Header.View && applied!.State.TimeMs == block.Header.TimeMs, $"height {height} is not what its block says");
            Require(ChangeReads.At(_session, height).All(change => change.Place < applied!.Results.Length), $"a change of an asset at height {height} has no result");
            foreach (var result in applied!.Results)
            {
                Require(HeightReads.FindExecuted(_session, _identity.Genesis, result.RequestId) is { } place && place.Height == height, $"request {result.RequestId} is not found at height {height}");
            }
        }
    }

    private void ReadBlocks()
    {
        var count = 0L;
        _session["SELECT hash, block, bodies FROM blocks ORDER BY height, view, number"].ForEach(row =>
        {
            BlockReads.Decode(row, _identity.Genesis);
            count++;
        });
        _report = _report with { Blocks = count };
    }

    private void ReadRegisters()
    {
        var trie = StateTrie.Empty;
        var last = new RegisterKey(default, string.Empty);
        var count = 0L;
        for (var full = true; full;)
        {
            var page = RegisterReads.Page(_session, last, RegisterPage);
            foreach (var register in page)
            {
                trie = trie.Set(register);
            }
            count += page.Count;
            full = page.Count == RegisterPage;
            last = full ? page[^1].Key : last;
        }
        _report = _report with { Registers = count };
        var head = HeightReads.Head(_session);
        Require(head is null ? count == 0 : trie.Root == head.TrieRoot, $"the registers do not lead to the state root of height {_report.AppliedHeight}");
    }

    private void ReadAttestations()
    {
        var count = 0L;
        _session["SELECT height, signer, attestation FROM attestations ORDER BY height, signer"].ForEach(row =>
        {
            var attestation = HeightReads.Decode(row);
            count++;
            Require(
                _isOwnSignature is null || _isOwnSignature(attestation),
                $"the own attestation of height {attestation.State.Height} does not carry the own signature");
        });
        _report = _report with { Attestations = count };
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new StoreException(StoreFault.Corrupt, otherwise + "; the database was changed or damaged.");
        }
    }
}
