using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Simulation;

/// <summary>
/// A state that a transfer put in place of executing the blocks up to it, with the requests of the last windows and their blocks' times, and those blocks as far as they are not held.
/// </summary>
public sealed record InstalledBase(StateAnchor Anchor, ImmutableArray<(Digest Id, long TimeMs)> Recent, ImmutableArray<BlockIds> Blocks)
{
    public AttestedState State => Anchor.Certified.State;

    public long Height => Anchor.Height;

    public BlockRef Block => Anchor.Block;

    /// <summary>True where n-f members attest it; else at least f+1 do.</summary>
    public bool IsCertified(Group group) => Anchor.Certified.Signatures.Length >= group.Quorum;

    public ImmutableArray<Attestation> Attestations => Anchor.Certified.Attestations;
}
