using Scew.Client.Tests.Support;
using Scew.Client.Variables;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Variables;

/// <summary>Every operation on both types, through HTTP, execution and the secure module, in this process.</summary>
public sealed class OperationTests : IDisposable
{
    private readonly LedgerGroup _group = new();
    private readonly VariableUser _alice;

    public OperationTests() => _alice = new VariableUser(_group, "alice");

    [Theory]
    [InlineData(VariableType.Additive)]
    [InlineData(VariableType.Ordered)]
    public async Task WhatGoesInComesOutAndSums(VariableType type)
    {
        var id = _alice.Own("x");
        await _alice.Variables.CreateAsync(id, type, -5);
        Assert.Equal(-5, await _alice.Variables.GetAsync(id));
        await _alice.Variables.SetAsync(id, long.MaxValue - 7);
        await _alice.Variables.SumAsync(id, 7);
        Assert.Equal(long.MaxValue, await _alice.Variables.GetAsync(id));
        await _alice.Variables.SetAsync(id, long.MinValue);
        var view = await _alice.Variables.ViewAsync(id);
        Assert.Equal((long.MinValue, 4L, type, _alice.Account), (view.Value!.Value, view.Version, view.Type, view.Owner));
    }

    [Theory]
    [InlineData(VariableType.Additive)]
    [InlineData(VariableType.Ordered)]
    public async Task EveryComparisonHoldsAsItShould(VariableType type)
    {
        var id = _alice.Own("x");
        await _alice.Variables.CreateAsync(id, type, 10);
        foreach (var (comparison, argument, holds) in new[]
        {
            (Comparison.Equal, 10L, true), (Comparison.NotEqual, 10, false), (Comparison.Less, 11, true), (Comparison.LessOrEqual, 9, false), (Comparison.Greater, -11, true),
            (Comparison.GreaterOrEqual, 11, false),
        })
        {
            Assert.Equal(holds, (await _alice.Variables.CompareAsync(id, comparison, argument)).Holds);
        }
    }

    [Fact]
    public async Task ARangeOverBothTypesAnswersInTheOrderOfTheQuestion()
    {
        var values = new Dictionary<string, long> { ["a"] = 1, ["b"] = 5, ["c"] = 9, ["d"] = 5 };
        foreach (var (name, value) in values)
        {
            await _alice.Variables.CreateAsync(_alice.Own(name), name is "a" or "d" ? VariableType.Additive : VariableType.Ordered, value);
        }
        var asked = new[] { "d", "c", "b", "a" }.Select(_alice.Own).ToList();
        var outcome = await _alice.Variables.BetweenAsync(asked, 5, 9);
        Assert.Equal(["d", "c", "b"], outcome.Ids.Select(id => id[27..]));
        Assert.Equal(2, outcome.Receipts.Length);
        Assert.Equal(4, (await _alice.Variables.BetweenAsync(_alice.Own(""), long.MinValue, long.MaxValue)).Ids.Length);
        Assert.Empty((await _alice.Variables.BetweenAsync(_alice.Own("nothing"), 0, 1)).Ids);
    }

    [Fact]
    public async Task AConditionalUpdateMixesAllThreeTypes()
    {
        var (additive, ordered, wallet, other) = (_alice.Own("n"), _alice.Own("o"), _alice.Own("points"), _alice.Own("more"));
        await _alice.Variables.CreateAsync(additive, VariableType.Additive, 100);
        await _alice.Variables.CreateAsync(ordered, VariableType.Ordered, 3);
        Assert.Equal("ok", _group.Run(new CreateWallet(wallet, 0), _alice.Key));
        Assert.Equal("ok", _group.Run(new CreateWallet(other, 0), _alice.Key));
        Assert.Equal("ok", _group.Run(new Sum(wallet, 50), LedgerGroup.Keys.Signing("merchant/a")));
        VariableChange[] changes =
        [
            new VariableChange.Sum(additive, -30), new VariableChange.Sum(ordered, 4), new VariableChange.Transfer(wallet, other, 20),
        ];
        Assert.False((await _alice.Variables.UpdateAsync(new VariableCondition(additive, Comparison.Greater, 100), changes)).Done);
        Assert.True((await _alice.Variables.UpdateAsync(new VariableCondition(additive, Comparison.GreaterOrEqual, 100), changes)).Done);
        Assert.True((await _alice.Variables.UpdateAsync(new VariableCondition(ordered, Comparison.Equal, 7), [new VariableChange.Set(ordered, -1), new VariableChange.Set(additive, 1)])).Done);
        Assert.True((await _alice.Variables.UpdateAsync(new VariableCondition(wallet, Comparison.Equal, 30) { OfWallet = true }, [new VariableChange.Sum(ordered, 1)])).Done);
        Assert.Equal((1L, 0L), (await _alice.Variables.GetAsync(additive), await _alice.Variables.GetAsync(ordered)));
        Assert.Equal(30, WalletValue.Decode(_group.Find(RegisterKind.Wallet, wallet)!.Value)!.Value.Balance);
    }

    [Fact]
    public async Task OneKeyServesAllVariablesAndOnlyTheMasterFindsItAgain()
    {
        await _alice.Variables.CreateAsync(_alice.Own("a"), VariableType.Additive, 1);
        await _alice.Variables.CreateAsync(_alice.Own("b"), VariableType.Additive, 2);
        await _alice.Variables.CreateAsync(_alice.Own("c"), VariableType.Additive, 3, ownKey: true);
        using var restored = new VariableUser(_group, "alice", store: "new home");
        await restored.Variables.CreateAsync(_alice.Own("d"), VariableType.Additive, 4);
        await restored.Variables.CreateAsync(_alice.Own("e"), VariableType.Ordered, 5);
        var views = new List<VariableView>();
        await foreach (var view in restored.Variables.ListAsync(_alice.Own("")))
        {
            views.Add(view);
        }
        Assert.Equal([1, 2, 3, 4, 5], views.Select(static view => view.Value));
        Assert.Equal(views[0].Key, views[1].Key);
        Assert.Equal(views[0].Key, views[3].Key);
        Assert.NotEqual(views[0].Key, views[2].Key);
        Assert.Equal(views[4].Id, views[4].Key);
    }

    [Fact]
    public async Task RekeyKeepsTheValueAndChangesTheKey()
    {
        foreach (var type in new[] { VariableType.Additive, VariableType.Ordered })
        {
            var id = _alice.Own(type == VariableType.Additive ? "n" : "o");
            await _alice.Variables.CreateAsync(id, type, 42);
            var before = await _alice.Variables.ViewAsync(id);
            await _alice.Variables.RekeyAsync(id);
            await _alice.Variables.RekeyAsync(id);
            var after = await _alice.Variables.ViewAsync(id);
            Assert.Equal((42L, 3L), (after.Value!.Value, after.Version));
            Assert.NotEqual(before.Key, after.Key);
        }
        Assert.Equal(_alice.Own("o") + ".k3", (await _alice.Variables.ViewAsync(_alice.Own("o"))).Key);
    }

    [Fact]
    public async Task NoLabelEverServesTwoVariables()
    {
        foreach (var name in new[] { "x", "x.k2", "x.k2.k1" })
        {
            await _alice.Variables.CreateAsync(_alice.Own(name), VariableType.Ordered, 1);
            await _alice.Variables.RekeyAsync(_alice.Own(name));
            await _alice.Variables.RekeyAsync(_alice.Own(name));
        }
        var longest = _alice.Own(new string('y', 128 - 27));
        await _alice.Variables.CreateAsync(longest, VariableType.Ordered, 5);
        await _alice.Variables.RekeyAsync(longest);
        await _alice.Variables.RekeyAsync(longest);
        Assert.Equal(5, await _alice.Variables.GetAsync(longest));
        var labels = _group.Executed.Select(static request => request.Payload.Operation).Select(static operation => operation is CreateVariable create ? create.Key : ((Rekey)operation).Key).ToList();
        Assert.Equal(12, labels.Distinct().Count());
    }

    [Fact]
    public async Task LargeKeysAreAskedForInSmallerRequests()
    {
        using var wide = new VariableUser(_group, "wide", keyBits: 3072);
        var ids = Enumerable.Range(0, 45).Select(i => wide.Own($"v{i:00}")).ToList();
        foreach (var id in ids)
        {
            await wide.Variables.CreateAsync(id, VariableType.Additive, ids.IndexOf(id));
        }
        var outcome = await wide.Variables.BetweenAsync(ids, 40, 60);
        Assert.Equal((5, 2), (outcome.Ids.Length, outcome.Receipts.Length));
    }

    public void Dispose()
    {
        _alice.Dispose();
        _group.Dispose();
    }
}
