namespace Scew.Protocol.Accounts;

/// <summary>Ranges of the curve P-256, checked before the platform sees a value.</summary>
public static class P256
{
    /// <summary>Bytes of a coordinate and of each half of a signature.</summary>
    public const int ScalarBytes = 32;

    /// <summary>Bytes of an ES256 signature, r ‖ s.</summary>
    public const int SignatureBytes = 64;

    /// <summary>The field's prime.</summary>
    public static ReadOnlySpan<byte> FieldPrime =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    ];

    /// <summary>The group's order.</summary>
    public static ReadOnlySpan<byte> Order =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ];

    /// <summary>32 bytes below the field's prime.</summary>
    public static bool IsCoordinate(ReadOnlySpan<byte> value) => value.Length == ScalarBytes && value.SequenceCompareTo(FieldPrime) < 0;

    /// <summary>64 bytes with both halves in 1 to n-1.</summary>
    public static bool IsSignature(ReadOnlySpan<byte> value) =>
        value.Length == SignatureBytes && IsScalar(value[..ScalarBytes]) && IsScalar(value[ScalarBytes..]);

    /// <summary>32 bytes in 1 to n-1.</summary>
    public static bool IsScalar(ReadOnlySpan<byte> value) =>
        value.Length == ScalarBytes && value.SequenceCompareTo(Order) < 0 && value.ContainsAnyExcept((byte)0);
}
