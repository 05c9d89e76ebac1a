using System.Security.Cryptography;
using Scew.Protocol;

namespace Scew.Homomorphic.Ordered;

/// <summary>
/// An argument that can be compared with exactly one record: version ‖ the record's salt (16) ‖ places (8) ‖ numbers (256), 281 bytes. Made under the record's
/// key, so with a later record, which has another salt, it is <see cref="OrderOutcome.Stale"/> and tells nothing.
/// </summary>
public static class OrderToken
{
    /// <summary>Version of the format, its first byte.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of every token.</summary>
    public const int SizeBytes = 1 + OrderedRecord.SaltBytes + BlockOrder.PlacesBytes + BlockOrder.NumbersBytes;

    private const int PlacesOffset = 1 + OrderedRecord.SaltBytes;
    private const int NumbersOffset = PlacesOffset + BlockOrder.PlacesBytes;

    /// <summary>The token of an argument for the record with this key and salt.</summary>
    public static byte[] Make(ReadOnlySpan<byte> recordKey, ReadOnlySpan<byte> salt, long argument)
    {
        Invariant.Require(recordKey.Length == OrderedRecord.KeyBytes && salt.Length == OrderedRecord.SaltBytes, "a key of 32 bytes and a salt of 16");
        var token = new byte[SizeBytes];
        Span<byte> keys = stackalloc byte[RecordKeys.SizeBytes];
        RecordKeys.Derive(recordKey, keys);
        token[0] = Version;
        salt.CopyTo(token.AsSpan(1));
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
        var salt = OrderedRecord.SaltOf(record);
        if (!salt.SequenceEqual(token.Slice(1, OrderedRecord.SaltBytes)))
        {
            return OrderOutcome.Stale;
        }
        return BlockOrder.Compare(salt, token.Slice(PlacesOffset, BlockOrder.PlacesBytes), token[NumbersOffset..], OrderedRecord.RightOf(record)) switch
        {
            < 0 => OrderOutcome.Greater,
            0 => OrderOutcome.Equal,
            _ => OrderOutcome.Less,
        };
    }
}
