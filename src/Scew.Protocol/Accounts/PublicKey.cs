using System.Text;

namespace Scew.Protocol.Accounts;

/// <summary>
/// A P-256 public key by its coordinates, each below the field's prime. That the point is on the curve is known only after <see cref="VerifyingKey.Import"/>.
/// </summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    private PublicKey(byte[] x, byte[] y, Account account)
    {
        X = x;
        Y = y;
        Account = account;
    }

    /// <summary>The x coordinate, 32 bytes big-endian.</summary>
    public byte[] X { get; }

    /// <summary>The y coordinate, 32 bytes big-endian.</summary>
    public byte[] Y { get; }

    /// <summary>The key as a JWK in the order of RFC 7638, without blanks.</summary>
    public string Jwk => JwkOf(X, Y);

    /// <summary>The thumbprint.</summary>
    public Account Account { get; }

    /// <summary>A key from its coordinates; null when one is not 32 bytes below the field's prime.</summary>
    public static PublicKey? Create(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y) =>
        FromCanonicalJwk(x, y, Encoding.ASCII.GetBytes(JwkOf(x, y)));

    /// <summary>A key from the two texts of a JWK; null when they are not strict base64url of coordinates.</summary>
    public static PublicKey? Create(ReadOnlySpan<char> x, ReadOnlySpan<char> y) => Create(Base64Url.Decode(x, P256.ScalarBytes), Base64Url.Decode(y, P256.ScalarBytes));

    /// <summary>A key whose JWK text is known to be the canonical one of these coordinates.</summary>
    internal static PublicKey? FromCanonicalJwk(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, ReadOnlySpan<byte> jwk) =>
        P256.IsCoordinate(x) && P256.IsCoordinate(y) ? new PublicKey(x.ToArray(), y.ToArray(), new Account(Digest.Of(jwk))) : null;

    private static string JwkOf(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y) =>
        $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.Encode(x)}}","y":"{{Base64Url.Encode(y)}}"}""";

    /// <inheritdoc/>
    public bool Equals(PublicKey? other) => other is not null && Account == other.Account;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    /// <summary>Bits of the coordinates; the same in every run.</summary>
    public override int GetHashCode() => X[0] << 16 | X[1] << 8 | Y[0];
}
