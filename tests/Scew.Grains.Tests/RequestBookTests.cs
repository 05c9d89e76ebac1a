using System.Buffers.Binary;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Grains.Tests;

/// <summary>C8, C9: what lying members send unasked beside their messages pushes out their own only.</summary>
public class RequestBookTests
{
    [Theory, Trait("row", "C9")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(33)]
    public void C9_small_requests_that_f_peers_bring_unasked_leave_room_for_everybody_else(int liars)
    {
        using var key = SigningKey.Create();
        var request = RequestSigner.Sign(Digest.Of([1]), new Balance("a"), 1_790_000_000_000, key).Request!;
        var book = new RequestBook(TimeProvider.System);
        long number = 0;
        for (var peer = 0; peer < liars; peer++)
        {
            for (long sent = 0; sent < RequestBook.CapacityPerPeerBytes + (1 << 20); sent += request.Wire.Length)
            {
                book.AddFrom(peer, request with { Id = Next(ref number) });
            }
        }
        var own = request with { Id = Next(ref number) };
        var offered = request with { Id = Next(ref number) };
        Assert.True(book.AddPinned(own), $"no room for a customer's request beside {number} of {request.Wire.Length} bytes");
        Assert.True(book.AddFrom(liars, offered), "no room for what a correct peer sends beside its block");
        Assert.Empty(book.Missing([own.Id, offered.Id]));
    }

    private static Digest Next(ref long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, ++number);
        return Digest.Of(bytes);
    }
}
