using Scew.Homomorphic.Modules;

namespace Scew.Homomorphic.Tests.Modules;

public class ModuleWorkTests
{
    private static readonly byte[] Key = TestKeys.Ann.PublicKey.Encoded.ToArray();
    private static readonly byte[] WideKey = TestKeys.Long.PublicKey.Encoded.ToArray();

    [Fact]
    public void Work_follows_from_kind_and_key()
    {
        Assert.Equal(15_000, ModuleWork.Of(new ModuleCall.CheckKey(Key, [], [])));
        Assert.Equal(45_000, ModuleWork.Of(new ModuleCall.CheckKey(WideKey, [], [])));
        Assert.Equal(25, ModuleWork.Of(new ModuleCall.SumAdditive(Key, [], [])));
        Assert.Equal(45, ModuleWork.Of(new ModuleCall.SumAdditive(WideKey, [], [])));
        Assert.Equal(11, ModuleWork.Of(new ModuleCall.CheckAdditive(Key, [])));
        Assert.Equal(1, ModuleWork.Of(new ModuleCall.CompareOrdered(Comparison.Equal, [], [])));
        Assert.Equal(1, ModuleWork.Of(new ModuleCall.RangeOrdered([], [], [])));
        Assert.Equal(1, ModuleWork.Of(new ModuleCall.CheckKey([], [], [])));
    }

    [Fact]
    public void A_delegated_call_weighs_its_envelope_and_every_item()
    {
        Assert.Equal(60, Of([]));
        Assert.Equal(60 + 6_000, Of([], Item(DelegatedKind.CompareAdditive, Key)));
        Assert.Equal(60 + 80 + 100 * 20_000, Of(new byte[80 * 1024], [.. Enumerable.Repeat(Item(DelegatedKind.RangeAdditive, WideKey), 100)]));
        Assert.Equal(60 + 2 * 15 + 1, Of([], Item(DelegatedKind.SumOrdered, []), Item(DelegatedKind.SumOrdered, []), Item(DelegatedKind.RangeAdditive, [])));

        static int Of(byte[] envelope, params DelegatedItem[] items) => ModuleWork.Of(new ModuleCall.Delegated(Scene.Binding, envelope, [.. items]));
        static DelegatedItem Item(DelegatedKind kind, byte[] key) => new(kind, "", "a:x", key, []);
    }
}
