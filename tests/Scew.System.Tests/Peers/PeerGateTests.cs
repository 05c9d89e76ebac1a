using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Peers;

/// <summary>Who gets a link to a merchant: the pinned key, then a hello of the same group.</summary>
[Collection(ThreeOfFour.Name)]
public sealed class PeerGateTests(ThreeOfFour three)
{
    private readonly RunningGroup _group = three.Group;

    [Fact]
    public async Task ForeignLinkKeyIsRefused()
    {
        using var foreign = LinkKey.Create();
        await using var peer = await HostilePeer.ConnectAsync(_group, 0, foreign.Certificate);

        Assert.Null(await peer.ReceiveAsync());
        await LoggedAsync(0, "its link key is not in the genesis file");
    }

    [Fact]
    public async Task NoCertificateIsRefused()
    {
        try
        {
            await using var peer = await HostilePeer.ConnectAsync(_group, 0, null);
            Assert.Null(await peer.ReceiveAsync());
        }
        catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
        {
            // Refused during the handshake, as fine as after it.
        }
    }

    [Fact]
    [Trait("row", "E12")]
    public async Task AnotherGenesisIsRefusedAndTheLogNamesBoth()
    {
        var other = Digest.Of("another group"u8);
        await using var peer = await ConnectAsDownAsync();
        await peer.SendAsync(MessageCodec.Encode(HostilePeer.HelloOf(_group) with { Genesis = other }));

        await peer.IsCutAsync();
        await LoggedAsync(0, other.ToString(), _group.Genesis.ToString());
    }

    [Fact]
    public async Task HelloOfAnotherMemberEpochOrVersionIsRefused()
    {
        var hello = HostilePeer.HelloOf(_group);
        foreach (var wrong in new[] { hello with { Member = 1 }, hello with { Member = 200 }, hello with { Epoch = 7 }, hello with { ProtocolVersion = 99 } })
        {
            await using var peer = await ConnectAsDownAsync();
            await peer.SendAsync(MessageCodec.Encode(wrong));
            await peer.IsCutAsync();
        }
        await LoggedAsync(0, "version 99", "epoch 0", "member 3");
    }

    [Fact]
    public async Task FirstMessageThatIsNoHelloIsRefused()
    {
        await using var peer = await ConnectAsDownAsync();
        await peer.SendAsync(MessageCodec.Encode(new ChainQuery(1)));

        await peer.IsCutAsync();
        await LoggedAsync(0, "the first message is not a hello");
    }

    [Fact]
    public async Task BytesWithoutTlsAreRefused()
    {
        using var socket = new System.Net.Sockets.TcpClient();
        var address = new Uri("tcp://" + _group.Net.Genesis.Document.Merchants[0].Peer);
        await socket.ConnectAsync(address.Host, address.Port);
        await socket.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        var answer = new byte[64];

        int read;
        try
        {
            // At most a TLS alert comes back.
            read = await socket.GetStream().ReadAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (IOException)
        {
            read = 0;
        }
        Assert.True(read < 16);
    }

    private Task<HostilePeer> ConnectAsDownAsync()
    {
        var link = _group.Net.Keys.Link("merchant/" + _group.Net.Merchants[ThreeOfFour.Down].Name);
        return HostilePeer.ConnectAsync(_group, 0, link.Certificate);
    }

    private Task LoggedAsync(int merchant, params string[] words) => RunningGroup.UntilAsync(
        "a log line with " + string.Join(", ", words),
        () => Task.FromResult(_group.Log(merchant).Split('\n').Any(line => words.All(word => line.Contains(word, StringComparison.Ordinal)))),
        20);
}
