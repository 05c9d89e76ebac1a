using Scew.Protocol.Codec;

namespace Scew.Protocol.Trees;

/// <summary>What an attestation says about the whole state.</summary>
public static class StateRoot
{
    /// <summary>H(tag ‖ trie root ‖ history root).</summary>
    public static Digest Of(Digest trieRoot, Digest historyRoot)
    {
        var writer = new CodecWriter(96);
        writer.Tag(DomainTags.StateRoot);
        writer.Digest(trieRoot);
        writer.Digest(historyRoot);
        return Digest.Of(writer.Written);
    }
}
