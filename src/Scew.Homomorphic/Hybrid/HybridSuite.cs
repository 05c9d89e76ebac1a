namespace Scew.Homomorphic.Hybrid;

/// <summary>HKDF-SHA256 with AES-GCM. Envelopes use 256 bits; the RFC prints vectors of this curve for 128.</summary>
internal sealed record HybridSuite(byte Aead, int KeyBytes)
{
    public static HybridSuite Aes128 { get; } = new(1, 16);

    public static HybridSuite Aes256 { get; } = new(2, 32);

    /// <summary>"HPKE" ‖ KEM 0x0010 ‖ KDF 0x0001 ‖ AEAD.</summary>
    public byte[] Id => [.. "HPKE"u8, 0, 0x10, 0, 1, 0, Aead];
}
