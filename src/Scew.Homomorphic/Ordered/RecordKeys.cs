using Scew.Homomorphic.Native;

namespace Scew.Homomorphic.Ordered;

/// <summary>
/// The three keys under a record key: AES-256 in counter mode over labelled blocks (as NIST SP 800-108, with AES itself as the function). The record key serves
/// nothing else.
/// </summary>
internal static class RecordKeys
{
    public const int SizeBytes = 3 * KeyBytes;

    private const int KeyBytes = 32;

    public static void Derive(ReadOnlySpan<byte> recordKey, Span<byte> keys)
    {
        Span<byte> labels = stackalloc byte[SizeBytes];
        for (var i = 0; i < SizeBytes / AesBlocks.BlockBytes; i++)
        {
            var label = labels.Slice(i * AesBlocks.BlockBytes, AesBlocks.BlockBytes);
            label.Clear();
            Tags.OrderKeys.CopyTo(label);
            label[^1] = (byte)i;
        }
        AesBlocks.Encrypt(recordKey, labels, keys);
    }

    /// <summary>For the permutations and numbers of <see cref="BlockOrder"/>.</summary>
    public static ReadOnlySpan<byte> Order(ReadOnlySpan<byte> keys) => keys[..KeyBytes];

    /// <summary>For the synthetic IV.</summary>
    public static ReadOnlySpan<byte> Iv(ReadOnlySpan<byte> keys) => keys.Slice(KeyBytes, KeyBytes);

    /// <summary>For the key stream over the value.</summary>
    public static ReadOnlySpan<byte> Stream(ReadOnlySpan<byte> keys) => keys.Slice(2 * KeyBytes, KeyBytes);
}
