using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Scew.Silo.Limits;

/// <summary>Whom a limit counts: an IPv4 address, or the /64 of an IPv6 one, because one household has all of it.</summary>
internal readonly record struct AddressKey(ulong Network, bool IsV6)
{
    /// <summary>The key of an address; of no address (a Unix socket) the zero address.</summary>
    public static AddressKey Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new AddressKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), true)
            : new AddressKey(BinaryPrimitives.ReadUInt32BigEndian(bytes), false);
    }
}
