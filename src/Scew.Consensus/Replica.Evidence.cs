using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Lies of members: shown and passed on, bounded, never a crash.</summary>
public sealed partial class Replica
{
    private const int MaxAccusations = 64;
    private readonly int[] _accusations;
    private readonly HashSet<(int Member, long Place, bool Attestation)> _shown = [];

    private void Accuse(ViewState state, ConflictingVotes evidence)
    {
        var accused = evidence.First.Signer;
        if (accused != _self && !state.Accused[accused])
        {
            state.Accused[accused] = true;
            ShowEvidence(evidence, accused);
        }
    }

    private void OnEvidence(Evidence evidence)
    {
        if (evidence is ConflictingVotes own && own.First.Signer == _self && own.Second.Signer == _self)
        {
            NoticeOwn(own.First);
            NoticeOwn(own.Second);
            return;
        }
        if (evidence is ConflictingVotes or ConflictingAttestations && Accusable(evidence) is { } member && !AlreadyShown(evidence, member)
            && EvidenceCheck.Accused(evidence, _group, _verifier) is { } accused)
        {
            ShowEvidence(evidence, accused);
        }
    }

    private int? Accusable(Evidence evidence)
    {
        var signer = evidence is ConflictingVotes votes ? votes.First.Signer : ((ConflictingAttestations)evidence).First.Signer;
        return signer >= 0 && signer < _group.Size && signer != _self && _accusations[signer] < MaxAccusations ? signer : null;
    }

    private void ShowEvidence(Evidence evidence, int accused)
    {
        if (_accusations[accused] >= MaxAccusations || !_shown.Add(KeyOf(evidence, accused)))
        {
            return;
        }
        _accusations[accused]++;
        Emit(new EvidenceFound(evidence, accused));
        Emit(new Broadcast(new EvidenceMessage(evidence)));
    }

    private bool AlreadyShown(Evidence evidence, int accused) => _shown.Contains(KeyOf(evidence, accused));

    private static (int Member, long Place, bool Attestation) KeyOf(Evidence evidence, int accused) => evidence switch
    {
        ConflictingVotes votes => (accused, votes.First.Statement.View, false),
        ConflictingAttestations attestations => (accused, attestations.First.State.Height, true),
        _ => (accused, 0, false),
    };
}
