using System.Runtime.InteropServices;

namespace Scew.Homomorphic.Native;

/// <summary>OSSL_PARAM of OSSL_PARAM(3), by which a key's parts are given and taken. An array of them ends with one of zeros.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OsslParameter
{
    /// <summary>OSSL_PARAM_UNSIGNED_INTEGER: in the processor's order of bytes.</summary>
    internal const uint UnsignedInteger = 2;

    /// <summary>OSSL_PARAM_UTF8_STRING.</summary>
    internal const uint Utf8String = 4;

    /// <summary>OSSL_PARAM_OCTET_STRING.</summary>
    internal const uint OctetString = 5;

    private readonly nint _name;
    private readonly uint _kind;
    private readonly nint _data;
    private readonly nuint _length;
    private readonly nuint _returned;

    /// <summary>Both pointers stay valid, and where they are, as long as this is used; the name ends with a zero byte.</summary>
    public unsafe OsslParameter(byte* name, uint kind, byte* data, int length)
    {
        _name = (nint)name;
        _kind = kind;
        _data = (nint)data;
        _length = (nuint)length;
        // OSSL_PARAM_UNMODIFIED.
        _returned = nuint.MaxValue;
    }
}
