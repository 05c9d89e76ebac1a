using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Scew.Consensus;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Simulation.Oracles;

/// <summary>A certificate that an honest member uses or passes on was really signed by n-f distinct members; so are the attestations of a certified height.</summary>
internal sealed class CertificateOracle(World world)
{
    private readonly ConditionalWeakTable<Certificate, object> _good = [];

    /// <summary>n - (n-1)/3, counted here and not taken from the group.</summary>
    private int Needed => world.Scenario.Members - (world.Scenario.Members - 1) / 3;

    public void Sending(MemberHost host, PeerMessage message)
    {
        switch (message)
        {
            case CertificateMessage { Certificate: var certificate }:
                Require(host, certificate, "passes on");
                break;
            case Proposal { Block: var block } when block.Header.Height > 0 && IsOwn(host, block):
                Justification(host, block);
                break;
            case ChainAnswer answer:
                Require(host, answer.Finalization, "serves");
                break;
        }
    }

    public void Finalised(MemberHost host, Finalised finalised)
    {
        var last = finalised.Blocks[^1];
        var statement = finalised.Finalization.Statement;
        if (statement.Kind != StatementKind.Finalize || statement.Block != last.Hash || statement.View != last.Header.View || statement.Height != last.Header.Height)
        {
            throw new ViolationException("certificates", $"member {host.Name} takes height {last.Header.Height} for final by a certificate of something else");
        }
        Require(host, finalised.Finalization, "finalises by");
        foreach (var block in finalised.Blocks)
        {
            Justification(host, block);
        }
    }

    public void Certified(MemberHost host, Certified certified) => Attested(host, certified.State, certified.Attestations, Needed, "certified");

    /// <summary>f+1 are enough to hand a state on, and to take it over.</summary>
    public void Vouched(MemberHost host, AttestedState state, ImmutableArray<Attestation> attestations) =>
        Attested(host, state, attestations, world.Scenario.Members - Needed + 1, "vouched for");

    private void Attested(MemberHost host, AttestedState state, ImmutableArray<Attestation> attestations, int needed, string taken)
    {
        var signers = attestations.Where(attestation => attestation.State == state && world.Keyring.HasAttested(attestation.Signer, state) && Genuine(attestation))
            .Select(attestation => attestation.Signer).Distinct().Count();
        if (signers < needed || signers != attestations.Length)
        {
            throw new ViolationException("certificates", $"member {host.Name} takes height {state.Height} for {taken} by {signers} true attestations");
        }
    }

    private bool Genuine(Attestation attestation) =>
        world.Keyring.IsGenuine(attestation.Signer, attestation.State.SigningBytes(world.Group.Genesis), attestation.Signature);

    private bool IsOwn(MemberHost host, Block block) => world.Group.Leader(block.Header.View) == host.Member;

    /// <summary>The parent is notarised, and every view between parent and block nullified.</summary>
    private void Justification(MemberHost host, Block block)
    {
        var parentView = 0L;
        if (block.Justification.Parent is { } parent)
        {
            Require(host, parent, "builds on");
            parentView = parent.Statement.View;
            if (parent.Statement.Kind == StatementKind.Nullify || parent.Statement.Block != block.Header.Parent || parent.Statement.Height != block.Header.Height - 1)
            {
                throw new ViolationException("certificates", $"member {host.Name}: the parent of view {block.Header.View} is not the one in its justification");
            }
        }
        var between = block.Justification.Nullifications;
        for (var i = 0; i < between.Length; i++)
        {
            Require(host, between[i], "skips by");
            if (between[i].Statement != Statement.Nullify(parentView + 1 + i))
            {
                throw new ViolationException("certificates", $"member {host.Name}: view {block.Header.View} does not justify view {parentView + 1 + i}");
            }
        }
        if (parentView + between.Length + 1 != block.Header.View)
        {
            throw new ViolationException("certificates", $"member {host.Name}: view {block.Header.View} leaves a gap above view {parentView}");
        }
    }

    private void Require(MemberHost host, Certificate certificate, string verb)
    {
        if (_good.TryGetValue(certificate, out _))
        {
            return;
        }
        var message = certificate.Statement.SigningBytes(world.Group.Genesis, world.Group.Epoch);
        var signers = certificate.Signatures.Where(signature => world.Keyring.HasSigned(signature.Signer, certificate.Statement) && world.Keyring.IsGenuine(signature.Signer, message, signature.Signature))
            .Select(signature => signature.Signer).Distinct().Count();
        if (signers < Needed || signers != certificate.Signatures.Length)
        {
            throw new ViolationException("certificates", $"member {host.Name} {verb} a certificate of {signers} true signatures: {certificate.Statement}");
        }
        _good.Add(certificate, certificate);
    }
}
