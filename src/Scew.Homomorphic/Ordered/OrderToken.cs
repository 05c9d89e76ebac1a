using System.Security.Cryptography;
using Scew.Homomorphic.Native;
using Scew.Protocol;

namespace Scew.Homomorphic.Ordered;

/// <summary>
/// An argument that can be compared with exactly one record: version ‖ the first 16 bytes of the record's SHA-256 ‖ places (8) ‖ numbers (256), 281 bytes. Made
/// under the record's key, so it tells nothing of a record with another salt; and naming the record, so that nobody's changed bytes under the same salt pass for it:
/// with every other record it is <see cref="OrderOutcome.Stale"/>.
/// </summary>
public static class OrderToken
{
    /// <summary>Version of the format, its first byte.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of every token.</summary>
    public const int SizeBytes = 1 + NameBytes + BlockOrder.PlacesBytes + BlockOrder.NumbersBytes;

    // For whoever lacks the key, another record of this name would be a second preimage.
    private const int NameBytes = 16;
    private const int PlacesOffset = 1 + NameBytes;
    private const int NumbersOffset = PlacesOffset + BlockOrder.PlacesBytes;

    /// <summary>The token of an argument for a record that opened under this key: of any other the answer is whatever its maker wants.</summary>
    public static byte[] Make(ReadOnlySpan<byte> recordKey, ReadOnlySpan<byte> record, long argument)
    {
        Invariant.Require(recordKey.Length == OrderedRecord.KeyBytes && OrderedRecord.IsForm(record), "a key of 32 bytes and a record");
        var token = new byte[SizeBytes];
        Span<byte> keys = stackalloc byte[RecordKeys.SizeBytes];
        RecordKeys.Derive(recordKey, keys);
        token[0] = Version;
        Name(record, token.AsSpan(1, NameBytes));
        BlockOrder.Left(RecordKeys.Order(keys), OrderedRecord.Order(argument), token.AsSpan(PlacesOffset, BlockOrder.PlacesBytes), token.AsSpan(NumbersOffset));
        CryptographicOperations.ZeroMemory(keys);
        return token;
    }

    /// <summary>Length and version.</summary>
    public static bool IsForm(ReadOnlySpan<byte> token) => token.Length == SizeBytes && token[0] == Version;

    /// <summary>
    /// Compares a stored record with a token. The answer tells whoever computes it all three outcomes and the first block of 4 bits that differs. A token
    /// that its maker did not make honestly gives any answer, which protects nobody but him.
    /// </summary>
    public static OrderOutcome Compare(ReadOnlySpan<byte> record, ReadOnlySpan<byte> token)
    {
        if (!IsForm(token))
        {
            return OrderOutcome.BadToken;
        }
        if (!OrderedRecord.IsForm(record))
        {
            return OrderOutcome.CorruptRecord;
        }
        Span<byte> name = stackalloc byte[NameBytes];
        Name(record, name);
        if (!name.SequenceEqual(token.Slice(1, NameBytes)))
        {
            return OrderOutcome.Stale;
        }
        return BlockOrder.Compare(OrderedRecord.SaltOf(record), token.Slice(PlacesOffset, BlockOrder.PlacesBytes), token[NumbersOffset..], OrderedRecord.RightOf(record)) switch
        {
            < 0 => OrderOutcome.Greater,
            0 => OrderOutcome.Equal,
            _ => OrderOutcome.Less,
        };
    }

    private static void Name(ReadOnlySpan<byte> record, Span<byte> name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        ShortHash.Of(record, hash);
        hash[..NameBytes].CopyTo(name);
    }
}
