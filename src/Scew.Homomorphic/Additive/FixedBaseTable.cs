using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Microsoft.Win32.SafeHandles;
using Scew.Homomorphic.Native;
using Scew.Protocol;

namespace Scew.Homomorphic.Additive;

/// <summary>
/// Powers of one base for many exponents: the comb of Lim and Lee (More flexible exponentiation with precomputation, CRYPTO '94). The exponent's bits stand
/// in a grid of <c>teeth</c> rows; one look-up takes a column of all rows, and <c>copies</c> tables take as many columns between two squarings. The look-up
/// depends on the exponent, a random number used once: whoever shares this machine's caches with an encrypting client may see it (README.md).
/// </summary>
internal sealed class FixedBaseTable : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int CacheLineBytes = 64;

    private readonly Montgomery _montgomery;
    private readonly nint[] _entries;
    private readonly int _teeth;
    private readonly int _copies;
    private readonly int _columns;
    private readonly int _exponentBits;
    private readonly int _entryBytes;

    /// <summary>Takes the Montgomery form over and frees it with the table.</summary>
    public FixedBaseTable(BigNum number, Montgomery montgomery, int sizeBytes, int exponentBits, int teeth, int copies, BigNumContext context)
        : base(ownsHandle: true)
    {
        _montgomery = montgomery;
        _teeth = teeth;
        _copies = copies;
        _exponentBits = exponentBits;
        _columns = (exponentBits + teeth * copies - 1) / (teeth * copies);
        _entries = new nint[copies << teeth];
        _entryBytes = sizeBytes;
        SizeBytes = (long)_entries.Length * sizeBytes;
        GC.AddMemoryPressure(SizeBytes);
        SetHandle(1);
        Fill(number, context);
    }

    /// <summary>Bytes of all entries.</summary>
    public long SizeBytes { get; }

    /// <summary>factor * base^exponent, for a factor below the modulus and an unsigned big-endian exponent of at most the bits that the table was made for.</summary>
    public BigNum Multiply(BigNum factor, ReadOnlySpan<byte> exponent, BigNumContext context)
    {
        Invariant.Require(exponent.Length * 8 <= _exponentBits, "the table was made for longer exponents");
        var power = new BigNum();
        bool table = false, scratch = false, result = false, modulus = false, multiplied = false;
        try
        {
            DangerousAddRef(ref table);
            context.DangerousAddRef(ref scratch);
            power.DangerousAddRef(ref result);
            _montgomery.DangerousAddRef(ref modulus);
            factor.DangerousAddRef(ref multiplied);
            var (to, by, with) = (power.DangerousGetHandle(), _montgomery.DangerousGetHandle(), context.DangerousGetHandle());
            var next = Entry(exponent, 0);
            for (var lookup = 0; lookup < _columns * _copies; lookup++)
            {
                var entry = next;
                if (lookup + 1 < _columns * _copies)
                {
                    next = Entry(exponent, lookup + 1);
                    Fetch(next);
                }
                if (lookup == 0)
                {
                    BigNum.Checked(LibCrypto.BN_copy(to, entry));
                    continue;
                }
                if (lookup % _copies == 0)
                {
                    Multiply(to, to, to, by, with);
                }
                Multiply(to, to, entry, by, with);
            }
            // The power is in Montgomery form and the factor is not, so neither is the product.
            Multiply(to, to, factor.DangerousGetHandle(), by, with);
            return power;
        }
        catch
        {
            power.Dispose();
            throw;
        }
        finally
        {
            Release(this, table);
            Release(context, scratch);
            Release(power, result);
            Release(_montgomery, modulus);
            Release(factor, multiplied);
        }
    }

    protected override bool ReleaseHandle()
    {
        foreach (var entry in _entries)
        {
            if (entry != 0)
            {
                LibCrypto.BN_clear_free(entry);
            }
        }
        // Here and not in Dispose: whoever is lent the table still multiplies.
        _montgomery.Dispose();
        GC.RemoveMemoryPressure(SizeBytes);
        return true;
    }

    /// <summary>entry[copy][u] = product over the set bits i of u of base^(2^(i * stride + copy * columns)).</summary>
    private void Fill(BigNum number, BigNumContext context)
    {
        for (var i = 0; i < _entries.Length; i++)
        {
            // With room for its words at once: they then mostly lie behind the number's head, in the same page, which Fetch counts on.
            _entries[i] = BigNum.Checked(LibCrypto.BN_new());
            BigNum.Check(LibCrypto.BN_set_bit(_entries[i], _entryBytes * 8 - 1));
        }
        using var one = new BigNum(1UL);
        for (var copy = 0; copy < _copies; copy++)
        {
            BigNum.Check(LibCrypto.BN_to_montgomery(_entries[copy << _teeth], one, _montgomery, context));
        }
        BigNum.Check(LibCrypto.BN_to_montgomery(_entries[1], number, _montgomery, context));
        var (by, with) = (_montgomery.DangerousGetHandle(), context.DangerousGetHandle());
        var previous = _entries[1];
        for (var tooth = 0; tooth < _teeth; tooth++)
        {
            for (var copy = tooth == 0 ? 1 : 0; copy < _copies; copy++)
            {
                var entry = _entries[(copy << _teeth) + (1 << tooth)];
                Multiply(entry, previous, previous, by, with);
                for (var i = 1; i < _columns; i++)
                {
                    Multiply(entry, entry, entry, by, with);
                }
                previous = entry;
            }
        }
        for (var i = 0; i < _entries.Length; i++)
        {
            var digit = i & ((1 << _teeth) - 1);
            var lowest = digit & -digit;
            if (digit != lowest)
            {
                Multiply(_entries[i], _entries[i - lowest], _entries[i - digit + lowest], by, with);
            }
        }
        GC.KeepAlive(context);
    }

    /// <summary>The entry of a look-up: the columns from the last to the first, and of each all copies.</summary>
    private nint Entry(ReadOnlySpan<byte> exponent, int lookup)
    {
        var (column, copy) = (_columns - 1 - lookup / _copies, lookup % _copies);
        return _entries[(copy << _teeth) + Digit(exponent, copy * _columns + column)];
    }

    /// <summary>
    /// Asks the processor for an entry while it multiplies with the one before: a table is larger than its second cache, and waiting costs a third as much
    /// as multiplying. Only a hint: wherever the words lie, nothing is read.
    /// </summary>
    private unsafe void Fetch(nint entry)
    {
        if (!Sse.IsSupported)
        {
            return;
        }
        for (var offset = 0; offset < _entryBytes + CacheLineBytes; offset += CacheLineBytes)
        {
            Sse.Prefetch0((byte*)entry + offset);
        }
    }

    /// <summary>The bits of one column, the lowest tooth first.</summary>
    private int Digit(ReadOnlySpan<byte> exponent, int column)
    {
        var digit = 0;
        for (var tooth = 0; tooth < _teeth; tooth++)
        {
            var bit = tooth * _copies * _columns + column;
            if (bit < exponent.Length * 8)
            {
                digit |= ((exponent[exponent.Length - 1 - (bit >> 3)] >> (bit & 7)) & 1) << tooth;
            }
        }
        return digit;
    }

    private static void Multiply(nint result, nint left, nint right, nint montgomery, nint context) =>
        BigNum.Check(LibCrypto.BN_mod_mul_montgomery(result, left, right, montgomery, context));

    private static void Release(SafeHandle handle, bool added)
    {
        if (added)
        {
            handle.DangerousRelease();
        }
    }
}
