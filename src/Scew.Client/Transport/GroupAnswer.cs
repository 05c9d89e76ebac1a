using Scew.Protocol;

namespace Scew.Client.Transport;

/// <summary>Takes the signed genesis file out of an answer of <c>GET /v1/group</c>.</summary>
internal static class GroupAnswer
{
    /// <summary>The file's bytes; nothing when the answer holds none. Whoever parses them checks everything.</summary>
    public static byte[] GenesisBytes(ReadOnlySpan<byte> answer)
    {
        var text = ApiReader.Group(answer)?.GenesisFile ?? "";
        var bytes = new byte[text.Length * 6L / 8];
        return Base64Url.TryDecode(text, bytes, out var written) ? bytes[..written] : [];
    }
}
