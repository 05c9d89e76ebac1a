using System.Collections.Immutable;
using Scew.Protocol.Json;
using Scew.Protocol.Ordering;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Receipts;

/// <summary>
/// That a block is part of the history which a newer certified state covers: its hash, the RFC 6962 path to the history root over blocks 0 to that state's height, and the trie root that
/// completes the state root. It anchors what an ended era attested under the members of today.
/// </summary>
public sealed record BlockProof(long Height, Digest Block, ImmutableArray<Digest> Path, Digest HistoryRoot, Digest TrieRoot, CertifiedState Certified)
{
    /// <summary>Most bytes of the JSON form.</summary>
    public const int MaxBytes = CertifiedState.MaxBytes + 8 * 1024;

    /// <summary>Most nodes of a path: a tree of 2^63 blocks is no deeper.</summary>
    public const int MaxPath = 64;

    /// <summary>The canonical JSON.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(2048);
        json.StartObject().Name("attestations");
        ProofJson.Signatures(json, Certified.Signatures);
        json.Name("block").Digest(Block).Name("height").Number(Height).Name("historyRoot").Digest(HistoryRoot).Name("path");
        ProofJson.Digests(json, Path);
        json.Name("state");
        ProofJson.State(json, Certified.State);
        return json.Name("trieRoot").Digest(TrieRoot).Name("version").Number(1).EndObject().ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote; null for anything else. Proves nothing yet.</summary>
    public static BlockProof? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return null;
        }
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("attestations"u8);
        var signatures = ProofJson.Signatures(ref cursor);
        cursor.Next("block"u8);
        var block = cursor.Digest();
        cursor.Next("height"u8);
        var height = cursor.Number();
        cursor.Next("historyRoot"u8);
        var history = cursor.Digest();
        cursor.Next("path"u8);
        var path = ProofJson.Digests(ref cursor, MaxPath);
        cursor.Next("state"u8);
        var state = ProofJson.State(ref cursor);
        cursor.Next("trieRoot"u8);
        var trie = cursor.Digest();
        cursor.Next("version"u8);
        var version = cursor.Number();
        cursor.Expect('}');
        if (!cursor.Complete || version != 1)
        {
            return null;
        }
        var read = new BlockProof(height, block, path, history, trie, new CertifiedState(state, signatures));
        return bytes.SequenceEqual(read.Encode()) ? read : null;
    }

    /// <summary>Checks that n-f members of the group's epoch attest a state whose history has this block at this height.</summary>
    public ProofFault Check(long height, Digest block, Group group, IMemberVerifier verifier)
    {
        if (Height != height || Block != block)
        {
            return ProofFault.OtherSubject;
        }
        var state = Certified.State;
        if (StateRoot.Of(TrieRoot, HistoryRoot) != state.StateRoot || state.Height < height || !HistoryTree.Verify(HistoryRoot, block, height, state.Height + 1, Path))
        {
            return ProofFault.Path;
        }
        return Certified.Check(group, verifier);
    }
}
