using System.Collections.Immutable;
using System.Numerics;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Messages;

/// <summary>Why an anchor proves nothing. Append only.</summary>
public enum AnchorFault
{
    /// <summary>It holds: f+1 members or more attest exactly these roots at this block.</summary>
    None,

    /// <summary>The attestations are no f+1 of distinct current members.</summary>
    Certificate,

    /// <summary>The header is not the attested block's.</summary>
    Header,

    /// <summary>The trie root and the history do not make up the attested state root.</summary>
    Roots,

    /// <summary>The finalization is not a valid one of this block.</summary>
    Finalization,
}

/// <summary>
/// A state that f+1 members or more attest, so at least one correct member executed it as final. (n-f are for customers, who have nothing else to go by; a group of which f are down may never get
/// them for the height at which the others started again.) It is opened up as far as a state transfer needs: the header of its block, the trie root, the history's frontier, and
/// the block's finalization where it has one of its own (it can be final through a later block). Nothing in it is taken on the sender's word once <see cref="Check"/>
/// finds no fault.
/// </summary>
public sealed record StateAnchor(CertifiedState Certified, BlockHeader Header, Digest TrieRoot, ImmutableArray<Digest> Frontier, Certificate? Finalization)
{
    /// <summary>The height of the state.</summary>
    public long Height => Certified.State.Height;

    /// <summary>The place of its block.</summary>
    public BlockRef Block => new(Header.View, Header.Height, Certified.State.Block);

    /// <summary>The tree over blocks 0 to the height; null when the frontier does not fit the height.</summary>
    public HistoryTree? History => HistoryTree.FromFrontier(Height + 1, Frontier);

    /// <summary>Checks everything that an anchor claims.</summary>
    public AnchorFault Check(Group group, IMemberVerifier verifier)
    {
        var state = Certified.State;
        if (History is not { } history || StateRoot.Of(TrieRoot, history.Root) != state.StateRoot)
        {
            return AnchorFault.Roots;
        }
        if (Header.Hash(group.Genesis) != state.Block || Header.Height != state.Height || Header.TimeMs != state.TimeMs || !IsOfEpoch(group))
        {
            return AnchorFault.Header;
        }
        // The state on which an era stands is proven by the handover: one member that has it is enough.
        var needed = state == group.StartState ? 1 : group.MaxFaulty + 1;
        if (Certified.Check(group, verifier, needed) != ProofFault.None)
        {
            return AnchorFault.Certificate;
        }
        var finalized = Finalization is null
            || (Finalization.Statement == Statement.Finalize(Header.View, Header.Height, state.Block) && CertificateCheck.Check(Finalization, group, verifier) == CertificateFault.None);
        return finalized ? AnchorFault.None : AnchorFault.Finalization;
    }

    /// <summary>The last block of an era is made in that one and attested in the next one too: it is what the next one stands on.</summary>
    private bool IsOfEpoch(Group group) =>
        Header.Epoch == Certified.State.Epoch || (Height == group.Start.Height && Certified.State.Block == group.Start.Hash && Header.Epoch == Certified.State.Epoch - 1);

    /// <summary>Appends state, signers, header, trie root, frontier and finalization; the height gives the frontier's length.</summary>
    public void Encode(CodecWriter writer)
    {
        Certified.State.Encode(writer);
        MemberSignature.Encode(writer, Certified.Signatures);
        Header.Encode(writer);
        writer.Digest(TrieRoot);
        Invariant.Require(Frontier.Length == BitOperations.PopCount((ulong)Height + 1), "a frontier fits its height");
        foreach (var node in Frontier)
        {
            writer.Digest(node);
        }
        writer.Flag(Finalization is not null);
        Finalization?.Encode(writer);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; signers must rise strictly.</summary>
    public static StateAnchor Decode(ref CodecReader reader)
    {
        var state = AttestedState.Decode(ref reader);
        var signatures = MemberSignature.DecodeAll(ref reader);
        var header = BlockHeader.Decode(ref reader);
        var root = reader.Digest();
        var frontier = ImmutableArray.CreateBuilder<Digest>();
        for (var left = BitOperations.PopCount((ulong)state.Height + 1); left > 0; left--)
        {
            frontier.Add(reader.Digest());
        }
        var finalization = reader.Flag() ? Certificate.Decode(ref reader) : null;
        return new StateAnchor(new CertifiedState(state, signatures), header, root, frontier.ToImmutable(), finalization);
    }
}
