using System.Collections.Immutable;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Votes and certificates: each vote is verified once, each member counts once, a certificate of any view is taken.</summary>
public sealed partial class Replica
{
    private readonly SortedSet<long> _open = [];
    private readonly SortedSet<long> _notarized = [];
    private Certificate? _finalization;

    /// <summary>Takes a vote; false when its signature is wrong or it lies outside the kept views.</summary>
    private bool OnVote(Vote vote)
    {
        var statement = vote.Statement;
        if (vote.Signer == _self)
        {
            NoticeOwn(vote);
            return false;
        }
        if (vote.Signer < 0 || vote.Signer >= _group.Size
            || statement.View <= _final.View || statement.View > _view + _rules.MaxFutureViews)
        {
            return false;
        }
        var known = KnownView(statement.View);
        var existing = known?.Votes(statement.Kind)[vote.Signer];
        if (existing is not null && existing.Statement == statement)
        {
            return true;
        }
        var contradicted = known?.Contradicted(vote);
        if (contradicted is null && known?.Certificate(statement.Kind) is { } certificate && certificate.Statement.Block == statement.Block)
        {
            return true;
        }
        if (contradicted is not null && known!.Accused[vote.Signer])
        {
            return existing is not null || vote.IsSigned(_verifier, _group);
        }
        if (!vote.IsSigned(_verifier, _group))
        {
            return false;
        }
        KeepVote(ViewOf(statement.View), vote, contradicted);
        return true;
    }

    private void KeepVote(ViewState state, Vote vote, Vote? contradicted)
    {
        if (contradicted is not null)
        {
            Accuse(state, new ConflictingVotes(contradicted, vote));
        }
        var votes = state.Votes(vote.Statement.Kind);
        if (votes[vote.Signer] is null)
        {
            votes[vote.Signer] = vote;
            Count(state, vote.Statement);
        }
    }

    /// <summary>A vote was added: a quorum makes a certificate, f+1 nullify votes call for the own one.</summary>
    private void Count(ViewState state, Statement statement)
    {
        if (state.Certificate(statement.Kind) is null && state.Count(statement) >= _rules.Quorum(_group))
        {
            var signatures = ImmutableArray.CreateBuilder<MemberSignature>();
            foreach (var vote in state.Votes(statement.Kind))
            {
                if (vote is not null && vote.Statement == statement && signatures.Count < _rules.Quorum(_group))
                {
                    signatures.Add(new MemberSignature(vote.Signer, vote.Signature));
                }
            }
            Learn(new Certificate(statement, signatures.ToImmutable()), passOn: true);
        }
        else if (statement.Kind == StatementKind.Nullify)
        {
            FollowNullify(state);
        }
    }

    /// <summary>Takes a certificate of any view; false when it is not valid.</summary>
    private bool TakeCertificate(Certificate certificate, bool passOn)
    {
        var statement = certificate.Statement;
        if (statement.View <= _final.View)
        {
            return TakeOldCertificate(certificate);
        }
        var known = KnownView(statement.View);
        if (known?.Certificate(statement.Kind)?.Statement == statement
            || (statement.Kind == StatementKind.Notarize && known?.Finalization is { } final && final.Statement.Block == statement.Block))
        {
            return true;
        }
        if (_rules.Check(certificate, _group, new KeptVotes(known, certificate.Statement, _verifier)) != CertificateFault.None)
        {
            return false;
        }
        Learn(certificate, passOn);
        return true;
    }

    /// <summary>At or below the final view only two things matter: the certificate of the final block, and the proof of a fork.</summary>
    private bool TakeOldCertificate(Certificate certificate)
    {
        var statement = certificate.Statement;
        var same = statement.View == _final.View && statement.Kind != StatementKind.Nullify && statement.Block == _final.Hash;
        if (same && (_final.Certificate?.Statement.Kind == StatementKind.Finalize || (statement.Kind == StatementKind.Notarize && _final.Certificate is not null)))
        {
            return true;
        }
        if ((!same && !ContradictsFinal(certificate)) || _rules.Check(certificate, _group, _verifier) != CertificateFault.None)
        {
            return false;
        }
        if (same)
        {
            KeepFinalCertificate(certificate);
        }
        else
        {
            ForkProven(Against(certificate) ?? certificate, certificate, $"a certificate of view {statement.View} contradicts the final chain");
        }
        return same;
    }

    /// <summary>A new valid certificate: keep it, pass it on once, enter the next view.</summary>
    private void Learn(Certificate certificate, bool passOn)
    {
        var view = certificate.Statement.View;
        var news = view >= _view || certificate.Statement.Kind == StatementKind.Finalize;
        Accept(certificate);
        if (passOn && news)
        {
            Emit(new Broadcast(new CertificateMessage(certificate)));
        }
        EnterView(view + 1);
        _changed = true;
    }

    /// <summary>Keeps a valid certificate and its votes.</summary>
    private void Accept(Certificate certificate)
    {
        var statement = certificate.Statement;
        var state = ViewOf(statement.View);
        ProveFork(state, certificate);
        if (statement.Kind == StatementKind.Nullify)
        {
            state.Nullification ??= certificate;
            _unsettled.Remove(state.View);
        }
        else
        {
            if (statement.Kind == StatementKind.Finalize)
            {
                state.Finalization ??= certificate;
                if (_finalization is null || _finalization.Statement.View < statement.View)
                {
                    _finalization = certificate;
                }
            }
            if (state.Notarization is null)
            {
                state.Notarization = certificate;
                OnNotarized(state, certificate);
            }
        }
        foreach (var signature in certificate.Signatures)
        {
            var vote = new Vote(statement, signature.Signer, signature.Signature);
            var votes = state.Votes(statement.Kind);
            if (votes[vote.Signer]?.Statement == statement)
            {
                continue;
            }
            if (vote.Signer == _self)
            {
                // The own slot only ever holds what this start signed or found on its disk.
                NoticeOwnSigned(statement);
                continue;
            }
            if (state.Contradicted(vote) is { } contradicted)
            {
                Accuse(state, new ConflictingVotes(contradicted, vote));
            }
            votes[vote.Signer] ??= vote;
        }
    }

    private void ProveFork(ViewState state, Certificate certificate)
    {
        foreach (var other in (ReadOnlySpan<Certificate?>)[state.Finalization, state.Notarization, state.Nullification])
        {
            if (other is not null && EvidenceCheck.Contradict(other.Statement, certificate.Statement))
            {
                ForkProven(other, certificate, $"two certificates of view {state.View} exclude each other");
                return;
            }
        }
        if (certificate.Statement.Kind != StatementKind.Nullify && state.Notarization is { } notarization && notarization.Statement.Block != certificate.Statement.Block)
        {
            Halt($"fork proven: two blocks of view {state.View} have certificates");
        }
    }

    private void OnNotarized(ViewState state, Certificate certificate)
    {
        _notarized.Add(state.View);
        var node = _tree.Find(certificate.Statement.Block);
        if (node is not null && !state.Blocks.Contains(node))
        {
            state.Blocks.Add(node);
        }
        if (node is null || !node.IsEmpty)
        {
            _open.Add(state.View);
        }
        if (node is null)
        {
            NeedBlock(Place(certificate));
        }
        else
        {
            CheckBody(node);
        }
        if (state.NullifyStage == OwnStage.None && state.FinalizeStage == OwnStage.None && state.View > _floor)
        {
            _toFinalize.Add(state.View);
        }
    }

    /// <summary>Verification that does not repeat itself for votes that are kept.</summary>
    private sealed class KeptVotes(ViewState? state, Statement statement, IMemberVerifier verifier) : IMemberVerifier
    {
        public bool Verify(int member, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
        {
            var kept = state?.Votes(statement.Kind)[member];
            return (kept is not null && kept.Statement == statement && signature.SequenceEqual(kept.Signature))
                || verifier.Verify(member, message, signature);
        }
    }
}
