using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Scew.Homomorphic.Hybrid;

/// <summary>LabeledExtract and LabeledExpand of RFC 9180, section 4, over HKDF-SHA256.</summary>
internal static class LabeledKdf
{
    /// <summary>"KEM" ‖ DHKEM(P-256, HKDF-SHA256).</summary>
    public static ReadOnlySpan<byte> KemSuite => [(byte)'K', (byte)'E', (byte)'M', 0, 0x10];

    private static ReadOnlySpan<byte> Version => "HPKE-v1"u8;

    public static byte[] Extract(ReadOnlySpan<byte> suite, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> material)
    {
        var labeled = SecretBytes.New(Version.Length + suite.Length + label.Length + material.Length);
        Version.CopyTo(labeled);
        suite.CopyTo(labeled.AsSpan(Version.Length));
        label.CopyTo(labeled.AsSpan(Version.Length + suite.Length));
        material.CopyTo(labeled.AsSpan(Version.Length + suite.Length + label.Length));
        var prk = SecretBytes.New(32);
        HKDF.Extract(HashAlgorithmName.SHA256, labeled, salt, prk);
        SecretBytes.Clear(labeled);
        return prk;
    }

    public static void Expand(ReadOnlySpan<byte> suite, ReadOnlySpan<byte> prk, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, Span<byte> output)
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)output.Length);
        HKDF.Expand(HashAlgorithmName.SHA256, prk, output, [.. length, .. Version, .. suite, .. label, .. info]);
    }
}
