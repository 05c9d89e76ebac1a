using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Attestations: own ones after execution, f+1 equal ones vouch for a state, n-f make receipts, f+1 different ones stop this replica.</summary>
public sealed partial class Replica
{
    private const long MaxAttestedAhead = 64;
    private const long KeptCertified = 64;

    /// <summary>Heights further below the executed one are not waited for: they count as certified.</summary>
    public const long MaxUncertified = 4096;

    private readonly SortedDictionary<long, AttestedHeight> _attested = [];
    private long _certified;

    private sealed class AttestedHeight(int members)
    {
        public AttestedState? Own { get; set; }

        public Attestation?[] Attestations { get; } = new Attestation?[members];

        /// <summary>The state was installed and not executed here.</summary>
        public bool IsInstalled { get; set; }

        public bool Vouched { get; set; }

        public bool Certified { get; set; }

        public bool[] Accused { get; } = new bool[members];
    }

    private AttestedHeight AttestedAt(long height)
    {
        if (!_attested.TryGetValue(height, out var attested))
        {
            attested = new AttestedHeight(_group.Size);
            _attested[height] = attested;
        }
        return attested;
    }

    private void RecoverUncertified(ImmutableArray<UncertifiedHeight> heights)
    {
        foreach (var height in heights)
        {
            var state = height.State;
            Invariant.Require(state.Height > _certified && state.Height <= _executed, "an uncertified height is executed");
            var attested = AttestedAt(state.Height);
            attested.Own = state;
            attested.IsInstalled = height.IsInstalled;
            attested.Attestations[_self] = height.Own;
        }
    }

    /// <summary>Heights that were executed while this replica was in doubt are attested when it is not any more.</summary>
    private void AttestWhatIsLeft()
    {
        if (MaySign)
        {
            foreach (var attested in _attested.Values.Where(attested => attested is { Own: not null, IsInstalled: false } && attested.Attestations[_self] is null))
            {
                Emit(new SignAttestation(attested.Own!));
            }
        }
    }

    /// <summary>An executed height: its state is verified, so it may be attested.</summary>
    private void Attest(AttestedState state)
    {
        AttestedAt(state.Height).Own = state;
        if (MaySign)
        {
            Emit(new SignAttestation(state));
        }
        Evaluate(state.Height);
    }

    private void OnAttestationSigned(Attestation attestation)
    {
        if (attestation.Signer != _self || !MaySign || attestation.State.Height > _executed)
        {
            return;
        }
        Emit(new Broadcast(new AttestationMessage(attestation)));
        if (_attested.TryGetValue(attestation.State.Height, out var attested) && attested.Own == attestation.State)
        {
            attested.Attestations[_self] = attestation;
            Evaluate(attestation.State.Height);
        }
    }

    private void OnAttestation(Attestation attestation)
    {
        var state = attestation.State;
        if (attestation.Signer < 0 || attestation.Signer >= _group.Size || attestation.Signer == _self || state.Epoch != _group.Epoch
            || state.Height <= _certified - KeptCertified || state.Height < 1 || state.Height > _executed + MaxAttestedAhead)
        {
            return;
        }
        if (!_attested.TryGetValue(state.Height, out var attested))
        {
            if (state.Height <= _certified)
            {
                return;
            }
            attested = null;
        }
        var existing = attested?.Attestations[attestation.Signer];
        var redundant = attested is { Certified: true } && attested.Own == state;
        if (redundant && existing is null || existing?.State == state || existing is not null && attested!.Accused[attestation.Signer]
            || !attestation.IsSigned(_verifier, _group.Genesis))
        {
            return;
        }
        Hold(attested ?? AttestedAt(state.Height), attestation);
        Evaluate(state.Height);
    }

    /// <summary>Keeps a valid attestation; two different ones of one member are evidence, and the first stays.</summary>
    private void Hold(AttestedHeight attested, Attestation attestation)
    {
        ref var held = ref attested.Attestations[attestation.Signer];
        if (held is null)
        {
            held = attestation;
        }
        else if (held.State != attestation.State && !attested.Accused[attestation.Signer])
        {
            attested.Accused[attestation.Signer] = true;
            ShowEvidence(new ConflictingAttestations(held, attestation), [attestation.Signer]);
        }
    }

    /// <summary>
    /// A state that fewer than n-f members attest was installed: it is the own one here, it is not attested here, and more attestations are waited for. The state on which the era stands is
    /// attested by whoever has it: nobody executes it in this era, the handover shows that a quorum of the one before did, and a new member counts from here on.
    /// </summary>
    private void Vouch(ImmutableArray<Attestation> vouchers)
    {
        var state = vouchers[0].State;
        var attested = AttestedAt(state.Height);
        attested.Own = state;
        attested.IsInstalled = state.Block != _group.Start.Hash;
        attested.Vouched = true;
        foreach (var voucher in vouchers)
        {
            Hold(attested, voucher);
        }
        Evaluate(state.Height);
    }

    private void Evaluate(long height)
    {
        var attested = AttestedAt(height);
        var other = 0;
        foreach (var attestation in attested.Attestations)
        {
            if (attestation is null || attestation.State == attested.Own)
            {
                continue;
            }
            var same = attested.Attestations.Count(one => one is not null && one.State == attestation.State);
            if (same < _rules.HaltingAttestations(_group))
            {
                continue;
            }
            if (attested.Own is not null)
            {
                Halt($"f+1 members attest another state at height {height}", isDiverged: true);
                return;
            }
            other = Math.Max(other, attested.Attestations.Count(one => one is not null && one.State != attestation.State));
            if (other >= _rules.HaltingAttestations(_group) && TwoSets(attested))
            {
                Halt($"two sets of f+1 members attest different states at height {height}");
                return;
            }
        }
        if (attested.Own is { } state && attested.Attestations.Count(one => one is not null && one.Signer != _self && one.State == state) > _group.MaxFaulty)
        {
            _verified = Math.Max(_verified, height);
        }
        if (attested.Own is { } own && !attested.Certified)
        {
            var equal = attested.Attestations.Where(one => one is not null && one.State == own).Select(static one => one!).ToImmutableArray();
            if (equal.Length >= _rules.Quorum(_group))
            {
                attested.Certified = true;
                Emit(new Certified(own, equal));
                AdvanceCertified();
            }
            else if (!attested.Vouched && equal.Length > _group.MaxFaulty)
            {
                attested.Vouched = true;
                Emit(new Vouched(own, equal));
            }
        }
    }

    private bool TwoSets(AttestedHeight attested)
    {
        AttestedState? first = null;
        foreach (var attestation in attested.Attestations)
        {
            if (attestation is not null && attestation.State != first
                && attested.Attestations.Count(one => one is not null && one.State == attestation.State) >= _rules.HaltingAttestations(_group))
            {
                if (first is not null)
                {
                    return true;
                }
                first = attestation.State;
            }
        }
        return false;
    }

    private void AdvanceCertified()
    {
        while (_attested.TryGetValue(_certified + 1, out var next) && next.Certified || _executed - _certified > MaxUncertified)
        {
            _certified++;
        }
        foreach (var height in _attested.Keys.TakeWhile(height => height <= _certified - KeptCertified).ToArray())
        {
            _attested.Remove(height);
        }
    }
}
