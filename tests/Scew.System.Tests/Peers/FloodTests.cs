using Scew.Keys;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Peers;

/// <summary>A member that says the same thing as fast as its link takes it slows down its link, and nobody else.</summary>
[Collection(ThreeOfFour.Name)]
[Trait("row", "C9")]
public sealed class FloodTests(ThreeOfFour three)
{
    private const int Flooded = 0;
    private readonly RunningGroup _group = three.Group;

    /// <summary>Certificates look right until their signatures are verified, which costs more than sending them; bodies are known already, and stored anew each time.</summary>
    [Theory]
    [InlineData("certificates")]
    [InlineData("bodies")]
    public async Task WhoIsFloodedByOneMemberStillOrdersWithTheOthersAndAnswersCustomers(string what)
    {
        var message = MessageCodec.Encode(what == "bodies" ? Bodies() : FalseCertificate());
        await using var peer = await HostilePeer.GreetAsync(_group, Flooded);
        using var stop = new CancellationTokenSource();
        var (flooding, listening) = (FloodAsync(peer, message, stop.Token), ListenAsync(peer, stop.Token));
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

    private RequestAnswer Bodies()
    {
        using var key = SigningKey.Create();
        return new RequestAnswer([_group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key).WireArray()]);
    }

    private CertificateMessage FalseCertificate()
    {
        var other = _group.Net.Merchants[ThreeOfFour.Down].Key.Sign("another statement"u8.ToArray());
        var certificate = new Certificate(Statement.Nullify(1L << 40), [new(0, other), new(1, other), new(ThreeOfFour.Down, other)]);
        return new CertificateMessage(certificate);
    }

    /// <summary>Answers how often it was sent.</summary>
    private static async Task<int> FloodAsync(HostilePeer peer, byte[] message, CancellationToken stop)
    {
        var frame = HostilePeer.Frame(message);
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
