using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>Grain keys of asset grains, read back.</summary>
internal static class RegisterKeys
{
    private static readonly RegisterKind[] Kinds = Enum.GetValues<RegisterKind>();

    /// <summary>The register that <paramref name="grainKey"/> names.</summary>
    public static RegisterKey Parse(string grainKey)
    {
        foreach (var kind in Kinds)
        {
            var prefix = new RegisterKey(kind, string.Empty).ToString();
            if (grainKey.StartsWith(prefix, StringComparison.Ordinal))
            {
                return new RegisterKey(kind, grainKey[prefix.Length..]);
            }
        }
        throw new InvariantException($"'{grainKey}' is no key of an asset grain");
    }
}
