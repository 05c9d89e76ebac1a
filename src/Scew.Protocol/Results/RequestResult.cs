using Scew.Protocol.Codec;

namespace Scew.Protocol.Results;

/// <summary>
/// What execution answered to one request: <paramref name="Code"/> is <c>ok</c> or a refusal code of the registry in Api/, <paramref name="Json"/> the
/// canonical JSON of the result or of the refusal (<c>{"message":...}</c> with further members per code).
/// </summary>
public sealed record RequestResult(Digest RequestId, string Code, byte[] Json)
{
    /// <summary>Code of success.</summary>
    public const string Ok = "ok";

    /// <summary>H(0x00 ‖ tag ‖ genesis ‖ height ‖ index ‖ request id ‖ code ‖ H(result)): the leaf in the results tree.</summary>
    public Digest Leaf(Digest genesis, long height, int index)
    {
        var writer = new CodecWriter(192);
        writer.U8(0);
        writer.Tag(DomainTags.Result);
        writer.Digest(genesis);
        writer.Counter(height);
        writer.U32(index);
        writer.Digest(RequestId);
        writer.Text(Code);
        writer.Digest(Digest.Of(Json));
        return Digest.Of(writer.Written);
    }
}
