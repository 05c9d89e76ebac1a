using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Machines;

/// <summary>
/// An asset as one who acts: the account as which it calls other assets, and the wallet that holds what is paid to it. The account is a hash of another kind than a key's thumbprint,
/// so no key has it.
/// </summary>
public static class AssetActor
{
    private const string PurseName = "purse";

    /// <summary>SHA-256(tag ‖ genesis ‖ asset id).</summary>
    public static Account Account(Digest genesis, string assetId)
    {
        var writer = new CodecWriter(192);
        writer.Tag(DomainTags.AssetAccount);
        writer.Digest(genesis);
        writer.Text(assetId);
        return new Account(Digest.Of(writer.Written));
    }

    /// <summary>The wallet <c>purse</c> under the account's own prefix.</summary>
    public static string Purse(Digest genesis, string assetId) => IdRules.OwnPrefix(Account(genesis, assetId)) + ":" + PurseName;
}
