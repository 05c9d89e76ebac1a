using System.Security.Cryptography;
using System.Text;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Homomorphic.Keys;

/// <summary>
/// The 32 random bytes from which everything that keeps a client's encrypted integers follows, so that they alone are the backup: HKDF-SHA256 (RFC 5869) with
/// an info of tag ‖ genesis hash ‖ id.
/// </summary>
public sealed class MasterSecret : IDisposable
{
    /// <summary>Bytes of the secret.</summary>
    public const int SizeBytes = 32;

    private readonly byte[] _secret;
    private readonly Lock _gate = new();
    private bool _isDisposed;

    /// <summary>Copies 32 random bytes.</summary>
    public MasterSecret(ReadOnlySpan<byte> secret)
    {
        Invariant.Require(secret.Length == SizeBytes && secret.ContainsAnyExcept((byte)0), "a master secret has 32 random bytes");
        _secret = SecretBytes.Copy(secret);
    }

    /// <summary>The key of ordered variables with this label, 32 bytes. Whoever calls overwrites it.</summary>
    public byte[] VariableKey(Digest group, string label) => Derive(Tags.VariableKey, group, label, OrderedRecord.KeyBytes);

    /// <summary>
    /// The key of the ordered variable <paramref name="id"/> under a label: its id at first, another after a rekey. Variables of one label are handed over together.
    /// </summary>
    public OrderedKey OrderedKey(Digest group, string label, string id)
    {
        var bytes = VariableKey(group, label);
        var key = new OrderedKey(bytes, id);
        SecretBytes.Clear(bytes);
        return key;
    }

    /// <summary>The key under which a Paillier key lies in its register, 32 bytes. Whoever calls overwrites it.</summary>
    public byte[] SealingKey(Digest group, string keyId) => Derive(Tags.KeySeal, group, keyId, 32);

    /// <summary>The account's own encryption key, to which others seal what they hand over.</summary>
    public HybridPrivateKey EncryptionKey(Digest group, Account account)
    {
        var seed = Derive(Tags.EncryptionKey, group, account.Thumbprint.ToArray(), HybridPrivateKey.SeedBytes);
        var key = HybridPrivateKey.Derive(seed);
        SecretBytes.Clear(seed);
        return key;
    }

    /// <summary>Overwrites it; nothing is derived afterwards, for what follows from zeros everybody can derive.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            SecretBytes.Clear(_secret);
        }
    }

    private byte[] Derive(ReadOnlySpan<byte> tag, Digest group, string id, int sizeBytes)
    {
        Invariant.Require(IdRules.IsValid(id), "an id");
        return Derive(tag, group, Encoding.ASCII.GetBytes(id), sizeBytes);
    }

    private byte[] Derive(ReadOnlySpan<byte> tag, Digest group, ReadOnlySpan<byte> id, int sizeBytes)
    {
        var key = SecretBytes.New(sizeBytes);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            // Only the last part varies in length.
            HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, key, salt: default, [(byte)tag.Length, .. tag, .. group.ToArray(), .. id]);
        }
        return key;
    }
}
