using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Keys;
using Scew.Protocol;

namespace Scew.Homomorphic.Tests.Keys;

/// <summary>Keys sealed for another account, and what does not open them.</summary>
public sealed class HandOverTests : IDisposable
{
    private static readonly byte[] VariableKey = TestKeys.Noise(32, 7);
    private static readonly HandOver Variable = new(Digest.Of([1]), new Account(Digest.Of([2])), new Account(Digest.Of([3])), HandOverKind.VariableKey, "ann:stock");
    private readonly HybridPrivateKey _receiver = HybridPrivateKey.Derive(TestKeys.Noise(32, 30));
    private readonly byte[] _message;

    public HandOverTests() => _message = Variable.Seal(_receiver.PublicKey, VariableKey, TestKeys.Noise(32, 31))!;

    public static TheoryData<string> Others => ["group", "giver", "receiver", "swapped", "kind", "label"];

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public void What_is_sealed_is_what_comes_out()
    {
        Assert.Equal(VariableKey, Variable.TryOpen(_receiver, _message));
        foreach (var key in new[] { TestKeys.Ann, TestKeys.Long })
        {
            var exported = new byte[key.ExportBytes];
            key.Export(exported);
            var paillier = Variable with { Kind = HandOverKind.PaillierKey, Label = "ann:key" };
            var message = paillier.Seal(_receiver.PublicKey, exported, TestKeys.Noise(32, 32))!;
            var opened = paillier.TryOpen(_receiver, message)!;
            Assert.Equal(exported, opened);
            using var imported = PaillierPrivateKey.TryImport(opened, key.PublicKey.Encoded, out _);
            Assert.NotNull(imported);
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void In_any_other_place_it_does_not_open(string what)
    {
        var other = what switch
        {
            "group" => Variable with { Group = Digest.Of([9]) },
            "giver" => Variable with { Giver = new Account(Digest.Of([9])) },
            "receiver" => Variable with { Receiver = new Account(Digest.Of([9])) },
            "swapped" => Variable with { Giver = Variable.Receiver, Receiver = Variable.Giver },
            "kind" => Variable with { Kind = HandOverKind.PaillierKey },
            _ => Variable with { Label = "ann:stock.k2" },
        };
        Assert.Null(other.TryOpen(_receiver, _message));
        Assert.Null((Variable with { Kind = (HandOverKind)9 }).TryOpen(_receiver, _message));
    }

    [Fact]
    public void Nobody_else_opens_it()
    {
        using var other = HybridPrivateKey.Derive(TestKeys.Noise(32, 33));
        Assert.Null(Variable.TryOpen(other, _message));
    }

    [Fact]
    public void Changed_cut_or_longer_it_does_not_open()
    {
        for (var i = 0; i < _message.Length; i++)
        {
            for (var bit = 0; bit < 8; bit += i < 70 ? 3 : 1)
            {
                var changed = (byte[])_message.Clone();
                changed[i] ^= (byte)(1 << bit);
                Assert.Null(Variable.TryOpen(_receiver, changed));
            }
        }
        for (var length = 0; length < _message.Length; length++)
        {
            Assert.Null(Variable.TryOpen(_receiver, _message.AsSpan(0, length)));
        }
        Assert.Null(Variable.TryOpen(_receiver, [.. _message, 0]));
        Assert.Null(Variable.TryOpen(_receiver, new byte[_message.Length]));
    }

    // Base mode lets anybody seal, so a sealed plaintext may say anything.
    [Fact]
    public void A_content_of_another_kind_does_not_open()
    {
        byte[] associated =
        [
            16, .. "scew/hand-over/1"u8, .. Variable.Group.ToArray(), .. Variable.Giver.Thumbprint.ToArray(), .. Variable.Receiver.Thumbprint.ToArray(), 2, 0, 0, 0, 9, .. "ann:stock"u8,
        ];
        Assert.Equal(VariableKey, Variable.TryOpen(_receiver, Seal([2, .. VariableKey])));
        Assert.Null(Variable.TryOpen(_receiver, Seal([1, .. VariableKey])));
        Assert.Null(Variable.TryOpen(_receiver, Seal([2, .. VariableKey, 0])));
        Assert.Null(Variable.TryOpen(_receiver, Seal([])));

        byte[] Seal(byte[] plaintext) => [HandOver.Version, .. HybridEncryption.Seal(_receiver.PublicKey, "scew/hand-over/1"u8, associated, plaintext, TestKeys.Noise(32, 34))!];
    }

    [Fact]
    public void A_key_off_the_curve_gets_none_and_what_is_no_key_is_not_sealed()
    {
        Assert.Null(Variable.Seal(new byte[65], VariableKey, TestKeys.Noise(32, 31)));
        Assert.Null(Variable.Seal([], VariableKey, TestKeys.Noise(32, 31)));
        Assert.Throws<InvariantException>(() => Variable.Seal(_receiver.PublicKey, VariableKey.AsSpan(1), TestKeys.Noise(32, 31)));
        Assert.Throws<InvariantException>(() => (Variable with { Label = "No Id" }).Seal(_receiver.PublicKey, VariableKey, TestKeys.Noise(32, 31)));
    }

    [Fact]
    public void Known_answers_do_not_change() => Assert.Equal("d8dbbb322fe3b87e", KnownAnswer.Of(_message));
}
