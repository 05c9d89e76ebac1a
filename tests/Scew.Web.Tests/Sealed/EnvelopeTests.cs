using Scew.Homomorphic;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Keys;
using Scew.Homomorphic.Modules;
using Scew.Protocol;

namespace Scew.WebTests.Sealed;

/// <summary>What the page seals to the secure modules: RFC 9180's published vector, the console's very bytes, and the real module's answers.</summary>
public class EnvelopeTests
{
    private static readonly Digest Group = Digest.Of([1]);
    private static readonly Account Account = new(Digest.Of([2]));
    private static readonly byte[] Secret = SealedKeys.Noise(32, 1);
    private static readonly byte[] Nonce = SealedKeys.Noise(16, 2);
    private static readonly byte[] Seed = SealedKeys.Noise(32, 3);
    private const long ValidUntil = 1_790_000_000_123;

    private static EnvelopeBinding Binding => new(Group, 0, Account, Nonce, ValidUntil, "");

    private static object PageBinding => new { Group = Group.ToString(), Account = Account.ToString(), Nonce = Base64Url.Encode(Nonce), ValidUntil, Epoch = 0 };

    private static object Jwk(byte[] seed)
    {
        using var key = HybridPrivateKey.Derive(seed);
        var scalar = new byte[32];
        key.Export(scalar);
        return new
        {
            Kty = "EC",
            Crv = "P-256",
            D = Base64Url.Encode(scalar),
            X = Base64Url.Encode(key.PublicKey.Slice(1, 32)),
            Y = Base64Url.Encode(key.PublicKey.Slice(33, 32)),
        };
    }

    // test-vectors.json of draft-irtf-cfrg-hpke, which the RFC names: mode 0, KEM 16, KDF 1, AEAD 2, the suite of the envelopes.
    [Fact]
    public async Task The_vector_of_P256_with_AES_256_GCM_holds()
    {
        await using var page = await EnvelopePage.OpenAsync();
        var message = await page.CallAsync<byte[]>(
            EnvelopePage.Module, "hybrid",
            Convert.FromHexString("04abc7e49a4c6b3566d77d0304addc6ed0e98512ffccf505e6a8e3eb25c685136f853148544876de76c0f2ef99cdc3a05ccf5ded7860c7c021238f9e2073d2356c"),
            "Ode on a Grecian Urn"u8.ToArray(), "Count-0"u8.ToArray(), "Beauty is truth, truth beauty"u8.ToArray(),
            Jwk(Convert.FromHexString("a90d3417c3da9cb6c6ae19b4b5dd6cc9529a4cc24efb7ae0ace1f31887a8cd6c")));
        Assert.Equal(
            "04c06b4f6bebc7bb495cb797ab753f911aff80aefb86fd8b6fcc35525f3ab5f03e0b21bd31a86c6048af3cb2d98e0d3bf01da5cc4c39ff5370d331a4f1f7d5a4e0"
            + "58c61a45059d0c5704560e9d88b564a8b63f1364b8d1fcb3c4c6ddc1d291742465e902cd216f8908da49f8f96f",
            Convert.ToHexStringLower(message));
    }

    [Fact]
    public async Task What_is_sealed_opens_for_its_receiver_alone_and_no_two_are_alike()
    {
        await using var page = await EnvelopePage.OpenAsync();
        using var recipient = HybridPrivateKey.Derive(Seed);
        Task<byte[]?> Seal(byte[] key) => page.CallAsync<byte[]?>(EnvelopePage.Module, "hybrid", key, new byte[] { 1 }, new byte[] { 2 }, new byte[] { 3, 4 }, null);
        var (first, second) = (await Seal(recipient.PublicKey.ToArray()), await Seal(recipient.PublicKey.ToArray()));
        var plain = new byte[2];
        Assert.True(HybridEncryption.TryOpen(recipient, [1], [2], first, plain));
        Assert.Equal([3, 4], plain);
        Assert.NotEqual(first![..65], second![..65]);
        byte[] offCurve = [.. recipient.PublicKey[..64], (byte)(recipient.PublicKey[64] ^ 1)];
        foreach (var bad in new[] { [], offCurve, recipient.PublicKey[..64].ToArray(), [3, .. recipient.PublicKey[1..]], new byte[65], [4, .. new byte[64]], [2, .. recipient.PublicKey.Slice(1, 32)] })
        {
            Assert.Null(await Seal(bad));
        }
    }

    [Fact]
    public async Task Both_seal_the_same_envelope()
    {
        await using var page = await EnvelopePage.OpenAsync();
        using var modules = HybridPrivateKey.Derive(SealedKeys.Noise(32, 50));
        var (ann, longer) = (SealedKeys.Ann, SealedKeys.Long);
        byte[] one = ann.Encrypt(-7, SealedKeys.Noise(ann.RandomnessBytes, 1)), two = longer.Encrypt(9, SealedKeys.Noise(longer.RandomnessBytes, 2)), three = longer.Encrypt(8, SealedKeys.Noise(longer.RandomnessBytes, 3));
        using var master = new MasterSecret(Secret);
        using var ordered = master.OrderedKey(Group, "a:stock", "a:stock");
        var record = ordered.Seal(12, SealedKeys.Noise(16, 4));
        var parts = new object[]
        {
            new { Kind = "range", Path = "1", Low = "-9223372036854775808", High = "100", Key = SealedKeys.Whole(longer), Items = new object[] { new { Id = "b:two", Record = two }, new { Id = "b:three", Record = three } } },
            new { Kind = "sum", Path = "0/u2", Id = "a:stock", Label = "a:stock", Master = Secret, Group = Group.ToArray(), Record = record, Addend = "-3", Salt = SealedKeys.Noise(16, 5) },
            new { Kind = "compare", Path = "0/c", Operator = "<=", Argument = "9223372036854775807", Id = "a:one", Record = one, Key = SealedKeys.Whole(ann) },
        };
        using var content = EnvelopeContent.Of([
            new EnvelopePart.Compare("0/c", Comparison.LessOrEqual, long.MaxValue, SealedOpening.Of(ann, "a:one", one)!),
            EnvelopePart.Range.Of("1", long.MinValue, 100, [SealedOpening.Of(longer, "b:two", two)!, SealedOpening.Of(longer, "b:three", three)!]),
            ordered.Sum("0/u2", record, -3, SealedKeys.Noise(16, 5))!]);
        Assert.Equal(
            Envelope.Seal(modules.PublicKey, Binding, content, Seed), await page.CallAsync<byte[]>(EnvelopePage.Module, "seal", modules.PublicKey.ToArray(), PageBinding, parts, Jwk(Seed)));
    }

    [Fact]
    public async Task The_module_answers_what_was_asked()
    {
        await using var page = await EnvelopePage.OpenAsync();
        using var keys = new ModuleKeys().Add(0, HybridPrivateKey.Derive(SealedKeys.Noise(32, 50)));
        using var modules = HybridPrivateKey.Derive(SealedKeys.Noise(32, 50));
        var module = new SecureModule(keys, new VerifiedOpenings());
        var ann = SealedKeys.Ann;
        var record = ann.Encrypt(-7, SealedKeys.Noise(ann.RandomnessBytes, 1));
        string[] operators = ["=", "!=", "<", "<=", ">", ">="];
        foreach (var (argument, holds) in new[] { (-8L, "!= > >="), (-7L, "= <= >="), (-6L, "!= < <=") })
        {
            var answers = new List<string>();
            foreach (var one in operators)
            {
                var part = new { Kind = "compare", Path = "", Operator = one, Argument = argument.ToString(System.Globalization.CultureInfo.InvariantCulture), Id = "a:one", Record = record, Key = SealedKeys.Whole(ann) };
                var answer = await Ask([part], new DelegatedItem(DelegatedKind.CompareAdditive, "", "a:one", ann.PublicKey.Encoded.ToArray(), record));
                Assert.Equal(ModuleCode.Ok, answer.Code);
                answers.AddRange(answer.Holds ? [one] : []);
            }
            Assert.Equal(holds, string.Join(' ', answers));
        }
        using var master = new MasterSecret(Secret);
        using var ordered = master.OrderedKey(Group, "a:stock", "a:stock");
        var before = ordered.Seal(long.MaxValue - 1, SealedKeys.Noise(16, 4));
        Assert.Equal(long.MaxValue, await Sum("1", before, before));
        Assert.Equal(ModuleCode.Overflow, (await AskSum("2", before, before)).Code);
        Assert.Equal(ModuleCode.Stale, (await AskSum("1", before, ordered.Seal(5, SealedKeys.Noise(16, 6)))).Code);

        async Task<long> Sum(string addend, byte[] known, byte[] stored)
        {
            var answer = await AskSum(addend, known, stored);
            Assert.Equal(ModuleCode.Ok, answer.Code);
            return ordered.TryOpen(answer.Record, out var value) ? value : throw new InvalidOperationException("does not open");
        }

        Task<ModuleAnswer> AskSum(string addend, byte[] known, byte[] stored) => Ask(
            [new { Kind = "sum", Path = "", Id = "a:stock", Label = "a:stock", Master = Secret, Group = Group.ToArray(), Record = known, Addend = addend, Salt = SealedKeys.Noise(16, 9) }],
            new DelegatedItem(DelegatedKind.SumOrdered, "", "a:stock", [], stored));

        async Task<ModuleAnswer> Ask(object[] parts, DelegatedItem item)
        {
            var envelope = await page.CallAsync<byte[]>(EnvelopePage.Module, "seal", modules.PublicKey.ToArray(), PageBinding, parts, null);
            var other = Binding with { ValidUntil = ValidUntil + 1 };
            Assert.Equal(ModuleCode.BadEnvelope, Assert.Single(module.Run(new ModuleCall.Delegated(other, envelope, [item]))).Code);
            return Assert.Single(module.Run(new ModuleCall.Delegated(Binding, envelope, [item])));
        }
    }

    [Fact]
    public async Task An_envelope_has_a_bound()
    {
        await using var page = await EnvelopePage.OpenAsync();
        Assert.Equal("usage", (await page.FaultAsync(EnvelopePage.Module, "many", 0)).Code);
        Assert.Equal("usage", (await page.FaultAsync(EnvelopePage.Module, "many", 257)).Code);
        Assert.Equal(4, (await page.CallAsync<byte[]>(EnvelopePage.Module, "many", 256)).Length);
        Assert.Equal("no-modules", (await page.FaultAsync(EnvelopePage.Module, "seal", new byte[65], PageBinding, new object[]
        {
            new { Kind = "sum", Path = "", Id = "a:stock", Label = "a:stock", Master = Secret, Group = Group.ToArray(), Record = Made(), Addend = "1", Salt = SealedKeys.Noise(16, 9) },
        }, null)).Code);

        static byte[] Made()
        {
            using var master = new MasterSecret(Secret);
            using var ordered = master.OrderedKey(Group, "a:stock", "a:stock");
            return ordered.Seal(1, SealedKeys.Noise(16, 4));
        }
    }
}
