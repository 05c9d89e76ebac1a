using System.Collections.Immutable;
using System.Security.Cryptography;
using Scew.Keys;
using Scew.Keys.Files;

namespace Scew.SystemTests.Canaries;

/// <summary>
/// The secrets that tests work with: the master secret of every customer of encrypted variables, values that are told to nobody, and the keys of a development group, which follow from
/// its seed. Whatever a group leaves behind is searched for them when it ends.
/// </summary>
internal static class CanarySecrets
{
    /// <summary>The master secret, 32 bytes.</summary>
    public static byte[] Master { get; } = SHA256.HashData("the master secret of a customer in a test"u8);

    /// <summary>Values of variables, arguments and addends, of 18 or 19 digits.</summary>
    public static ImmutableArray<long> Values { get; } = [4_919_131_752_989_213_764, -7_205_759_403_792_793_601, 361_700_864_190_383_365, -1_229_782_938_247_303_441];

    /// <summary>Every key of a development group.</summary>
    public static ImmutableArray<Canary> Of(ulong seed, int merchants)
    {
        var keys = DevKeys.FromNumber(seed);
        var canaries = ImmutableArray.CreateBuilder<Canary>();
        for (var i = 0; i < merchants; i++)
        {
            var label = "merchant/" + (char)('a' + i);
            using var signing = keys.Signing(label);
            using var link = keys.Link(label);
            canaries.Add(Canary.Of($"signing key of {label}", Scalar(signing.ExportPrivatePkcs8())));
            canaries.Add(Canary.Of($"link key of {label}", Scalar(link.ExportPrivatePkcs8())));
        }
        using var module = keys.Secret(KeyKind.Module, "modules");
        canaries.Add(Canary.Of("module key", module.Bytes));
        canaries.Add(Canary.Of("master secret", Master));
        for (var i = 0; i < Values.Length; i++)
        {
            canaries.Add(Canary.Of($"value {i}", Values[i]));
        }
        return canaries.DrainToImmutable();
    }

    private static byte[] Scalar(byte[] pkcs8)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return key.ExportParameters(includePrivateParameters: true).D!;
    }
}
