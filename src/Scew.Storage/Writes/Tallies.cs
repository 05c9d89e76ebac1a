using System.Buffers.Binary;
using Scew.Protocol;
using Scew.Protocol.Codec;

namespace Scew.Storage.Writes;

/// <summary>
/// Per table the number of rows and the sum of their hashes modulo 2^256. It moves with every row in the same transaction, so a row that was changed, added, removed or
/// put back by hand shows, whatever the order of the rows.
/// </summary>
internal sealed class Tallies
{
    private const int Words = 4;

    /// <summary>Tables that every row names. A later one is named once it has been written to, so that the row of an older program's database is what that program wrote.</summary>
    private const int FirstTables = 9;
    private readonly long[] _counts = new long[Table.Tallied.Length];
    private readonly ulong[] _sums = new ulong[Table.Tallied.Length * Words];

    internal long Count(Table table) => _counts[table.Number - 1];

    internal long Total => _counts.Sum();

    internal void Add(Table table, Digest row)
    {
        _counts[table.Number - 1]++;
        Span<byte> bytes = stackalloc byte[Digest.SizeBytes];
        row.CopyTo(bytes);
        UInt128 carry = 0;
        for (var word = Words - 1; word >= 0; word--)
        {
            ref var sum = ref _sums[(table.Number - 1) * Words + word];
            carry += (UInt128)sum + BinaryPrimitives.ReadUInt64BigEndian(bytes[(word * 8)..]);
            sum = (ulong)carry;
            carry >>= 64;
        }
    }

    internal void Remove(Table table, Digest row)
    {
        _counts[table.Number - 1]--;
        Span<byte> bytes = stackalloc byte[Digest.SizeBytes];
        row.CopyTo(bytes);
        ulong borrow = 0;
        for (var word = Words - 1; word >= 0; word--)
        {
            ref var sum = ref _sums[(table.Number - 1) * Words + word];
            var less = (UInt128)BinaryPrimitives.ReadUInt64BigEndian(bytes[(word * 8)..]) + borrow;
            borrow = less > sum ? 1UL : 0;
            sum = unchecked(sum - (ulong)less);
        }
    }

    /// <summary>The same rows in this table, as far as a sum of hashes tells.</summary>
    internal bool SameAs(Tallies other, Table table) =>
        Count(table) == other.Count(table)
        && _sums.AsSpan((table.Number - 1) * Words, Words).SequenceEqual(other._sums.AsSpan((table.Number - 1) * Words, Words));

    internal void Encode(CodecWriter writer)
    {
        var named = _counts.Length;
        while (named > FirstTables && _counts[named - 1] == 0 && _sums.AsSpan((named - 1) * Words, Words).IndexOfAnyExcept(0UL) < 0)
        {
            named--;
        }
        writer.U32(named);
        for (var i = 0; i < named; i++)
        {
            writer.I64(_counts[i]);
            foreach (var word in _sums.AsSpan(i * Words, Words))
            {
                writer.I64(unchecked((long)word));
            }
        }
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; null for anything else. Tables that it does not name yet are empty.</summary>
    internal static Tallies? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var tallies = new Tallies();
        var count = reader.Count(Table.Tallied.Length, 8 + 8 * Words);
        for (var i = 0; i < count; i++)
        {
            tallies._counts[i] = reader.I64();
            for (var word = 0; word < Words; word++)
            {
                tallies._sums[i * Words + word] = unchecked((ulong)reader.I64());
            }
        }
        return reader.Complete ? tallies : null;
    }
}
