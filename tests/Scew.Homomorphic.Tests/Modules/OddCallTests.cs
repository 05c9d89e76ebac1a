using System.Numerics;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Modules;

namespace Scew.Homomorphic.Tests.Modules;

/// <summary>Calls that no honest request makes, and that have an answer all the same.</summary>
public sealed class OddCallTests : IDisposable
{
    private static readonly PaillierPrivateKey Key = TestKeys.Ann;
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    // A writer adds the inverse of what is stored: the value is his own, in the clear; the owner still compares, and the next sum hides it.
    [Fact]
    public void A_sum_that_everybody_can_read_can_still_be_compared_and_added_to()
    {
        var n = TestKeys.Number(Key.PublicKey.Modulus);
        var stored = Scene.Encrypt(Key, 5, 1);
        // The inverse by the order of the group, which a writer finds by Euclid.
        var (p, q) = TestKeys.Factors("a");
        var order = n * (TestKeys.Number(p) - 1) * (TestKeys.Number(q) - 1);
        var inverse = BigInteger.ModPow(TestKeys.Number(stored), order - 1, n * n);
        var addend = TestKeys.Bytes(inverse * (n * n - 1 - 7 * n) % (n * n), 512);
        var sum = Run(new ModuleCall.SumAdditive(Key.PublicKey.Encoded.ToArray(), stored, addend));
        Assert.Equal(n * n - 1 - 7 * n, TestKeys.Number(sum.Record));
        var envelope = _scene.Seal(Scene.Compare(Key, "a:x", sum.Record, Comparison.Equal, 7));
        Assert.True(Assert.Single(_scene.Run(envelope, Scene.Item(DelegatedKind.CompareAdditive, "a:x", sum.Record, Key))).Holds);
        var next = Run(new ModuleCall.SumAdditive(Key.PublicKey.Encoded.ToArray(), sum.Record, Scene.Encrypt(Key, 1, 2)));
        Assert.Equal(CiphertextFault.None, Key.PublicKey.Check(next.Record));
        Assert.Equal(8, Key.Decrypt(next.Record));
    }

    private ModuleAnswer Run(ModuleCall call) => Assert.Single(_scene.Module.Run(call));
}
