using System.Security.Cryptography;

namespace Scew.Homomorphic;

/// <summary>Arrays for secrets: pinned, so that the collector leaves no copies behind, and overwritten by <see cref="Clear"/>.</summary>
internal static class SecretBytes
{
    public static byte[] New(int sizeBytes) => GC.AllocateArray<byte>(sizeBytes, pinned: true);

    public static byte[] Copy(ReadOnlySpan<byte> bytes)
    {
        var copy = New(bytes.Length);
        bytes.CopyTo(copy);
        return copy;
    }

    public static void Clear(byte[] bytes) => CryptographicOperations.ZeroMemory(bytes);
}
