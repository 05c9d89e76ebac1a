using Scew.Homomorphic.Hybrid;
using Scew.Protocol;

namespace Scew.Homomorphic.Tests.Hybrid;

/// <summary>RFC 9180 by its published vectors, and what does not open.</summary>
public class HybridTests
{
    private static readonly byte[] Info = TestKeys.Hex("4f6465206f6e2061204772656369616e2055726e");
    private static readonly byte[] Plaintext = TestKeys.Hex("4265617574792069732074727574682c20747275746820626561757479");
    private static readonly byte[] Associated = TestKeys.Hex("436f756e742d30");

    // test-vectors.json of draft-irtf-cfrg-hpke, which the RFC names: mode 0, KEM 16, KDF 1, AEAD 2, the suite of the envelopes.
    [Fact]
    public void The_vector_of_P256_with_AES_256_GCM_holds()
    {
        using var recipient = HybridPrivateKey.Derive(TestKeys.Hex("a0ce15d49e28bd47a18a97e147582d814b08cbe00109fed5ec27d1b4e9f6f5e3"));
        var seed = TestKeys.Hex("a90d3417c3da9cb6c6ae19b4b5dd6cc9529a4cc24efb7ae0ace1f31887a8cd6c");
        using var ephemeral = HybridPrivateKey.Derive(seed);
        var scalar = new byte[32];
        recipient.Export(scalar);
        Assert.Equal("317f915db7bc629c48fe765587897e01e282d3e8445f79f27f65d031a88082b2", Convert.ToHexStringLower(scalar));
        Assert.Equal(
            "04abc7e49a4c6b3566d77d0304addc6ed0e98512ffccf505e6a8e3eb25c685136f853148544876de76c0f2ef99cdc3a05ccf5ded7860c7c021238f9e2073d2356c",
            Convert.ToHexStringLower(recipient.PublicKey));
        Assert.Equal(
            "48893fecd82f7c3456af6a42d8f56325d21e08c10fa81299986aaff54cde7b49",
            Convert.ToHexStringLower(ephemeral.Agree(recipient.PublicKey, ephemeral.PublicKey, recipient.PublicKey)!));
        var message = HybridEncryption.Seal(recipient.PublicKey, Info, Associated, Plaintext, seed)!;
        Assert.Equal(
            "04c06b4f6bebc7bb495cb797ab753f911aff80aefb86fd8b6fcc35525f3ab5f03e0b21bd31a86c6048af3cb2d98e0d3bf01da5cc4c39ff5370d331a4f1f7d5a4e0"
            + "58c61a45059d0c5704560e9d88b564a8b63f1364b8d1fcb3c4c6ddc1d291742465e902cd216f8908da49f8f96f",
            Convert.ToHexStringLower(message));
        Assert.Equal(Plaintext, Open(recipient, Info, Associated, message));
    }

    // RFC 9180, A.3.1: the same curve and hash with AES-128-GCM.
    [Fact]
    public void The_vector_that_the_RFC_prints_for_P256_holds()
    {
        using var recipient = HybridPrivateKey.Derive(TestKeys.Hex("668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550"));
        var seed = TestKeys.Hex("4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e");
        using var ephemeral = HybridPrivateKey.Derive(seed);
        var (own, theirs) = (new byte[32], new byte[32]);
        ephemeral.Export(own);
        recipient.Export(theirs);
        Assert.Equal("4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb", Convert.ToHexStringLower(own));
        Assert.Equal("f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2", Convert.ToHexStringLower(theirs));
        Assert.Equal(
            "c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8",
            Convert.ToHexStringLower(ephemeral.Agree(recipient.PublicKey, ephemeral.PublicKey, recipient.PublicKey)!));
        var message = HybridEncryption.Seal(HybridSuite.Aes128, recipient.PublicKey, Info, Associated, Plaintext, seed)!;
        Assert.Equal(
            "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4"
            + "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434",
            Convert.ToHexStringLower(message));
        var plaintext = new byte[Plaintext.Length];
        Assert.True(HybridEncryption.TryOpen(HybridSuite.Aes128, recipient, Info, Associated, message, plaintext));
        Assert.Equal(Plaintext, plaintext);
    }

    [Fact]
    public void Nothing_else_opens()
    {
        using var recipient = HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
        using var other = HybridPrivateKey.Derive(TestKeys.Noise(32, 2));
        var message = HybridEncryption.Seal(recipient.PublicKey, Info, Associated, Plaintext, TestKeys.Noise(32, 3))!;
        Assert.Equal(Plaintext, Open(recipient, Info, Associated, message));
        Assert.Null(Open(other, Info, Associated, message));
        Assert.Null(Open(recipient, Associated, Associated, message));
        Assert.Null(Open(recipient, Info, Info, message));
        Assert.Null(Open(recipient, Info, Associated, message[..^1]));
        Assert.Null(Open(recipient, Info, Associated, []));
        for (var i = 0; i < message.Length; i++)
        {
            var changed = (byte[])message.Clone();
            changed[i] ^= 1;
            Assert.Null(Open(recipient, Info, Associated, changed));
        }
    }

    [Fact]
    public void What_is_no_point_of_the_curve_is_no_key()
    {
        using var key = HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
        var point = key.PublicKey.ToArray();
        Assert.True(HybridKeys.IsPublicKey(point));
        // Off the curve, the point at infinity in several spellings, compressed, hybrid, a coordinate not below the prime, another length.
        var off = (byte[])point.Clone();
        off[64] ^= 1;
        byte[][] bad =
        [
            off, new byte[65], [4, .. new byte[64]], [0], [2, .. point[1..33]], [3, .. point[1..]], [5, .. point[1..]], [6, .. point[1..]], [7, .. point[1..]], [0, .. point[1..]], [4, .. Enumerable.Repeat((byte)0xff, 32), .. point[33..]], point[..64], [.. point, 0], [],
        ];
        foreach (var bytes in bad)
        {
            Assert.False(HybridKeys.IsPublicKey(bytes));
            Assert.Null(HybridEncryption.Seal(bytes, Info, Associated, Plaintext, TestKeys.Noise(32, 3)));
            if (bytes.Length == 65)
            {
                Assert.Null(Open(key, Info, Associated, [.. bytes, .. TestKeys.Noise(40, 1)]));
            }
        }
    }

    [Fact]
    public void Scalars_outside_the_group_make_no_key()
    {
        var order = TestKeys.Hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        Assert.Null(HybridPrivateKey.FromScalar(order));
        Assert.Null(HybridPrivateKey.FromScalar(new byte[32]));
        Assert.Null(HybridPrivateKey.FromScalar(new byte[31]));
        order[31]--;
        using var last = HybridPrivateKey.FromScalar(order);
        Assert.NotNull(last);
        Assert.Throws<InvariantException>(() => HybridPrivateKey.Derive(new byte[32]));
    }

    private static byte[]? Open(HybridPrivateKey key, byte[] info, byte[] associated, byte[] message)
    {
        var plaintext = new byte[Math.Max(0, message.Length - HybridEncryption.OverheadBytes)];
        return HybridEncryption.TryOpen(key, info, associated, message, plaintext) ? plaintext : null;
    }
}
