using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Scew.Homomorphic.Native;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Homomorphic.Ordered;

/// <summary>
/// An encrypted signed 64-bit value that can be compared: version ‖ salt (16) ‖ synthetic IV (16) ‖ ciphertext (8) ‖ right part (64), 105 bytes. All of it
/// follows from (record key, id, salt, value), so whoever opens a record builds it again and compares the bytes: nothing in it can be changed unnoticed.
/// A record at rest shows neither value nor order; every record has a salt of its own, so two records of one value have nothing in common.
/// </summary>
public static class OrderedRecord
{
    /// <summary>Version of the format, its first byte.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of every record.</summary>
    public const int SizeBytes = 1 + SaltBytes + IvBytes + ValueBytes + BlockOrder.RightBytes;

    /// <summary>Bytes of a salt: random, new for every record.</summary>
    public const int SaltBytes = 16;

    /// <summary>Bytes of a variable's key and of a record key.</summary>
    public const int KeyBytes = 32;

    private const int IvBytes = 16;
    private const int ValueBytes = 8;
    private const int IvOffset = 1 + SaltBytes;
    private const int ValueOffset = IvOffset + IvBytes;
    private const int RightOffset = ValueOffset + ValueBytes;

    /// <summary>The key of one record: HMAC-SHA256(variable key, tag ‖ id ‖ salt). Whoever has it can read and write this record and no other.</summary>
    public static byte[] KeyOf(ReadOnlySpan<byte> variableKey, string id, ReadOnlySpan<byte> salt)
    {
        Invariant.Require(variableKey.Length == KeyBytes && salt.Length == SaltBytes && IdRules.IsValid(id), "a key of 32 bytes, a salt of 16 and an id");
        ReadOnlySpan<byte> tag = Tags.OrderRecordKey;
        Span<byte> input = stackalloc byte[tag.Length + 1 + IdRules.MaxLength + SaltBytes];
        tag.CopyTo(input);
        var length = tag.Length + AppendId(input[tag.Length..], id);
        salt.CopyTo(input[length..]);
        var key = SecretBytes.New(KeyBytes);
        HMACSHA256.HashData(variableKey, input[..(length + SaltBytes)], key);
        return key;
    }

    /// <summary>The record of a value.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> recordKey, string id, ReadOnlySpan<byte> salt, long value)
    {
        Invariant.Require(recordKey.Length == KeyBytes && salt.Length == SaltBytes && IdRules.IsValid(id), "a key of 32 bytes, a salt of 16 and an id");
        var record = new byte[SizeBytes];
        Span<byte> keys = stackalloc byte[RecordKeys.SizeBytes];
        RecordKeys.Derive(recordKey, keys);
        record[0] = Version;
        salt.CopyTo(record.AsSpan(1));
        Iv(keys, id, value, record.AsSpan(IvOffset, IvBytes));
        Span<byte> stream = stackalloc byte[AesBlocks.BlockBytes];
        AesBlocks.Encrypt(RecordKeys.Stream(keys), record.AsSpan(IvOffset, IvBytes), stream);
        BinaryPrimitives.WriteUInt64BigEndian(record.AsSpan(ValueOffset), Order(value) ^ BinaryPrimitives.ReadUInt64BigEndian(stream));
        BlockOrder.Right(RecordKeys.Order(keys), salt, Order(value), record.AsSpan(RightOffset));
        CryptographicOperations.ZeroMemory(keys);
        CryptographicOperations.ZeroMemory(stream);
        return record;
    }

    /// <summary>Length, version and the range of every masked comparison: all that can be said of a record without its key.</summary>
    public static bool IsForm(ReadOnlySpan<byte> record) => record.Length == SizeBytes && record[0] == Version && BlockOrder.IsForm(record[RightOffset..]);

    /// <summary>The salt of a record of a right form.</summary>
    public static ReadOnlySpan<byte> SaltOf(ReadOnlySpan<byte> record) => record.Slice(1, SaltBytes);

    /// <summary>Reads a record; false (<c>corrupt-record</c>) when it is not exactly what this key, id and value make.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> recordKey, string id, ReadOnlySpan<byte> record, out long value)
    {
        value = 0;
        if (!IsForm(record) || recordKey.Length != KeyBytes)
        {
            return false;
        }
        Span<byte> keys = stackalloc byte[RecordKeys.SizeBytes];
        RecordKeys.Derive(recordKey, keys);
        Span<byte> stream = stackalloc byte[AesBlocks.BlockBytes];
        AesBlocks.Encrypt(RecordKeys.Stream(keys), record.Slice(IvOffset, IvBytes), stream);
        var found = Value(BinaryPrimitives.ReadUInt64BigEndian(record[ValueOffset..]) ^ BinaryPrimitives.ReadUInt64BigEndian(stream));
        CryptographicOperations.ZeroMemory(keys);
        CryptographicOperations.ZeroMemory(stream);
        if (!CryptographicOperations.FixedTimeEquals(Seal(recordKey, id, SaltOf(record), found), record))
        {
            return false;
        }
        value = found;
        return true;
    }

    internal static ReadOnlySpan<byte> RightOf(ReadOnlySpan<byte> record) => record[RightOffset..];

    /// <summary>Signed order as unsigned order.</summary>
    internal static ulong Order(long value) => (ulong)value ^ (1UL << 63);

    private static long Value(ulong order) => (long)(order ^ (1UL << 63));

    private static void Iv(ReadOnlySpan<byte> keys, string id, long value, Span<byte> iv)
    {
        ReadOnlySpan<byte> tag = Tags.OrderIv;
        Span<byte> input = stackalloc byte[tag.Length + 1 + IdRules.MaxLength + ValueBytes];
        tag.CopyTo(input);
        var length = tag.Length + AppendId(input[tag.Length..], id);
        BinaryPrimitives.WriteInt64BigEndian(input[length..], value);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(RecordKeys.Iv(keys), input[..(length + ValueBytes)], hash);
        hash[..IvBytes].CopyTo(iv);
        CryptographicOperations.ZeroMemory(input);
    }

    private static int AppendId(Span<byte> destination, string id)
    {
        destination[0] = (byte)id.Length;
        return 1 + Encoding.ASCII.GetBytes(id, destination[1..]);
    }
}
