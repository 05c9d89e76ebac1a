using System.Security.Cryptography;
using System.Text;
using Scew.Homomorphic.Keys;
using Scew.Protocol;

namespace Scew.Homomorphic.Tests.Keys;

public class MasterSecretTests
{
    private static readonly byte[] Secret = TestKeys.Noise(32, 1);
    private static readonly Digest Group = Digest.Of([1]);
    private static readonly Account Account = new(Digest.Of([2]));

    [Fact]
    public void Every_key_is_that_of_HKDF_over_its_label()
    {
        using var master = new MasterSecret(Secret);
        Assert.Equal(Expected("scew/variable-key/1", Encoding.ASCII.GetBytes("shop:a")), master.VariableKey(Group, "shop:a"));
        Assert.Equal(Expected("scew/key-seal/1", Encoding.ASCII.GetBytes("shop:a")), master.SealingKey(Group, "shop:a"));
        using var key = master.EncryptionKey(Group, Account);
        using var expected = Scew.Homomorphic.Hybrid.HybridPrivateKey.Derive(Expected("scew/encryption-key/1", Account.Thumbprint.ToArray()));
        Assert.Equal(expected.PublicKey, key.PublicKey);
    }

    [Fact]
    public void Keys_differ_by_purpose_group_id_and_secret()
    {
        using var master = new MasterSecret(Secret);
        using var other = new MasterSecret(TestKeys.Noise(32, 2));
        byte[][] keys =
        [
            master.VariableKey(Group, "a"), master.VariableKey(Group, "b"), master.VariableKey(Group, "ab"), master.VariableKey(Digest.Of([9]), "a"),
            master.SealingKey(Group, "a"), master.SealingKey(Group, "b"), other.VariableKey(Group, "a"), other.SealingKey(Group, "a"),
        ];
        Assert.Equal(keys.Length, keys.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void A_secret_without_randomness_is_our_bug()
    {
        Assert.Throws<InvariantException>(() => new MasterSecret(new byte[32]));
        Assert.Throws<InvariantException>(() => new MasterSecret(TestKeys.Noise(31, 1)));
        using var master = new MasterSecret(Secret);
        Assert.Throws<InvariantException>(() => master.VariableKey(Group, "No Id"));
    }

    [Fact]
    public void A_sealed_key_opens_for_its_own_register_only()
    {
        using var master = new MasterSecret(Secret);
        using var other = new MasterSecret(TestKeys.Noise(32, 2));
        var key = TestKeys.Ann;
        var sealedKey = SealedPaillierKey.Seal(master, Group, "ann:key", key, TestKeys.Noise(12, 5));
        using var opened = SealedPaillierKey.TryOpen(master, Group, "ann:key", key.PublicKey.Encoded, sealedKey)!;
        Assert.Equal(-77, opened.Decrypt(Scew.Homomorphic.Tests.Additive.PaillierTests.Encrypt(key, -77, 1)));

        Assert.Null(SealedPaillierKey.TryOpen(other, Group, "ann:key", key.PublicKey.Encoded, sealedKey));
        Assert.Null(SealedPaillierKey.TryOpen(master, Digest.Of([9]), "ann:key", key.PublicKey.Encoded, sealedKey));
        Assert.Null(SealedPaillierKey.TryOpen(master, Group, "ann:other", key.PublicKey.Encoded, sealedKey));
        Assert.Null(SealedPaillierKey.TryOpen(master, Group, "ann:key", TestKeys.Bob.PublicKey.Encoded, sealedKey));
        Assert.Null(SealedPaillierKey.TryOpen(master, Group, "ann:key", TestKeys.Long.PublicKey.Encoded, sealedKey));
        Assert.Null(SealedPaillierKey.TryOpen(master, Group, "ann:key", [], sealedKey));
        foreach (var i in new[] { 0, 1, 13, 100, sealedKey.Length - 1 })
        {
            var changed = (byte[])sealedKey.Clone();
            changed[i] ^= 1;
            Assert.Null(SealedPaillierKey.TryOpen(master, Group, "ann:key", key.PublicKey.Encoded, changed));
        }
        Assert.Null(SealedPaillierKey.TryOpen(master, Group, "ann:key", key.PublicKey.Encoded, sealedKey.AsSpan(1)));
    }

    [Fact]
    public void Known_answers_do_not_change()
    {
        using var master = new MasterSecret(Secret);
        Assert.Equal("3a532a25b9a62963", KnownAnswer.Of(master.VariableKey(Group, "a")));
        Assert.Equal("123a0a3b76b35ddd", KnownAnswer.Of(SealedPaillierKey.Seal(master, Group, "ann:key", TestKeys.Ann, TestKeys.Noise(12, 5))));
    }

    private static byte[] Expected(string tag, byte[] id) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Secret, 32, [], [(byte)tag.Length, .. Encoding.ASCII.GetBytes(tag), .. Group.ToArray(), .. id]);
}
