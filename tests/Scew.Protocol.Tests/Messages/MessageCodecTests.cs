using Scew.Protocol.Messages;

namespace Scew.Protocol.Tests.Messages;

public sealed class MessageCodecTests
{
    [Fact]
    public void EveryTypeOfMessageHasASample()
    {
        var types = typeof(PeerMessage).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PeerMessage)) && !type.IsAbstract).Select(type => type.Name).Order();
        Assert.Equal(types, SampleMessages.All().Select(message => message.GetType().Name).Distinct().Order());
    }

    [Fact]
    public void EveryMessageComesBack()
    {
        foreach (var message in SampleMessages.All())
        {
            var bytes = MessageCodec.Encode(message);
            var decoded = MessageCodec.Decode(bytes, SampleMessages.Genesis);
            Assert.NotNull(decoded);
            Assert.Equal(message.GetType(), decoded.GetType());
            Assert.Equal(bytes, MessageCodec.Encode(decoded));
        }
    }

    [Fact]
    public void EveryPrefixAndEveryExtensionIsRefused()
    {
        foreach (var bytes in SampleMessages.All().Select(MessageCodec.Encode))
        {
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.Null(MessageCodec.Decode(bytes.AsSpan(0, length), SampleMessages.Genesis));
            }
            Assert.Null(MessageCodec.Decode([.. bytes, 0], SampleMessages.Genesis));
        }
    }

    [Fact]
    [Trait("row", "F4")]
    public void WhatIsDecodedIsWhatWouldBeWritten()
    {
        var random = new Random(4);
        foreach (var original in SampleMessages.All().Select(MessageCodec.Encode))
        {
            for (var round = 0; round < LongRun.Cases(5_000, 56_000); round++)
            {
                var bytes = (byte[])original.Clone();
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }
                if (MessageCodec.Decode(bytes, SampleMessages.Genesis) is { } message)
                {
                    Assert.Equal(bytes, MessageCodec.Encode(message));
                }
            }
        }
    }

    [Fact]
    public void AMessageLargerThanAFrameIsRefusedBothWays()
    {
        var bodies = Enumerable.Range(0, 65).Select(_ => new byte[64 * 1024]);
        Assert.Null(MessageCodec.TryEncode(new RequestAnswer([.. bodies])));
        Assert.Null(MessageCodec.Decode(new byte[MessageCodec.MaxBytes + 1], SampleMessages.Genesis));
    }

    [Fact]
    [Trait("row", "F2")]
    public void ACountIsRefusedBeforeAnythingIsAllocated()
    {
        Assert.Null(MessageCodec.Decode([8, 0x7F, 0xFF, 0xFF, 0xFF], SampleMessages.Genesis));
        Assert.Null(MessageCodec.Decode([9, 0, 0, 0x40, 0], SampleMessages.Genesis));
        Assert.Null(MessageCodec.Decode([200], SampleMessages.Genesis));
    }
}
