using System.Text;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Modules;
using Scew.Homomorphic.Ordered;
using Scew.Homomorphic.Tests;
using Scew.Protocol;
using Scew.Protocol.Requests;
using Order = Scew.Homomorphic.Comparison;

namespace Scew.Ledger.Tests.Variables;

/// <summary>What programs of customers do before they sign: the real cryptography, with noise that is the same in every run in place of random bytes.</summary>
internal sealed class Client
{
    private static readonly byte[] ModuleSeed = TestKeys.Noise(32, 4711);
    private static readonly HybridPrivateKey ModuleKey = HybridPrivateKey.Derive(ModuleSeed);

    private static readonly EncryptionTables Tables = new();

    private readonly Dictionary<string, SealedOpening?> _openings = new(StringComparer.Ordinal);
    private int _noise;

    /// <summary>A module of the group, with a cache of its own or without.</summary>
    public static SecureModule Module(VerifiedOpenings? verified = null) => new(new ModuleKeys().Add(0, HybridPrivateKey.Derive(ModuleSeed)), verified);

    public byte[] Noise(int sizeBytes) => TestKeys.Noise(sizeBytes, 1_000_000 + ++_noise);

    public byte[] Encrypt(PaillierPrivateKey key, long value) => key.Encrypt(value, Noise(key.RandomnessBytes), Tables);

    /// <summary>The key of an ordered variable; the label names it, as a master secret would.</summary>
    public static OrderedKey Ordered(string label, string id) => new(VariableKey(label), id);

    /// <summary>What a client that looks at nothing seals for a sum: of a record that does not open, too. Null for what has not the form of a record.</summary>
    public static EnvelopePart.OrderedSum? Part(string label, string id, byte[] record, long addend, byte[] newSalt, string path = "") => !OrderedRecord.IsForm(record) ? null : new(
        path, id, Digest.Of(record), addend,
        OrderedRecord.KeyOf(VariableKey(label), id, OrderedRecord.SaltOf(record)), OrderedRecord.KeyOf(VariableKey(label), id, newSalt), newSalt);

    public byte[] Seal(string label, string id, long value) => Ordered(label, id).Seal(value, Noise(OrderedRecord.SaltBytes));

    public static long Read(string label, string id, byte[] record) => Ordered(label, id).TryOpen(record, out var value) ? value : throw new InvalidOperationException("corrupt");

    public static byte[] Token(string label, string id, byte[] record, long argument) => Ordered(label, id).Token(record, argument)!;

    /// <summary>What registers a key under this id for this account.</summary>
    public KeyCreate Register(PaillierPrivateKey key, string id, Account owner) => new(
        id, key.PublicKey.Encoded.ToArray(), ModulusProof.Prove(key, ModulusProof.ContextOf(TestLedger.Group, owner, id)), Noise(257 + 29));

    public SealedOpening Open(PaillierPrivateKey key, string id, byte[] record) => TryOpen(key, id, record)!;

    /// <summary>The opening of a record, null when it is no ciphertext of the key; computing one takes longer than all the rest.</summary>
    public SealedOpening? TryOpen(PaillierPrivateKey key, string id, byte[] record)
    {
        var name = id + Convert.ToHexString(record) + key.PublicKey.Id;
        if (!_openings.TryGetValue(name, out var opening))
        {
            opening = SealedOpening.Of(key, id, record);
            _openings.Add(name, opening);
        }
        return opening;
    }

    public EnvelopePart Compare(PaillierPrivateKey key, string id, byte[] record, Order order, long argument, string path = "") =>
        new EnvelopePart.Compare(path, order, argument, Open(key, id, record));

    public EnvelopePart Range(long low, long high, IEnumerable<(PaillierPrivateKey Key, string Id, byte[] Record)> variables, string path = "") =>
        new EnvelopePart.Range(path, low, high, [.. variables.Select(one => Open(one.Key, one.Id, one.Record)).OrderBy(one => one.AssetId, StringComparer.Ordinal)]);

    /// <summary>A sum, and the record that it will make of the value that is there.</summary>
    public (EnvelopePart Part, byte[] Record) Sum(string label, string id, byte[] record, long addend, string path = "")
    {
        var key = Ordered(label, id);
        var salt = Noise(OrderedRecord.SaltBytes);
        return (Part(label, id, record, addend, salt, path)!, key.Seal(unchecked(Read(label, id, record) + addend), salt));
    }

    /// <summary>The request with an envelope that holds these parts.</summary>
    public SignedRequest Delegate(SignedRequest request, params IEnumerable<EnvelopePart> parts) => Delegate(request, BindingOf(request), parts);

    public SignedRequest Delegate(SignedRequest request, EnvelopeBinding binding, params IEnumerable<EnvelopePart> parts)
    {
        // Not disposed: the openings are used again.
        var content = new EnvelopeContent([.. parts.OrderBy(part => part.Path, StringComparer.Ordinal)]);
        var envelope = Envelope.Seal(ModuleKey.PublicKey, binding, content, Noise(HybridPrivateKey.SeedBytes))!;
        return With(request, envelope);
    }

    public static SignedRequest With(SignedRequest request, byte[] envelope) =>
        request with { Payload = request.Payload with { Envelope = envelope } };

    public static EnvelopeBinding BindingOf(SignedRequest request) => new(
        request.Payload.Group, 0, request.Payload.Submitter, Base64Url.Decode(request.Payload.Nonce, EnvelopeBinding.NonceBytes)!, request.Payload.ValidUntilMs, "");

    private static byte[] VariableKey(string label) => Digest.Of(Encoding.UTF8.GetBytes("variable key " + label)).ToArray();
}
