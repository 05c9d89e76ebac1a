namespace Scew.Homomorphic.Hybrid;

/// <summary>HKDF-SHA256 with AES-GCM. Envelopes use 256 bits; the RFC prints vectors of this curve for 128.</summary>
internal sealed class HybridSuite
{
    private readonly byte[] _id;
    private readonly byte[] _noPskHash;

    private HybridSuite(byte aead, int keyBytes)
    {
        KeyBytes = keyBytes;
        _id = [.. "HPKE"u8, 0, 0x10, 0, 1, 0, aead];
        _noPskHash = LabeledKdf.Extract(_id, [], "psk_id_hash"u8, []);
    }

    public static HybridSuite Aes128 { get; } = new(1, 16);

    public static HybridSuite Aes256 { get; } = new(2, 32);

    public int KeyBytes { get; }

    /// <summary>"HPKE" ‖ KEM 0x0010 ‖ KDF 0x0001 ‖ AEAD.</summary>
    public ReadOnlySpan<byte> Id => _id;

    /// <summary>psk_id_hash of section 5.1, which base mode has the same for every message.</summary>
    public ReadOnlySpan<byte> NoPskHash => _noPskHash;
}
