using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Tests.Messages;

namespace Scew.Protocol.Tests.Ordering;

public sealed class BlockTests
{
    private static readonly Digest Genesis = SampleMessages.Genesis;

    private static byte[] Encode(Block block)
    {
        var writer = new CodecWriter();
        block.Encode(writer);
        return writer.ToArray();
    }

    private static Block? Decode(byte[] bytes, Digest genesis)
    {
        var reader = new CodecReader(bytes);
        var block = Block.Decode(ref reader, genesis);
        return reader.Complete ? block : null;
    }

    [Fact]
    public void TheHeaderCommitsToEverythingBesideIt()
    {
        var block = SampleMessages.Block(2, SampleMessages.Hash, Genesis);
        var bytes = Encode(block);
        Assert.Equal(block.Hash, Decode(bytes, Genesis)!.Hash);
        Assert.NotEqual(block.Hash, Decode(bytes, SampleMessages.Hash)!.Hash);
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 1;
            // Beyond the header nothing can change; within it, the hash does.
            Assert.True(Decode(changed, Genesis) is not { } other || (at < BlockHeader.SizeBytes && other.Hash != block.Hash));
        }
    }

    [Fact]
    public void TheGenesisBlockDependsOnTheGroupOnly()
    {
        Assert.NotEqual(BlockHeader.GenesisBlockHash(Genesis), BlockHeader.GenesisBlockHash(SampleMessages.Hash));
        Assert.Equal(BlockHeader.GenesisBlockHash(Genesis), BlockHeader.GenesisBlockHash(Genesis));
    }

    [Fact]
    public void ReadersTakeNothingThatWritersDoNotGive()
    {
        Assert.Throws<InvariantException>(() => new CodecWriter().Counter(-1));
        Assert.Throws<InvariantException>(() => new CodecWriter().Counter(CodecReader.MaxCounter + 1));
        Assert.Throws<InvariantException>(() => new CodecWriter().U32(-1));
        var flag = new CodecReader([2]);
        flag.Flag();
        Assert.True(flag.Failed);
        var counter = new CodecReader([0, 32, 0, 0, 0, 0, 0, 0]);
        counter.Counter();
        Assert.True(counter.Failed);
        var text = new CodecReader([0, 0, 0, 1, 0xFF]);
        text.Text(8);
        Assert.True(text.Failed);
        var failed = new CodecReader([1]);
        failed.Digest();
        Assert.Equal((0, 0, 0L, false), (failed.U8(), failed.U16(), failed.I64(), failed.Complete));
    }
}
