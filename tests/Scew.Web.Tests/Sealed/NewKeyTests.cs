using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Keys;
using Scew.Homomorphic.Modules;
using Scew.Protocol;

namespace Scew.WebTests.Sealed;

/// <summary>A key that the page draws passes all that registers and opens keys here.</summary>
public class NewKeyTests
{
    private const string KeyId = "ann:key";
    private static readonly Digest Group = Digest.Of([1]);
    private static readonly Account Account = new(Digest.Of([2]));
    private static readonly byte[] Secret = SealedKeys.Noise(32, 1);

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public async Task A_new_key_registers_and_opens(int bits)
    {
        await using var page = await EnvelopePage.OpenAsync();
        var made = await page.CallAsync<Made>(EnvelopePage.Module, "create", Secret, Group.ToArray(), Account.Thumbprint.ToArray(), KeyId, bits);
        Assert.True(made.Opens);
        using var keys = new ModuleKeys();
        var context = ModulusProof.ContextOf(Group, Account, KeyId);
        Assert.Equal(ModuleCode.Ok, Assert.Single(new SecureModule(keys, null).Run(new ModuleCall.CheckKey(made.PublicKey, made.Proof, context))).Code);
        using var master = new MasterSecret(Secret);
        using var key = SealedPaillierKey.TryOpen(master, Group, KeyId, made.PublicKey, made.Sealed)!;
        Assert.Equal(bits, key.PublicKey.Bits);
        Assert.Equal(-9, key.Decrypt(key.PublicKey.Encrypt(-9, SealedKeys.Noise(key.PublicKey.RandomnessBytes, 1))));
    }

    private sealed record Made(byte[] PublicKey, byte[] Proof, byte[] Sealed, bool Opens);
}
