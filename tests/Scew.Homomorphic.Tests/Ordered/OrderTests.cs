using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;

namespace Scew.Homomorphic.Tests.Ordered;

/// <summary>Ordered records and tokens against plain comparison of 64-bit integers.</summary>
public class OrderTests
{
    private const string Id = "shop:stock";
    private static readonly byte[] VariableKey = TestKeys.Noise(32, 1);
    private static readonly byte[] Salt = TestKeys.Noise(16, 2);
    private static readonly byte[] Key = OrderedRecord.KeyOf(VariableKey, Id, Salt);

    private static readonly long[] Corners =
    [
        long.MinValue, long.MinValue + 1, int.MinValue - 1L, int.MinValue, -65536, -17, -16, -15, -2, -1, 0, 1, 2, 15, 16, 17, 255, 256, 65535, int.MaxValue, int.MaxValue + 1L,
        1L << 60, (1L << 60) - 1, long.MaxValue - 1, long.MaxValue,
    ];

    [Fact]
    public void Comparison_is_that_of_signed_integers_at_every_corner()
    {
        foreach (var stored in Corners)
        {
            var record = OrderedRecord.Seal(Key, Id, Salt, stored);
            foreach (var argument in Corners)
            {
                Assert.Equal(Expected(stored, argument), OrderToken.Compare(record, OrderToken.Make(Key, record, argument)));
            }
        }
    }

    [Fact]
    public void Comparison_is_that_of_signed_integers_for_random_and_for_near_values() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(
            ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<int>(), (stored, other, seed) =>
            {
                var salt = TestKeys.Noise(16, seed);
                var key = OrderedRecord.KeyOf(VariableKey, Id, salt);
                var wide = unchecked(stored * 0x2545F4914F6CDD1D);
                var record = OrderedRecord.Seal(key, Id, salt, wide);
                // Equal in all blocks but one or few.
                var near = wide ^ (other & 15L << (seed & 15) * 4);
                return OrderToken.Compare(record, OrderToken.Make(key, record, other)) == Expected(wide, other)
                    && OrderToken.Compare(record, OrderToken.Make(key, record, near)) == Expected(wide, near)
                    && OrderToken.Compare(record, OrderToken.Make(key, record, wide)) == OrderOutcome.Equal
                    && OrderedRecord.TryOpen(key, Id, record, out var value) && value == wide;
            }));

    [Fact]
    public void Every_value_comes_back()
    {
        foreach (var value in Corners)
        {
            Assert.True(OrderedRecord.TryOpen(Key, Id, OrderedRecord.Seal(Key, Id, Salt, value), out var found));
            Assert.Equal(value, found);
        }
    }

    [Fact]
    public void A_record_of_which_any_bit_was_changed_is_corrupt()
    {
        var record = OrderedRecord.Seal(Key, Id, Salt, -1234567);
        for (var bit = 0; bit < record.Length * 8; bit++)
        {
            var changed = (byte[])record.Clone();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(OrderedRecord.TryOpen(Key, Id, changed, out var value));
            Assert.Equal(0, value);
        }
        foreach (var bad in new[] { [], record[..^1], [.. record, 0], TestKeys.Noise(record.Length, 4), new byte[record.Length] })
        {
            Assert.False(OrderedRecord.TryOpen(Key, Id, bad, out _));
            Assert.True(OrderToken.Compare(bad, OrderToken.Make(Key, OrderedRecord.Seal(Key, Id, Salt, 1), 1)) is OrderOutcome.CorruptRecord);
        }
    }

    // The stored value says one thing to who opens it and another to who compares it: neither may pass.
    [Fact]
    public void A_record_whose_parts_disagree_is_corrupt()
    {
        var (low, high) = (OrderedRecord.Seal(Key, Id, Salt, 10), OrderedRecord.Seal(Key, Id, Salt, 1_000_000));
        const int Right = 1 + 16 + 16 + 8;
        Assert.False(OrderedRecord.TryOpen(Key, Id, [.. low[..Right], .. high[Right..]], out _));
        Assert.False(OrderedRecord.TryOpen(Key, Id, [.. high[..33], .. low[33..]], out _));
        Assert.False(OrderedRecord.TryOpen(Key, Id, [.. low[..33], .. high[33..41], .. low[41..]], out _));
    }

    [Fact]
    public void A_record_opens_under_its_own_key_and_id_only()
    {
        var record = OrderedRecord.Seal(Key, Id, Salt, 5);
        Assert.False(OrderedRecord.TryOpen(OrderedRecord.KeyOf(VariableKey, "shop:other", Salt), Id, record, out _));
        Assert.False(OrderedRecord.TryOpen(Key, "shop:other", record, out _));
        Assert.False(OrderedRecord.TryOpen(OrderedRecord.KeyOf(TestKeys.Noise(32, 9), Id, Salt), Id, record, out _));
        Assert.False(OrderedRecord.TryOpen(OrderedRecord.KeyOf(VariableKey, Id, TestKeys.Noise(16, 9)), Id, record, out _));
        Assert.False(OrderedRecord.TryOpen([], Id, record, out _));
    }

    [Fact]
    public void An_old_token_on_a_new_record_is_stale()
    {
        var salt = TestKeys.Noise(16, 77);
        var next = OrderedRecord.Seal(OrderedRecord.KeyOf(VariableKey, Id, salt), Id, salt, 5);
        Assert.Equal(OrderOutcome.Stale, OrderToken.Compare(next, OrderToken.Make(Key, OrderedRecord.Seal(Key, Id, Salt, 5), 5)));
        // Renamed to the new record it tells nothing: it answers at random.
        var name = SHA256.HashData(next)[..16];
        var answers = new HashSet<OrderOutcome>();
        for (var i = 0; i < 64; i++)
        {
            var (otherSalt, otherKey) = (TestKeys.Noise(16, i), OrderedRecord.KeyOf(VariableKey, Id, TestKeys.Noise(16, i)));
            var other = OrderToken.Make(otherKey, OrderedRecord.Seal(otherKey, Id, otherSalt, 5), 5);
            name.CopyTo(other, 1);
            answers.Add(OrderToken.Compare(next, other));
        }
        Assert.Contains(OrderOutcome.Less, answers);
        Assert.Contains(OrderOutcome.Greater, answers);
    }

    [Fact]
    public void A_token_for_a_record_is_stale_on_changed_bytes_under_its_salt()
    {
        var record = OrderedRecord.Seal(Key, Id, Salt, 5);
        var token = OrderToken.Make(Key, record, 5);
        Assert.Equal(OrderOutcome.Equal, OrderToken.Compare(record, token));
        for (var i = 17; i < record.Length; i++)
        {
            var changed = (byte[])record.Clone();
            changed[i] ^= 1;
            if (OrderedRecord.IsForm(changed))
            {
                Assert.Equal(OrderOutcome.Stale, OrderToken.Compare(changed, token));
            }
        }
    }

    [Fact]
    public void A_token_names_its_record_by_sha_256()
    {
        var record = OrderedRecord.Seal(Key, Id, Salt, 5);
        Assert.Equal(SHA256.HashData(record)[..16], OrderToken.Make(Key, record, 5)[1..17]);
    }

    [Fact]
    public void A_key_makes_neither_token_nor_sum_for_a_record_that_it_did_not_make()
    {
        using var key = new OrderedKey(VariableKey, Id);
        using var other = new OrderedKey(TestKeys.Noise(32, 9), Id);
        var record = key.Seal(40, Salt);
        var salt = TestKeys.Noise(16, 70);
        Assert.NotNull(key.Token(record, 7));
        Assert.Null(other.Token(record, 7));
        Assert.NotNull(key.Sum("", record, 7, salt));
        Assert.Null(other.Sum("", record, 7, salt));
        for (var i = 1; i < record.Length; i++)
        {
            var changed = (byte[])record.Clone();
            changed[i] ^= 1;
            Assert.Null(key.Token(changed, 7));
            Assert.Null(key.Sum("", changed, 7, salt));
        }
    }

    [Fact]
    public void Bytes_that_are_no_token_are_refused()
    {
        var record = OrderedRecord.Seal(Key, Id, Salt, 5);
        var token = OrderToken.Make(Key, record, 5);
        foreach (var bad in new[] { [], token[..^1], [.. token, 0], [2, .. token[1..]] })
        {
            Assert.Equal(OrderOutcome.BadToken, OrderToken.Compare(record, bad));
        }
    }

    [Fact]
    public void Cells_outside_zero_to_two_are_no_record()
    {
        var record = OrderedRecord.Seal(Key, Id, Salt, 5);
        for (var shift = 0; shift < 8; shift += 2)
        {
            var changed = (byte[])record.Clone();
            changed[^1] |= (byte)(3 << shift);
            Assert.False(OrderedRecord.IsForm(changed));
        }
        Assert.True(OrderedRecord.IsForm(record));
    }

    [Fact]
    public void Records_at_rest_have_nothing_in_common()
    {
        // Equal values under two salts; two neighbours under one salt, which no client makes.
        var salt = TestKeys.Noise(16, 5);
        var (a, b) = (OrderedRecord.Seal(Key, Id, Salt, 5), OrderedRecord.Seal(OrderedRecord.KeyOf(VariableKey, Id, salt), Id, salt, 5));
        Assert.NotEqual(a[33..41], b[33..41]);
        Assert.InRange(EqualCells(a, b), 60, 112);
        var counts = new int[3];
        for (var i = 0; i < 60; i++)
        {
            var fresh = TestKeys.Noise(16, 1000 + i);
            foreach (var cell in Cells(OrderedRecord.Seal(OrderedRecord.KeyOf(VariableKey, Id, fresh), Id, fresh, 0)))
            {
                counts[cell]++;
            }
        }
        Assert.All(counts, count => Assert.InRange(count, 60 * 256 / 3 - 300, 60 * 256 / 3 + 300));
    }

    [Fact]
    public void The_six_comparisons_mean_what_they_say()
    {
        var orders = new[] { -1, 0, 1 };
        Assert.Equal([false, true, false], orders.Select(order => Comparisons.Holds(Comparison.Equal, order)));
        Assert.Equal([true, false, true], orders.Select(order => Comparisons.Holds(Comparison.NotEqual, order)));
        Assert.Equal([true, true, false], orders.Select(order => Comparisons.Holds(Comparison.LessOrEqual, order)));
        Assert.Equal([true, false, false], orders.Select(order => Comparisons.Holds(Comparison.Less, order)));
        Assert.Equal([false, true, true], orders.Select(order => Comparisons.Holds(Comparison.GreaterOrEqual, order)));
        Assert.Equal([false, false, true], orders.Select(order => Comparisons.Holds(Comparison.Greater, order)));
        Assert.False(Comparisons.IsDefined(default) || Comparisons.IsDefined((Comparison)7));
        Assert.Throws<InvariantException>(() => Comparisons.Holds(default, 1));
    }

    [Fact]
    public void Known_answers_do_not_change()
    {
        Assert.Equal("96b019ccba47692c", KnownAnswer.Of(OrderedRecord.Seal(Key, Id, Salt, -42)));
        Assert.Equal("1abe2fbc4fab2b99", KnownAnswer.Of(OrderToken.Make(Key, OrderedRecord.Seal(Key, Id, Salt, -42), 42)));
        Assert.Equal("4ae367c133e64e78", KnownAnswer.Of(Key));
    }

    internal static OrderOutcome Expected(long stored, long argument) =>
        stored < argument ? OrderOutcome.Less : stored == argument ? OrderOutcome.Equal : OrderOutcome.Greater;

    private static int EqualCells(byte[] a, byte[] b) => Cells(a).Zip(Cells(b)).Count(pair => pair.First == pair.Second);

    private static IEnumerable<int> Cells(byte[] record) => Enumerable.Range(0, 256).Select(i => (record[41 + i / 4] >> (i % 4 * 2)) & 3);
}
