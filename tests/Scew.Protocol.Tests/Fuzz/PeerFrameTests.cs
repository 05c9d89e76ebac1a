using System.Buffers.Binary;
using Scew.Silo.Peers;

namespace Scew.Protocol.Tests.Fuzz;

/// <summary>Frames one after the other, and what is no frame.</summary>
public sealed class PeerFrameTests
{
    [Fact]
    [Trait("row", "F1")]
    public void MessagesComeBackInOrderWhereverTheStreamIsCut()
    {
        var random = new Prng(5);
        for (var round = 0; round < 2_000; round++)
        {
            byte[][] messages = [.. Enumerable.Range(0, 1 + random.Below(5)).Select(_ => random.Bytes(1 + random.Below(random.Pick(1, 9, 300))))];
            var stream = PeerFrames.Encode(messages);
            int[] ends = [.. Enumerable.Range(0, random.Below(6)).Select(_ => random.Below(stream.Length + 1)).Order()];
            var reader = PeerFrames.Cut(stream, ends);
            Assert.All(messages, message => Assert.Equal(message, PeerFrames.Read(reader)));
            Assert.Null(PeerFrames.Read(reader));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(PeerFraming.MaxMessageBytes + 1)]
    [Trait("row", "F2")]
    public void ALengthThatNoMessageHasIsRefusedByItsPrefix(int length)
    {
        var prefix = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(prefix, length);
        var refused = Assert.Throws<PeerProtocolException>(() => PeerFrames.Read(PeerFrames.Cut([.. prefix, .. new byte[100]])));
        Assert.Contains("a frame announces", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "F1")]
    public void TheLargestMessageComesBackAndOneThatIsCutShortDoesNot()
    {
        var message = new byte[PeerFraming.MaxMessageBytes];
        message[^1] = 9;
        var stream = PeerFrames.Encode(message);
        Assert.Equal(message, PeerFrames.Read(PeerFrames.Cut(stream, 3, stream.Length - 1)));
        foreach (var kept in new[] { 1, 3, 4, 5, stream.Length - 1 })
        {
            var refused = Assert.Throws<PeerProtocolException>(() => PeerFrames.Read(PeerFrames.Cut(stream[..kept])));
            Assert.Contains("inside a frame", refused.Message, StringComparison.Ordinal);
        }
    }
}
