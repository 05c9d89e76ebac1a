using System.Collections.Immutable;
using Scew.Protocol.Codec;
using Scew.Protocol.Json;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;

namespace Scew.Protocol.Groups;

/// <summary>
/// How an era passes to the next one: the group's register in the state of the epoch's last block, attested by n-f members of the era that ends; the header of that block; and
/// attestations of the same state, under the next epoch's number, by n-f members of the era that begins (none while they are still collected).
/// </summary>
public sealed record Handover(CertifiedRegister Ended, BlockHeader Header, ImmutableArray<MemberSignature> Begun)
{
    /// <summary>Most bytes of the JSON form.</summary>
    public const int MaxBytes = CertifiedRegister.MaxBytes + 64 * 1024;

    /// <summary>The last height of the era that ends.</summary>
    public long Height => Ended.Certified.State.Height;

    /// <summary>The epoch that ends.</summary>
    public long Epoch => Ended.Certified.State.Epoch;

    /// <summary>The place of its last block.</summary>
    public Messages.BlockRef Last => new(Header.View, Height, Ended.Certified.State.Block);

    /// <summary>What members of the next era attest.</summary>
    public AttestedState BegunState => Ended.Certified.State with { Epoch = Epoch + 1 };

    /// <summary>The members of the next era, if the register says so.</summary>
    public Membership? Next => Ended.Register is { } register ? GroupValue.Decode(register.Value)?.Present : null;

    /// <summary>The canonical JSON.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(8192);
        json.StartObject().Name("begun");
        ProofJson.Signatures(json, Begun);
        var header = new CodecWriter(BlockHeader.SizeBytes);
        Header.Encode(header);
        return json.Name("ended").Raw(Ended.Encode()).Name("header").Base64(header.Written).Name("version").Number(1).EndObject().ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote (one trailing line feed is allowed); null for anything else. Proves nothing yet.</summary>
    public static Handover? Parse(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.EndsWith("\n"u8) ? bytes[..^1] : bytes;
        if (bytes.Length > MaxBytes)
        {
            return null;
        }
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("begun"u8);
        var begun = ProofJson.Signatures(ref cursor);
        cursor.Next("ended"u8);
        var ended = CertifiedRegister.Parse(cursor.Raw());
        cursor.Next("header"u8);
        var reader = new CodecReader(cursor.Base64(BlockHeader.SizeBytes));
        var header = BlockHeader.Decode(ref reader);
        cursor.Next("version"u8);
        var version = cursor.Number();
        cursor.Expect('}');
        if (!cursor.Complete || !reader.Complete || ended is null || version != 1)
        {
            return null;
        }
        var read = new Handover(ended, header, begun);
        return bytes.SequenceEqual(read.Encode()) ? read : null;
    }

    /// <summary>
    /// The group of the next era, or why this does not lead there from <paramref name="present"/>. <paramref name="complete"/> asks for the quorum of the era that begins too, which is
    /// what customers go by; a merchant's own silo starts with what the old members attest, or nobody could be the first.
    /// </summary>
    public (HandoverFault Fault, GenesisDocument? Next) Follow(GenesisDocument present, bool complete)
    {
        if (present.CreateVerifier() is not { } verifier || Ended.Check(GroupValue.Key, present.ToGroup(), verifier) != ProofFault.None)
        {
            return (HandoverFault.Ended, null);
        }
        var state = Ended.Certified.State;
        if (Header.Hash(present.Hash()) != state.Block || Header.Height != state.Height || Header.Epoch != state.Epoch || Header.TimeMs != state.TimeMs)
        {
            return (HandoverFault.Header, null);
        }
        if (Next is not { } members || members.Epoch != present.Epoch + 1 || state.Height <= present.ToGroup().Start.Height)
        {
            return (HandoverFault.Register, null);
        }
        var next = present.In(members, new Messages.BlockRef(Header.View, state.Height, state.Block), BegunState);
        if (GenesisRules.BrokenByMembers(next) is not null)
        {
            return (HandoverFault.Register, null);
        }
        if (complete && new CertifiedState(BegunState, Begun).Check(next.ToGroup(), next.CreateVerifier()!) != ProofFault.None)
        {
            return (HandoverFault.Begun, null);
        }
        return (HandoverFault.None, next);
    }

    /// <summary>
    /// Every era in order, <paramref name="genesis"/> first, as far as the handovers lead; the fault of the first one that does not.
    /// </summary>
    public static (ImmutableArray<GenesisDocument> Eras, HandoverFault Fault) Chain(GenesisDocument genesis, IEnumerable<Handover> handovers, bool complete)
    {
        var eras = ImmutableArray.Create(genesis);
        foreach (var handover in handovers)
        {
            var (fault, next) = handover.Follow(eras[^1], complete);
            if (next is null)
            {
                return (eras, fault);
            }
            eras = eras.Add(next);
        }
        return (eras, HandoverFault.None);
    }
}

/// <summary>Why a handover leads nowhere. Append only.</summary>
public enum HandoverFault
{
    /// <summary>It holds.</summary>
    None,

    /// <summary>The register's state is not attested by n-f members of the era that ends, or is not part of it.</summary>
    Ended,

    /// <summary>The header is not the last block's.</summary>
    Header,

    /// <summary>The register does not name the members of the next epoch.</summary>
    Register,

    /// <summary>No n-f members of the era that begins attest the state.</summary>
    Begun,
}
