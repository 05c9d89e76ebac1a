using Scew.Protocol.Codec;

namespace Scew.Protocol.Ordering;

/// <summary>What a vote says. Numbers reach wire and disk: append only.</summary>
public enum StatementKind : byte
{
    /// <summary>This block is the one of its view.</summary>
    Notarize = 1,

    /// <summary>The view is given up.</summary>
    Nullify = 2,

    /// <summary>This notarised block is final.</summary>
    Finalize = 3,
}

/// <summary>An unsigned statement of one member about one view; height and block are zero for <see cref="StatementKind.Nullify"/>.</summary>
public readonly record struct Statement(StatementKind Kind, long View, long Height, Digest Block)
{
    /// <summary>"Notarize this block".</summary>
    public static Statement Notarize(long view, long height, Digest block) => new(StatementKind.Notarize, view, height, block);

    /// <summary>"Give this view up".</summary>
    public static Statement Nullify(long view) => new(StatementKind.Nullify, view, 0, default);

    /// <summary>"This block is final".</summary>
    public static Statement Finalize(long view, long height, Digest block) => new(StatementKind.Finalize, view, height, block);

    /// <summary>The bytes that are signed: tag, genesis hash, epoch, view, and for blocks height and hash.</summary>
    public byte[] SigningBytes(Digest genesis, long epoch)
    {
        var writer = new CodecWriter(128);
        writer.Tag(Kind switch
        {
            StatementKind.Notarize => DomainTags.Notarize,
            StatementKind.Nullify => DomainTags.Nullify,
            _ => DomainTags.Finalize,
        });
        writer.Digest(genesis);
        writer.Counter(epoch);
        writer.Counter(View);
        if (Kind != StatementKind.Nullify)
        {
            writer.Counter(Height);
            writer.Digest(Block);
        }
        return writer.ToArray();
    }

    /// <summary>Appends kind, view, and for blocks height and hash.</summary>
    public void Encode(CodecWriter writer)
    {
        writer.U8((byte)Kind);
        writer.Counter(View);
        if (Kind != StatementKind.Nullify)
        {
            writer.Counter(Height);
            writer.Digest(Block);
        }
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static Statement Decode(ref CodecReader reader)
    {
        var kind = reader.U8();
        var view = reader.Counter();
        switch (kind)
        {
            case (byte)StatementKind.Nullify:
                return Nullify(view);
            case (byte)StatementKind.Notarize:
            case (byte)StatementKind.Finalize:
                return new Statement((StatementKind)kind, view, reader.Counter(), reader.Digest());
            default:
                reader.Fail();
                return default;
        }
    }
}
