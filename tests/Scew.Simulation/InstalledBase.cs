using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Simulation;

/// <summary>A state that a transfer put in place of executing the blocks up to it, with the requests of the last windows and their blocks' times.</summary>
public sealed record InstalledBase(StateAnchor Anchor, ImmutableArray<(Digest Id, long TimeMs)> Recent)
{
    public AttestedState State => Anchor.Certified.State;

    public long Height => Anchor.Height;

    public BlockRef Block => Anchor.Block;

    public ImmutableArray<Attestation> Attestations => [.. Anchor.Certified.Signatures.Select(one => new Attestation(State, one.Signer, one.Signature))];
}
