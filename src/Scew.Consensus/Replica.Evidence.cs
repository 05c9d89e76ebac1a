using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Lies of members: shown and passed on, bounded, never a crash. More than f liars, or two certificates that exclude each other, end all voting here.</summary>
public sealed partial class Replica
{
    private const int MaxAccusations = 64;
    private readonly int[] _accusations;
    private readonly HashSet<(int Member, long Place, char Kind)> _shown = [];
    private const string Branched = "a finalization contradicts the final chain";
    private const int MaxBranchSteps = 256;
    private Evidence? _forkProof;
    private Digest? _branch;
    private int _branchSteps;

    private void Accuse(ViewState state, ConflictingVotes evidence)
    {
        var accused = evidence.First.Signer;
        if (accused != _self && !state.Accused[accused])
        {
            state.Accused[accused] = true;
            ShowEvidence(evidence, [accused]);
        }
    }

    private void OnEvidence(Evidence evidence)
    {
        var named = Named(evidence);
        if (named.Contains(_self))
        {
            NoticeOwnIn(evidence);
        }
        var others = named.Remove(_self);
        if (!others.IsEmpty && others[0] >= 0 && others[^1] < _group.Size && HasRoom(others) && !_shown.Contains(KeyOf(evidence, others[0]))
            && EvidenceCheck.Accused(evidence, _group, _verifier).Remove(_self) is { IsEmpty: false } accused)
        {
            ShowEvidence(evidence, accused);
        }
    }

    /// <summary>Whom evidence would accuse, if it were true, in rising order.</summary>
    private static ImmutableArray<int> Named(Evidence evidence) => evidence switch
    {
        ConflictingVotes votes => [votes.First.Signer],
        ConflictingAttestations attestations => [attestations.First.Signer],
        ConflictingCertificates certificates => EvidenceCheck.SignersOfBoth(certificates.First, certificates.Second),
        _ => [],
    };

    private void NoticeOwnIn(Evidence evidence)
    {
        switch (evidence)
        {
            case ConflictingVotes votes when votes.Second.Signer == _self:
                NoticeOwn(votes.First);
                NoticeOwn(votes.Second);
                break;
            case ConflictingCertificates certificates:
                foreach (var certificate in (ReadOnlySpan<Certificate>)[certificates.First, certificates.Second])
                {
                    var own = certificate.Signatures.First(signature => signature.Signer == _self);
                    NoticeOwn(new Vote(certificate.Statement, _self, own.Signature));
                }
                break;
            default:
                break;
        }
    }

    private bool HasRoom(ImmutableArray<int> accused) => accused.Any(member => _accusations[member] < MaxAccusations);

    /// <summary>Shown once for each place, kind and first accused, and at most so often for each member.</summary>
    private void ShowEvidence(Evidence evidence, ImmutableArray<int> accused)
    {
        if (!HasRoom(accused) || !_shown.Add(KeyOf(evidence, accused[0])))
        {
            return;
        }
        foreach (var member in accused)
        {
            _accusations[member]++;
        }
        Emit(new EvidenceFound(evidence, accused));
        Emit(new Broadcast(new EvidenceMessage(evidence)));
        if (evidence is ConflictingCertificates)
        {
            _forkProof ??= evidence;
        }
        var liars = _accusations.Count(static count => count > 0);
        if (liars > _group.MaxFaulty)
        {
            Halt($"fork proven: evidence against {liars} of {_group.Size} members, and only {_group.MaxFaulty} may lie");
        }
    }

    /// <summary>Two valid certificates that exclude each other, or a final chain that another one contradicts: nothing is certain any more, so this replica adds nothing to it.</summary>
    private void ForkProven(Certificate first, Certificate second, string what)
    {
        var evidence = new ConflictingCertificates(first, second);
        // Checked whole: one half can be a copy from a block's justification.
        if (EvidenceCheck.Accused(evidence, _group, _verifier).Remove(_self) is { IsEmpty: false } accused)
        {
            ShowEvidence(evidence, accused);
        }
        Halt("fork proven: " + what);
    }

    /// <summary>
    /// A finalised chain passes the own final block by. Its first block above the own final view shows the nullification or the other block of that view: walked down to,
    /// block by block, so that the proof names who signed both. Voting ends at once.
    /// </summary>
    private void OnBranch(Block block)
    {
        var shown = block.Justification.Nullifications.Cast<Certificate?>().Append(block.Justification.Parent)
            .FirstOrDefault(one => one is not null && _final.Certificate is { } final && EvidenceCheck.Contradict(one.Statement, final.Statement));
        if (shown is not null && _rules.Check(shown, _group, _verifier) == CertificateFault.None)
        {
            ForkProven(_final.Certificate!, shown, Branched);
        }
        StopOnBranch();
        _branch = null;
        if (shown is null && block.Justification.Parent is { } parent && parent.Statement.View > _final.View && _branchSteps++ < MaxBranchSteps)
        {
            _branch = parent.Statement.Block;
            Emit(new Broadcast(new BlockQuery(parent.Statement.Block)));
        }
    }

    /// <summary>Who stands on the other branch sees from the own final certificate that it does.</summary>
    private void StopOnBranch()
    {
        if (_halted is null && _final.Certificate is { } own)
        {
            Emit(new Broadcast(new CertificateMessage(own)));
        }
        Halt("fork proven: " + Branched);
    }

    /// <summary>A certificate at or below the final view that the final chain contradicts, as far as the chain is still in memory.</summary>
    private bool ContradictsFinal(Certificate certificate)
    {
        var statement = certificate.Statement;
        if (statement.View == _final.View)
        {
            return statement.Kind == StatementKind.Nullify
                ? _final.Certificate?.Statement.Kind == StatementKind.Finalize
                : statement.Block != _final.Hash;
        }
        if (statement.Kind != StatementKind.Finalize || statement.Height > _final.Height)
        {
            return statement.Kind == StatementKind.Finalize;
        }
        var node = _final;
        while (node.Height > statement.Height && _tree.ParentOf(node) is { } parent)
        {
            node = parent;
        }
        return node.Height == statement.Height && node.Hash != statement.Block;
    }

    /// <summary>What the own final chain shows against a finalization of this view: the nullification with which it passed the view, or its own certificate of the view.</summary>
    private Certificate? Against(Certificate certificate)
    {
        var view = certificate.Statement.View;
        if (view == _final.View)
        {
            return _final.Certificate;
        }
        for (var node = _final; node is not null && node.View > view; node = _tree.ParentOf(node))
        {
            if (node.Block is not { Justification: var justification })
            {
                return null;
            }
            if (justification.Parent is null || justification.Parent.Statement.View <= view)
            {
                return justification.Parent is { } parent && parent.Statement.View == view
                    ? parent
                    : justification.Nullifications.FirstOrDefault(nullification => nullification.Statement.View == view);
            }
        }
        return null;
    }

    private static (int Member, long Place, char Kind) KeyOf(Evidence evidence, int accused) => evidence switch
    {
        ConflictingVotes votes => (accused, votes.First.Statement.View, 'v'),
        ConflictingAttestations attestations => (accused, attestations.First.State.Height, 'a'),
        ConflictingCertificates certificates => (accused, certificates.First.Statement.View, 'c'),
        _ => (accused, 0, '?'),
    };
}
