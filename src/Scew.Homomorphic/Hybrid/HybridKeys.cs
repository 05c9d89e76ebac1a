namespace Scew.Homomorphic.Hybrid;

/// <summary>Public keys to which somebody seals: that of a group's secure modules in genesis, and the encryption key of an account in its register.</summary>
public static class HybridKeys
{
    /// <summary>Bytes of a public key: 0x04 ‖ x ‖ y, the only form that RFC 9180 gives a point of P-256.</summary>
    public const int PublicKeyBytes = HybridPoint.SizeBytes;

    /// <summary>True for 65 bytes of that form that are a point of the curve, which is the platform's import to say (some 100 us). Never throws.</summary>
    public static bool IsPublicKey(ReadOnlySpan<byte> publicKey)
    {
        using var key = HybridPoint.Import(publicKey);
        return key is not null;
    }
}
