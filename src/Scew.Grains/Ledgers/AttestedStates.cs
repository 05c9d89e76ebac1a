using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;

namespace Scew.Grains;

/// <summary>Attested states as bytes, for calls between grains.</summary>
internal static class AttestedStates
{
    public static byte[] Encode(AttestedState state)
    {
        var writer = new CodecWriter(192);
        state.Encode(writer);
        return writer.ToArray();
    }

    public static AttestedState Decode(byte[] bytes)
    {
        var reader = new CodecReader(bytes);
        var state = AttestedState.Decode(ref reader);
        Invariant.Require(reader.Complete, "an attested state of our own decodes");
        return state;
    }
}
