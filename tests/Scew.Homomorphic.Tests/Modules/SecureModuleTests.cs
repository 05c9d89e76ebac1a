using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Modules;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;

namespace Scew.Homomorphic.Tests.Modules;

/// <summary>What a module answers to honest requests, against plain integers.</summary>
public sealed class SecureModuleTests : IDisposable
{
    private static readonly PaillierPrivateKey Key = TestKeys.Ann;
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void An_additive_sum_is_the_product()
    {
        var (a, b) = (Scene.Encrypt(Key, -7, 1), Scene.Encrypt(Key, 30, 2));
        var answer = Run(new ModuleCall.SumAdditive(Key.PublicKey.Encoded.ToArray(), a, b));
        Assert.Equal(ModuleCode.Ok, answer.Code);
        Assert.Equal(Key.PublicKey.Add(a, b), answer.Record);
        Assert.Equal(23, Key.Decrypt(answer.Record));
    }

    [Fact]
    public void Additive_comparisons_are_those_of_integers()
    {
        foreach (var (value, argument) in new[] { (5L, 5L), (-5L, 5L), (long.MinValue, long.MinValue), (long.MaxValue, -1L) })
        {
            var record = Scene.Encrypt(Key, value, 3);
            foreach (var comparison in Enum.GetValues<Comparison>())
            {
                var envelope = _scene.Seal(Scene.Compare(Key, "a:x", record, comparison, argument));
                var answer = Assert.Single(_scene.Run(envelope, Scene.Item(DelegatedKind.CompareAdditive, "a:x", record, Key)));
                Assert.Equal(ModuleCode.Ok, answer.Code);
                Assert.Equal(Comparisons.Holds(comparison, value.CompareTo(argument)), answer.Holds);
                Assert.Empty(answer.Record);
            }
        }
    }

    [Fact]
    public void A_sum_beyond_64_bits_still_compares_as_what_it_is()
    {
        var record = Key.PublicKey.Add(Scene.Encrypt(Key, long.MaxValue, 1), Scene.Encrypt(Key, 1, 2))!;
        var envelope = _scene.Seal(Scene.Compare(Key, "a:x", record, Comparison.Greater, long.MaxValue));
        Assert.True(Assert.Single(_scene.Run(envelope, Scene.Item(DelegatedKind.CompareAdditive, "a:x", record, Key))).Holds);
    }

    [Fact]
    public void A_range_answers_for_every_variable_bounds_inclusive()
    {
        long[] values = [-11, -10, 0, 19, 20, 21];
        var variables = values.Select((value, i) => ($"a:v{i}", Scene.Encrypt(i % 2 == 0 ? Key : TestKeys.Long, value, 40 + i))).ToArray();
        var openings = variables.Select((variable, i) => Scene.Open(i % 2 == 0 ? Key : TestKeys.Long, variable.Item1, variable.Item2));
        var envelope = _scene.Seal(new Scew.Homomorphic.Envelopes.EnvelopePart.Range(Scene.Path, -10, 20, [.. openings]));
        var items = variables.Select((variable, i) => Scene.Item(DelegatedKind.RangeAdditive, variable.Item1, variable.Item2, i % 2 == 0 ? Key : TestKeys.Long)).Reverse();
        var answers = _scene.Run(envelope, [.. items]);
        Assert.All(answers, answer => Assert.Equal(ModuleCode.Ok, answer.Code));
        Assert.Equal(values.Reverse().Select(value => value is >= -10 and <= 20), answers.Select(answer => answer.Holds));
    }

    [Fact]
    public void Ordered_comparison_and_range_are_those_of_integers()
    {
        foreach (var (value, low, high) in new[] { (5L, 5L, 5L), (4L, 5L, 9L), (10L, 5L, 9L), (-3L, long.MinValue, long.MaxValue), (0L, 5L, -5L) })
        {
            var (record, key) = Scene.Ordered("a:o", value, 5);
            var (lowToken, highToken) = (OrderToken.Make(key, record, low), OrderToken.Make(key, record, high));
            Assert.Equal(ModuleAnswer.Truth(value >= low && value <= high).Holds, Run(new ModuleCall.RangeOrdered(record, lowToken, highToken)).Holds);
            foreach (var comparison in Enum.GetValues<Comparison>())
            {
                Assert.Equal(Comparisons.Holds(comparison, value.CompareTo(low)), Run(new ModuleCall.CompareOrdered(comparison, record, lowToken)).Holds);
            }
        }
    }

    [Fact]
    public void An_ordered_sum_is_the_record_that_the_client_would_make()
    {
        foreach (var (value, addend) in new[] { (5L, 6L), (-5L, 5L), (long.MaxValue, long.MinValue), (long.MinValue, 0L), (0L, long.MinValue) })
        {
            var (record, key) = Scene.Ordered("a:o", value, 5);
            var envelope = _scene.Seal(Scene.Sum("a:o", record, key, addend, 6));
            var answer = Assert.Single(_scene.Run(envelope, Scene.Item(DelegatedKind.SumOrdered, "a:o", record)));
            Assert.Equal(ModuleCode.Ok, answer.Code);
            Assert.Equal(Scene.Ordered("a:o", value + addend, 6).Record, answer.Record);
        }
    }

    [Fact]
    public void An_ordered_sum_beyond_64_bits_is_an_overflow()
    {
        foreach (var (value, addend) in new[] { (long.MaxValue, 1L), (long.MinValue, -1L), (long.MaxValue, long.MaxValue) })
        {
            var (record, key) = Scene.Ordered("a:o", value, 5);
            Assert.Equal(ModuleCode.Overflow, _scene.Code(_scene.Seal(Scene.Sum("a:o", record, key, addend, 6)), Scene.Item(DelegatedKind.SumOrdered, "a:o", record)));
        }
    }

    // In one transaction later parts see earlier ones: the client foretells the record in between.
    [Fact]
    public void One_envelope_serves_all_parts_of_a_request()
    {
        var (first, firstKey) = Scene.Ordered("a:o", 10, 5);
        var (second, secondKey) = Scene.Ordered("a:o", 15, 6);
        var additive = Scene.Encrypt(Key, 3, 1);
        var envelope = _scene.Seal(
            Scene.Sum("a:o", first, firstKey, 5, 6, "0"), Scene.Sum("a:o", second, secondKey, -20, 7, "1"), Scene.Compare(Key, "a:x", additive, Comparison.Less, 4, "2/if"));
        var middle = Assert.Single(_scene.Run(envelope, Scene.Item(DelegatedKind.SumOrdered, "a:o", first)));
        var last = Assert.Single(_scene.Run(envelope, Scene.Item(DelegatedKind.SumOrdered, "a:o", middle.Record, path: "1")));
        Assert.Equal(Scene.Ordered("a:o", -5, 7).Record, last.Record);
        Assert.True(Assert.Single(_scene.Run(envelope, Scene.Item(DelegatedKind.CompareAdditive, "a:x", additive, Key, "2/if"))).Holds);
    }

    [Fact]
    public void Keys_and_ciphertexts_are_checked_before_they_are_stored()
    {
        var encoded = Key.PublicKey.Encoded.ToArray();
        byte[] context = [5];
        var proof = ModulusProof.Prove(Key, context);
        Assert.Equal(ModuleCode.Ok, Run(new ModuleCall.CheckKey(encoded, proof, context)).Code);
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.CheckKey(encoded, proof, [6])).Code);
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.CheckKey(encoded[1..], proof, context)).Code);
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.CheckKey([], [], [])).Code);
        Assert.Equal(ModuleCode.Ok, Run(new ModuleCall.CheckAdditive(encoded, Scene.Encrypt(Key, 1, 1))).Code);
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.CheckAdditive(encoded, new byte[512])).Code);
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.CheckAdditive([], new byte[512])).Code);
        var minusOne = TestKeys.Bytes(TestKeys.Number(Key.PublicKey.Modulus) - 1, 512);
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.CheckAdditive(encoded, minusOne)).Code);
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.SumAdditive(encoded, Scene.Encrypt(Key, 1, 1), minusOne)).Code);
    }

    [Fact]
    public void A_batch_answers_in_order()
    {
        var (record, key) = Scene.Ordered("a:o", 5, 5);
        var token = OrderToken.Make(key, record, 5);
        var answers = _scene.Module.Run([new ModuleCall.CompareOrdered(Comparison.Less, record, token), new ModuleCall.CompareOrdered(Comparison.Equal, record, token)]);
        Assert.Equal([false, true], answers.Select(answer => Assert.Single(answer).Holds));
    }

    [Fact]
    public void A_key_of_another_epoch_is_no_answer_but_a_reason_to_wait()
    {
        var record = Scene.Encrypt(Key, 1, 1);
        var call = new ModuleCall.Delegated(Scene.Binding with { KeyEpoch = 4 }, [], [Scene.Item(DelegatedKind.CompareAdditive, "a:x", record, Key)]);
        Assert.Throws<MissingModuleKeyException>(() => _scene.Module.Run(call));
    }

    [Fact]
    public void The_cache_saves_the_exponentiation_and_is_bounded()
    {
        using var scene = new Scene(cacheCapacity: 2);
        for (var i = 0; i < 4; i++)
        {
            var record = Scene.Encrypt(Key, i, 60 + i);
            Assert.Equal(ModuleCode.Ok, scene.Code(scene.Seal(Scene.Compare(Key, "a:x", record, Comparison.Equal, i)), Scene.Item(DelegatedKind.CompareAdditive, "a:x", record, Key)));
            Assert.Equal(Math.Min(2, i + 1), scene.Verified.Count);
        }
    }

    [Fact]
    public void Calls_and_answers_have_one_encoding()
    {
        byte[] bytes = [1, 2, 3];
        ModuleCall[] calls =
        [
            new ModuleCall.CheckKey(bytes, [4], []), new ModuleCall.CheckAdditive(bytes, [5]), new ModuleCall.SumAdditive(bytes, [6], [7, 8]),
            new ModuleCall.CompareOrdered(Comparison.GreaterOrEqual, bytes, [9]), new ModuleCall.RangeOrdered(bytes, [], [1]),
            new ModuleCall.Delegated(Scene.Binding, bytes, [Scene.Item(DelegatedKind.SumOrdered, "a:o", [1])]),
        ];
        foreach (var call in calls)
        {
            var encoded = ModuleCodec.Encode(call);
            Assert.Equal(encoded, ModuleCodec.Encode(ModuleCodec.DecodeCall(encoded)!));
            Assert.Null(ModuleCodec.DecodeCall([.. encoded, 0]));
            for (var length = 0; length < encoded.Length; length++)
            {
                Assert.Null(ModuleCodec.DecodeCall(encoded.AsSpan(0, length)));
            }
        }
        Assert.Null(ModuleCodec.DecodeCall([7]));
        var answers = ModuleCodec.Encode([ModuleAnswer.Truth(true), ModuleAnswer.Refused(ModuleCode.Stale), ModuleAnswer.Of(bytes)]);
        Assert.Equal(answers, ModuleCodec.Encode(ModuleCodec.DecodeAnswers(answers)!.Value));
        Assert.Null(ModuleCodec.DecodeAnswers([0, 0, 0, 1, 9, 0, 0, 0, 0, 0]));
        Assert.Null(ModuleCodec.DecodeAnswers([0, 0, 0, 1, 2, 1, 0, 0, 0, 0]));
        Assert.Throws<InvariantException>(() => ModuleAnswer.Refused(ModuleCode.Ok));
    }

    private ModuleAnswer Run(ModuleCall call)
    {
        var answer = Assert.Single(_scene.Module.Run(call));
        Assert.Equal(ModuleCodec.Encode([answer]), ModuleCodec.Encode(_scene.Uncached.Run(ModuleCodec.DecodeCall(ModuleCodec.Encode(call))!)));
        return answer;
    }
}
