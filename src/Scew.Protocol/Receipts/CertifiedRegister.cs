using Scew.Protocol.Json;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Receipts;

/// <summary>
/// A certified read: a register (null: there is none), its way through the trie, the history root that completes the state root, and the certified state. "As of"
/// is the state's height and time.
/// </summary>
public sealed record CertifiedRegister(RegisterKey Key, Register? Register, TrieProof Proof, Digest HistoryRoot, CertifiedState Certified)
{
    /// <summary>Most bytes of the JSON form.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>The canonical JSON.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(4096);
        json.StartObject().Name("attestations");
        ProofJson.Signatures(json, Certified.Signatures);
        json.Name("historyRoot").Digest(HistoryRoot).Name("id").Text(Key.Id).Name("kind").Number((byte)Key.Kind).Name("proof");
        ProofJson.Trie(json, Proof);
        if (Register is not null)
        {
            json.Name("register").Base64(Register.Encode());
        }
        json.Name("state");
        ProofJson.State(json, Certified.State);
        return json.Name("version").Number(1).EndObject().ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote; null for anything else. Proves nothing yet.</summary>
    public static CertifiedRegister? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return null;
        }
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("attestations"u8);
        var signatures = ProofJson.Signatures(ref cursor);
        cursor.Next("historyRoot"u8);
        var history = cursor.Digest();
        cursor.Next("id"u8);
        var id = cursor.Ascii(IdRules.MaxLength);
        cursor.Next("kind"u8);
        var kind = cursor.Int((byte)RegisterKey.LastKind);
        cursor.Next("proof"u8);
        var proof = ProofJson.Trie(ref cursor);
        cursor.Expect(',');
        var name = cursor.Name();
        Register? register = null;
        if (name.SequenceEqual("register"u8))
        {
            register = Registers.Register.Decode(cursor.Base64(Registers.Register.MaxValueBytes + 1024));
            cursor.Expect(',');
            name = cursor.Name();
        }
        var isState = name.SequenceEqual("state"u8);
        var state = ProofJson.State(ref cursor);
        cursor.Next("version"u8);
        var version = cursor.Number();
        cursor.Expect('}');
        if (!cursor.Complete || !isState || version != 1 || kind == 0)
        {
            return null;
        }
        var read = new CertifiedRegister(new RegisterKey((RegisterKind)kind, id), register, proof, history, new CertifiedState(state, signatures));
        return bytes.SequenceEqual(read.Encode()) ? read : null;
    }

    /// <summary>Checks that the register, or its absence, is part of the certified state, and that it is the register that <paramref name="asked"/> names.</summary>
    public ProofFault Check(RegisterKey asked, Group group, IMemberVerifier verifier)
    {
        if (Key != asked || (Register is not null && Register.Key != asked))
        {
            return ProofFault.OtherSubject;
        }
        var key = asked.Hash();
        if (Proof.RootFor(key) is not { } trieRoot || StateRoot.Of(trieRoot, HistoryRoot) != Certified.State.StateRoot)
        {
            return ProofFault.Path;
        }
        var present = Proof.Leaf?.Key == key;
        if (present != (Register is not null) || (present && Proof.Leaf!.RegisterHash != StateTrie.RegisterHash(Register!)))
        {
            return ProofFault.Path;
        }
        return Certified.Check(group, verifier);
    }
}
