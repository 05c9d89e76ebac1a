using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Scew.Keys.Files;
using Scew.Keys.Private;
using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Groups;
using Scew.Protocol.Requests;

namespace Scew.Keys;

/// <summary>
/// Keys computed from a seed and a label, the same in every run and on every machine. Whoever knows the seed has them, so they are no secret: silo and
/// console use them only in a group whose genesis is marked <c>dev</c> (<see cref="Refusal(GenesisDocument, bool)"/>).
/// </summary>
public sealed class DevKeys
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedBytes = 32;

    /// <summary>128 bits more than the curve's order, so that the remainder is even enough (FIPS 186-5, A.2.1).</summary>
    private const int WideBytes = P256.ScalarBytes + 16;

    private readonly byte[] _seed;

    /// <summary>Takes exactly 32 bytes.</summary>
    public DevKeys(ReadOnlySpan<byte> seed)
    {
        Invariant.Require(seed.Length == SeedBytes, "a seed has 32 bytes");
        _seed = seed.ToArray();
    }

    /// <summary>The keys of <c>--seed N</c>: the seed is the number as 32 bytes big-endian.</summary>
    public static DevKeys FromNumber(ulong number)
    {
        Span<byte> seed = stackalloc byte[SeedBytes];
        seed.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(seed[^8..], number);
        return new DevKeys(seed);
    }

    /// <summary>The signing key of a label such as <c>customer/alice</c>.</summary>
    public SigningKey Signing(string label) => SigningKey.Wrap(Key("signing", label), true)!;

    /// <summary>The link key of a label.</summary>
    public LinkKey Link(string label) => LinkKey.Wrap(Key("link", label), true)!;

    /// <summary>The master secret or module key of a label.</summary>
    public SecretKey Secret(KeyKind kind, string label) => SecretKey.Wrap(kind, Derive(KeyFileReader.NameOf(kind), label, SecretKey.SizeBytes), true)!;

    /// <summary>128 bits as 22 characters, for a genesis document's salt.</summary>
    public string Salt(string label) => Base64Url.Encode(Derive("salt", label, RequestLimits.NonceBytes));

    /// <summary>Why a key must not be used with a group, as a sentence, or null.</summary>
    public static string? Refusal(GenesisDocument genesis, bool isDevKey) => isDevKey && !genesis.Dev
        ? $"this key is made from a public seed, and the group '{genesis.Name}' is not marked dev: make a real key with 'scew key create'"
        : null;

    private ECDsa Key(string kind, string label)
    {
        var order = new BigInteger(P256.Order, true, true);
        var scalar = new BigInteger(Derive(kind, label, WideBytes), true, true) % (order - 1) + 1;
        var bytes = new byte[P256.ScalarBytes];
        var digits = scalar.ToByteArray(true, true);
        digits.CopyTo(bytes, bytes.Length - digits.Length);
        return P256Private.FromScalar(bytes) ?? throw new CryptographicException("the platform refused a scalar in range");
    }

    /// <summary>HKDF-SHA256 (RFC 5869) without salt; the information is tag ‖ 0 ‖ kind ‖ 0 ‖ label in UTF-8.</summary>
    private byte[] Derive(string kind, string label, int bytes) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _seed, bytes, [], Encoding.UTF8.GetBytes($"{DomainTags.DevKey}\0{kind}\0{label}"));
}
