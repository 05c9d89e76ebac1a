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

    [Fact]
    public void A_variable_that_comes_twice_in_a_range_is_answered_twice_each_by_its_own_record()
    {
        var (a, b) = (Scene.Encrypt(Key, 5, 1), Scene.Encrypt(Key, 50, 2));
        var envelope = _scene.Seal(Scene.Range(Key, 0, 10, ("a:a", a), ("a:b", b)));
        DelegatedItem[] items = [Item("a:b", b), Item("a:a", a), Item("a:a", b), Item("a:a", a), Item("a:b", a), Item("a:c", a), Item("a:b", b)];
        var answers = _scene.Run(envelope, items);
        Assert.Equal(
            [ModuleCode.Ok, ModuleCode.Ok, ModuleCode.Stale, ModuleCode.Ok, ModuleCode.Stale, ModuleCode.BadEnvelope, ModuleCode.Ok], answers.Select(answer => answer.Code));
        Assert.Equal([false, true, false, true, false, false, false], answers.Select(answer => answer.Holds));
        // Whatever else is asked: an item's answer is what it is when asked alone.
        Assert.All(items.Zip(answers), pair => Assert.Equal(pair.Second.Code, _scene.Code(envelope, pair.First)));

        static DelegatedItem Item(string id, byte[] record) => Scene.Item(DelegatedKind.RangeAdditive, id, record, Key);
    }

    [Fact]
    public void A_hundred_times_the_same_variable_has_a_hundred_answers()
    {
        var a = Scene.Encrypt(Key, 5, 1);
        var envelope = _scene.Seal(Scene.Compare(Key, "a:a", a, Comparison.Less, 6));
        var call = new ModuleCall.Delegated(Scene.Binding, envelope, [.. Enumerable.Repeat(Scene.Item(DelegatedKind.CompareAdditive, "a:a", a, Key), ModuleCodec.MaxItems)]);
        var answers = _scene.Module.Run(call);
        Assert.Equal(ModuleCodec.MaxItems, answers.Length);
        Assert.All(answers, answer => Assert.True(answer.Holds));
        Assert.Equal(1, _scene.Verified.Count);
    }

    [Fact]
    public void An_ordered_sum_asked_twice_has_one_result()
    {
        var (record, key) = Scene.Ordered("a:o", 10, 5);
        var item = Scene.Item(DelegatedKind.SumOrdered, "a:o", record);
        var answers = _scene.Run(_scene.Seal(Scene.Sum("a:o", record, key, 1, 6)), item, item);
        Assert.Equal(Scene.Ordered("a:o", 11, 6).Record, answers[0].Record);
        Assert.Equal(answers[0].Record, answers[1].Record);
    }

    private ModuleAnswer Run(ModuleCall call) => Assert.Single(_scene.Module.Run(call));
}
