using System.Buffers.Binary;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Peers;

/// <summary>A member that says the same thing as fast as its link takes it slows down its link, and nobody else.</summary>
[Collection(ThreeOfFour.Name)]
[Trait("row", "C9")]
public sealed class FloodTests(ThreeOfFour three)
{
    private const int Flooded = 0;
    private readonly RunningGroup _group = three.Group;

    [Fact]
    public async Task WhoIsFloodedByOneMemberStillOrdersWithTheOthersAndAnswersCustomers()
    {
        await using var peer = await HostilePeer.GreetAsync(_group, Flooded);
        using var stop = new CancellationTokenSource();
        var (flooding, listening) = (FloodAsync(peer, stop.Token), ListenAsync(peer, stop.Token));
        // Nothing is ordered without the one that is flooded.
        for (var i = 0; i < 5; i++)
        {
            var (_, wallet) = await _group.NewWalletAsync(i + 1);
            Assert.Equal(i + 1, await _group.BalanceAsync(wallet, Flooded));
            Assert.Equal("normal", (await _group.StatusAsync(Flooded)).State);
        }
        Assert.False(flooding.IsCompleted);
        await stop.CancelAsync();
        Assert.True(await flooding > 1000);
        await listening;
    }

    /// <summary>Sends certificates that look right until their signatures are verified, which costs more than sending them; answers how many.</summary>
    private async Task<int> FloodAsync(HostilePeer peer, CancellationToken stop)
    {
        var other = _group.Net.Merchants[ThreeOfFour.Down].Key.Sign("another statement"u8.ToArray());
        var certificate = new Certificate(Statement.Nullify(1L << 40), [new(0, other), new(1, other), new(ThreeOfFour.Down, other)]);
        var message = MessageCodec.Encode(new CertificateMessage(certificate));
        var frame = new byte[4 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, message.Length);
        message.CopyTo(frame, 4);
        byte[] thousand = [.. Enumerable.Repeat(frame, 1000).SelectMany(static one => one)];
        var sent = 0;
        while (!stop.IsCancellationRequested)
        {
            await peer.SendRawAsync(thousand);
            sent++;
        }
        return sent * 1000;
    }

    private static async Task ListenAsync(HostilePeer peer, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && await peer.ReceiveAsync() is not null)
        {
        }
    }
}
