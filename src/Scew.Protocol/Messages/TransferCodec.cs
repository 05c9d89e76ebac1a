using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Messages;

/// <summary>Layouts of the messages of a state transfer: types 18 to 23.</summary>
internal static class TransferCodec
{
    public const byte TypeAnchorQuery = 18;
    public const byte TypeAnchorAnswer = 19;
    public const byte TypeTrieQuery = 20;
    public const byte TypeTrieAnswer = 21;
    public const byte TypeStateQuery = 22;
    public const byte TypeStateAnswer = 23;

    private const byte KindRegisters = 1;
    private const byte KindBlocks = 2;

    /// <summary>Most bytes of an encoded register: its value and five short fields.</summary>
    private const int MaxRegisterBytes = Register.MaxValueBytes + 1024;

    public static void Write(CodecWriter writer, TransferQuery query)
    {
        writer.U8(query switch { AnchorQuery => TypeAnchorQuery, TrieQuery => TypeTrieQuery, _ => TypeStateQuery });
        writer.U32(query.Number);
        switch (query)
        {
            case AnchorQuery anchor:
                writer.Counter(anchor.AboveHeight);
                writer.Counter(anchor.KnownHeight);
                break;
            case TrieQuery trie:
                writer.Digest(trie.TrieRoot);
                writer.U8(checked((byte)trie.Levels));
                WritePaths(writer, trie.Paths);
                break;
            case RegistersQuery registers:
                writer.U8(KindRegisters);
                writer.Digest(registers.TrieRoot);
                WriteDigests(writer, registers.Keys);
                break;
            case BlockIdsQuery blocks:
                writer.U8(KindBlocks);
                writer.Digest(blocks.From);
                writer.U16(checked((ushort)blocks.Limit));
                break;
            default:
                throw new InvariantException("a question without a layout: " + query.GetType().Name);
        }
    }

    public static void Write(CodecWriter writer, TransferAnswer answer)
    {
        writer.U8(answer switch { AnchorAnswer => TypeAnchorAnswer, TrieAnswer => TypeTrieAnswer, _ => TypeStateAnswer });
        writer.U32(answer.Number);
        switch (answer)
        {
            case AnchorAnswer anchor:
                writer.Flag(anchor.Anchor is not null);
                anchor.Anchor?.Encode(writer);
                break;
            case TrieAnswer trie:
                writer.U16(checked((ushort)trie.Fragments.Length));
                foreach (var fragment in trie.Fragments)
                {
                    WriteFragment(writer, fragment);
                }
                break;
            case RegistersAnswer registers:
                writer.U8(KindRegisters);
                writer.U16(checked((ushort)registers.Registers.Length));
                foreach (var register in registers.Registers)
                {
                    writer.Bytes(register);
                }
                break;
            case BlockIdsAnswer blocks:
                writer.U8(KindBlocks);
                writer.U16(checked((ushort)blocks.Blocks.Length));
                foreach (var block in blocks.Blocks)
                {
                    block.Header.Encode(writer);
                    WriteDigests(writer, block.RequestIds);
                }
                break;
            default:
                throw new InvariantException("an answer without a layout: " + answer.GetType().Name);
        }
    }

    /// <summary>The message of this type, or null.</summary>
    public static PeerMessage? Read(ref CodecReader reader, byte type)
    {
        var number = reader.U32(int.MaxValue);
        switch (type)
        {
            case TypeAnchorQuery:
                return new AnchorQuery(number, reader.Counter(), reader.Counter());
            case TypeAnchorAnswer:
                return new AnchorAnswer(number, reader.Flag() ? StateAnchor.Decode(ref reader) : null);
            case TypeTrieQuery:
                return ReadTrieQuery(ref reader, number);
            case TypeTrieAnswer:
                return new TrieAnswer(number, ReadFragments(ref reader));
            case TypeStateQuery:
                return reader.U8() switch
                {
                    KindRegisters => new RegistersQuery(number, reader.Digest(), ReadDigests(ref reader, RegistersQuery.MaxKeys)),
                    KindBlocks => ReadBlocksQuery(ref reader, number),
                    _ => Fail(ref reader),
                };
            case TypeStateAnswer:
                return reader.U8() switch
                {
                    KindRegisters => new RegistersAnswer(number, ReadRegisters(ref reader)),
                    KindBlocks => new BlockIdsAnswer(number, ReadBlocks(ref reader)),
                    _ => Fail(ref reader),
                };
            default:
                return Fail(ref reader);
        }
    }

    private static PeerMessage? Fail(ref CodecReader reader)
    {
        reader.Fail();
        return null;
    }

    private static void WritePaths(CodecWriter writer, ImmutableArray<TriePath> paths)
    {
        Span<byte> sides = stackalloc byte[Digest.SizeBytes];
        writer.U16(checked((ushort)paths.Length));
        foreach (var path in paths)
        {
            writer.U16(checked((ushort)path.Length));
            path.Sides.CopyTo(sides);
            writer.Fixed(sides[..path.SizeBytes]);
        }
    }

    private static TrieQuery ReadTrieQuery(ref CodecReader reader, int number)
    {
        var root = reader.Digest();
        var levels = reader.U8();
        var count = Count(ref reader, TrieQuery.MaxPaths, sizeof(ushort));
        if (levels is 0 or > TrieFragment.MaxLevels)
        {
            reader.Fail();
        }
        var paths = ImmutableArray.CreateBuilder<TriePath>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var length = reader.U16();
            var path = length > TriePath.MaxLength ? null : TriePath.From(length, reader.Fixed((length + 7) / 8));
            if (path is null)
            {
                reader.Fail();
            }
            paths.Add(path ?? default);
        }
        return new TrieQuery(number, root, levels, paths.ToImmutable());
    }

    private static BlockIdsQuery ReadBlocksQuery(ref CodecReader reader, int number)
    {
        var query = new BlockIdsQuery(number, reader.Digest(), reader.U16());
        if (query.Limit is 0 or > BlockIdsQuery.MaxBlocks)
        {
            reader.Fail();
        }
        return query;
    }

    private static void WriteFragment(CodecWriter writer, TrieFragment fragment)
    {
        foreach (var item in fragment.Items)
        {
            writer.U8((byte)item.Kind);
            switch (item.Kind)
            {
                case TrieItemKind.Cut:
                    writer.Digest(item.First);
                    break;
                case TrieItemKind.Branch:
                    writer.U8(item.Bit);
                    break;
                default:
                    writer.Digest(item.First);
                    writer.Digest(item.Second);
                    break;
            }
        }
    }

    private static ImmutableArray<TrieFragment> ReadFragments(ref CodecReader reader)
    {
        var count = Count(ref reader, TrieQuery.MaxPaths, 1 + Digest.SizeBytes);
        var fragments = count == 0 ? [] : new TrieFragment[count];
        for (var i = 0; i < count; i++)
        {
            if (ReadFragment(ref reader) is not { } fragment)
            {
                return [];
            }
            fragments[i] = fragment;
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(fragments);
    }

    // Items are gathered on the stack: a branch takes two bytes on the wire and 72 in memory.
    private static TrieFragment? ReadFragment(ref CodecReader reader)
    {
        Span<TrieItem> items = stackalloc TrieItem[TrieFragment.MaxItems];
        var count = 0;
        for (var open = 1; open > 0 && !reader.Failed;)
        {
            if (count == TrieFragment.MaxItems)
            {
                reader.Fail();
                break;
            }
            var kind = (TrieItemKind)reader.U8();
            switch (kind)
            {
                case TrieItemKind.Cut:
                    items[count++] = new TrieItem(kind, 0, reader.Digest(), default);
                    break;
                case TrieItemKind.Branch:
                    items[count++] = new TrieItem(kind, reader.U8(), default, default);
                    break;
                case TrieItemKind.Leaf:
                    items[count++] = new TrieItem(kind, 0, reader.Digest(), reader.Digest());
                    break;
                default:
                    reader.Fail();
                    break;
            }
            open += kind == TrieItemKind.Branch ? 1 : -1;
        }
        return reader.Failed ? null : new TrieFragment([.. items[..count]]);
    }

    private static ImmutableArray<byte[]> ReadRegisters(ref CodecReader reader)
    {
        var count = Count(ref reader, RegistersQuery.MaxKeys, sizeof(int));
        var registers = ImmutableArray.CreateBuilder<byte[]>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            registers.Add(reader.Bytes(MaxRegisterBytes));
        }
        return registers.ToImmutable();
    }

    private static ImmutableArray<BlockIds> ReadBlocks(ref CodecReader reader)
    {
        var count = Count(ref reader, BlockIdsQuery.MaxBlocks, BlockHeader.SizeBytes + sizeof(int));
        var blocks = ImmutableArray.CreateBuilder<BlockIds>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            blocks.Add(new BlockIds(BlockHeader.Decode(ref reader), ReadDigests(ref reader, Block.MaxRequests)));
        }
        return blocks.ToImmutable();
    }

    private static void WriteDigests(CodecWriter writer, ImmutableArray<Digest> digests)
    {
        writer.U32(digests.Length);
        foreach (var digest in digests)
        {
            writer.Digest(digest);
        }
    }

    private static ImmutableArray<Digest> ReadDigests(ref CodecReader reader, int max)
    {
        var count = reader.Count(max, Digest.SizeBytes);
        var digests = ImmutableArray.CreateBuilder<Digest>(count);
        for (var i = 0; i < count; i++)
        {
            digests.Add(reader.Digest());
        }
        return digests.MoveToImmutable();
    }

    /// <summary>A two-byte count of items that take at least so many bytes each: refused before anything is allocated.</summary>
    private static int Count(ref CodecReader reader, int max, int minItemBytes)
    {
        var count = reader.U16();
        if (count <= max && count * minItemBytes <= reader.Remaining)
        {
            return count;
        }
        reader.Fail();
        return 0;
    }
}
