using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Rebuilding from what the disk holds.</summary>
public sealed partial class Replica
{
    private void Recover(RecoveredState recovered)
    {
        _executed = recovered.Executed;
        _certified = recovered.Certified;
        Invariant.Require(_executed <= _final.Height, "nothing executed is not final");
        var blocks = recovered.Blocks.Sort(static (a, b) => a.Header.Height.CompareTo(b.Header.Height));
        RecoverFinalChain(blocks);
        foreach (var certificate in recovered.Certificates)
        {
            if (certificate.Statement.Kind != StatementKind.Nullify && certificate.Statement.Block == _final.Hash)
            {
                KeepFinalCertificate(certificate);
            }
        }
        foreach (var block in blocks)
        {
            if (block.Header.Height > _final.Height && block.Header.View > _final.View)
            {
                var node = _tree.Add(block);
                node.Body = BodyState.Held;
                node.Journaled = true;
                ViewOf(node.View).Blocks.Add(node);
            }
        }
        _view = _final.View + 1;
        RecoverCertificates(recovered.Certificates);
        foreach (var block in blocks)
        {
            // A notarised block can carry a copy of a known certificate whose signatures nobody looked at: checked before it counts.
            if (block.Header.Height > _final.Height)
            {
                var justification = block.Justification;
                IEnumerable<Certificate> carried = justification.Parent is { } parent ? [.. justification.Nullifications, parent] : justification.Nullifications;
                RecoverCertificates(carried.Where(certificate => _rules.Check(certificate, _group, _verifier) == CertificateFault.None));
            }
        }
        LeaveUnsettled(_final.View + 1, _view);
        foreach (var vote in recovered.FinalizeVotes)
        {
            if (vote.Statement.View > _final.View)
            {
                var state = ViewOf(vote.Statement.View);
                state.FinalizeStage = OwnStage.Sent;
                state.Votes(StatementKind.Finalize)[_self] = vote;
                _finalizeVotedView = Math.Max(_finalizeVotedView, vote.Statement.View);
            }
        }
        RecoverUncertified(recovered.Uncertified);
    }

    /// <summary>Final blocks that were not executed yet: the shell executes them again, and their ids count as included until then.</summary>
    private void RecoverFinalChain(IReadOnlyList<Block> blocks)
    {
        if (_executed == _final.Height)
        {
            return;
        }
        // Blocks that lost to another one of their height can be on disk too: only the ancestors of the final block count.
        var byHash = blocks.ToDictionary(static block => block.Hash);
        var chain = new List<Block>();
        for (var hash = _final.Hash; byHash.TryGetValue(hash, out var block) && block.Header.Height > _executed; hash = block.Header.Parent)
        {
            chain.Add(block);
        }
        chain.Reverse();
        Invariant.Require(chain.Count == _final.Height - _executed, "final blocks that are not executed yet are on disk");
        _tree.Remove(_final);
        _tree.AddRoot(new BlockRef(chain[0].Justification.Parent?.Statement.View ?? 0, _executed, chain[0].Header.Parent), 0);
        foreach (var block in chain)
        {
            _final = _tree.Add(block);
            _final.Body = BodyState.Held;
            _final.Valid = true;
            _final.Journaled = true;
        }
    }

    /// <summary>What a child of the final block shows for it: the finalization, or until one is known the notarization.</summary>
    private void KeepFinalCertificate(Certificate certificate)
    {
        if (_final.Certificate is null || _final.Certificate.Statement.Kind == StatementKind.Notarize)
        {
            _final.Certificate = certificate;
        }
    }

    private void RecoverCertificates(IEnumerable<Certificate> certificates)
    {
        foreach (var certificate in certificates)
        {
            if (certificate.Statement.View > _final.View)
            {
                Accept(certificate);
                _view = Math.Max(_view, certificate.Statement.View + 1);
            }
        }
    }
}
