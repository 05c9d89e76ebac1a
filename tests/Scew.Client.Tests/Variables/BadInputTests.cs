using Scew.Client.Tests.Support;
using Scew.Client.Variables;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Variables;

/// <summary>Whatever cannot be done has a code, a sentence and something to do, and is not sent where that can be known here.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly LedgerGroup _group = new();
    private readonly VariableUser _alice;
    private readonly VariableUser _bob;

    public BadInputTests()
    {
        _alice = new VariableUser(_group, "alice");
        _bob = new VariableUser(_group, "bob");
    }

    [Fact]
    public async Task EveryMistakeHasItsCode()
    {
        var (n, o) = (_alice.Own("n"), _alice.Own("o"));
        await _alice.Variables.CreateAsync(n, VariableType.Additive, 1);
        await _alice.Variables.CreateAsync(o, VariableType.Ordered, 1);
        var (alice, bob) = (_alice.Variables, _bob.Variables);
        VariableCondition condition = new(n, Comparison.Equal, 1);
        var many = Enumerable.Range(0, 17).Select(static i => new Account(Digest.Of([(byte)i]))).ToArray();
        (string Code, Func<Task> Act)[] mistakes =
        [
            (Codes.BadId, () => alice.GetAsync("Upper")),
            (Codes.BadId, () => alice.CreateAsync("", VariableType.Ordered, 1)),
            (Codes.OutsidePrefix, () => alice.CreateAsync(_bob.Own("x"), VariableType.Ordered, 1)),
            (Codes.UnknownVariable, () => alice.GetAsync(_alice.Own("nothing"))),
            (Codes.UnknownVariable, () => alice.SumAsync(_alice.Own("nothing"), 1)),
            (Codes.UnknownVariable, () => alice.BetweenAsync([n, _alice.Own("nothing")], 0, 1)),
            (Codes.Usage, () => alice.BetweenAsync([n, n], 0, 1)),
            (Codes.Usage, () => alice.BetweenAsync([n], 1, 0)),
            (Codes.Usage, () => alice.CompareAsync(n, (Comparison)7, 1)),
            (Codes.Usage, () => alice.CreateAsync(_alice.Own("y"), VariableType.Ordered, 1, writers: many)),
            (Codes.Usage, () => alice.CreateAsync(_alice.Own("y"), VariableType.Ordered, 1, readers: [_bob.Account, _bob.Account])),
            (Codes.Usage, () => alice.UpdateAsync(condition, [])),
            (Codes.Usage, () => alice.UpdateAsync(condition, [new VariableChange.Sum(o, 1), new VariableChange.Set(o, 1)])),
            (Codes.NotPermitted, () => bob.GetAsync(o)),
            (Codes.NotPermitted, () => bob.GetAsync(n)),
            (Codes.NotPermitted, () => bob.SetAsync(o, 1)),
            (Codes.NotPermitted, () => bob.CompareAsync(n, Comparison.Equal, 1)),
            (Codes.NotOwner, () => bob.RekeyAsync(n)),
        ];
        var sent = _group.Executed.Count;
        foreach (var (code, act) in mistakes)
        {
            var failure = await Assert.ThrowsAsync<VariableException>(act);
            Assert.Equal((code, null), (failure.Code, failure.Receipt));
            Assert.NotEmpty(failure.Message);
        }
        Assert.Equal(sent, _group.Executed.Count);
    }

    [Fact]
    public async Task WhatOnlyTheGroupKnowsIsARefusalWithAReceipt()
    {
        var n = _alice.Own("n");
        await _alice.Variables.CreateAsync(n, VariableType.Additive, 1);
        await _alice.Variables.CreateAsync(_alice.Own("o"), VariableType.Ordered, long.MaxValue);
        (string Code, Func<Task> Act)[] refused =
        [
            (Codes.AlreadyExists, () => _alice.Variables.CreateAsync(n, VariableType.Ordered, 1)),
            (Codes.OutsidePrefix, () => _alice.Variables.CreateAsync("plain", VariableType.Ordered, 1)),
            (Codes.NotOwner, () => _bob.Variables.SumAsync(n, 1)),
            (Codes.Overflow, () => _alice.Variables.SumAsync(_alice.Own("o"), 1)),
        ];
        foreach (var (code, act) in refused)
        {
            var failure = await Assert.ThrowsAsync<VariableException>(act);
            Assert.Equal(code, failure.Code);
            Assert.Equal(code, failure.Receipt!.Code);
        }
    }

    [Fact]
    public async Task AnAdditiveSumBeyond64BitsIsOutOfRangeAndNoWrongNumber()
    {
        var id = _alice.Own("n");
        await _alice.Variables.CreateAsync(id, VariableType.Additive, long.MaxValue);
        await _alice.Variables.SumAsync(id, 1);
        var failure = await Assert.ThrowsAsync<VariableException>(() => _alice.Variables.GetAsync(id));
        Assert.Equal(Codes.Overflow, failure.Code);
        Assert.Contains("out of range", failure.Message, StringComparison.Ordinal);
        var view = await _alice.Variables.ViewAsync(id);
        Assert.Equal((VariableReading.OutOfRange, null), (view.Reading, view.Value));
        Assert.Equal(Codes.Overflow, (await Assert.ThrowsAsync<VariableException>(() => _alice.Variables.RekeyAsync(id))).Code);
        Assert.True((await _alice.Variables.CompareAsync(id, Comparison.Greater, long.MaxValue)).Holds);
        await _alice.Variables.SumAsync(id, -1);
        Assert.Equal(long.MaxValue, await _alice.Variables.GetAsync(id));
    }

    [Fact]
    public async Task AnotherMasterSecretReadsAndOverwritesNothing()
    {
        var (n, o) = (_alice.Own("n"), _alice.Own("o"));
        await _alice.Variables.CreateAsync(n, VariableType.Additive, 1);
        await _alice.Variables.CreateAsync(o, VariableType.Ordered, 1);
        using var stranger = new VariableUser(_group, "alice", master: "stranger", store: "stranger");
        Assert.Equal(Codes.KeyLocked, (await Assert.ThrowsAsync<VariableException>(() => stranger.Variables.GetAsync(n))).Code);
        Assert.Equal(Codes.CorruptRecord, (await Assert.ThrowsAsync<VariableException>(() => stranger.Variables.GetAsync(o))).Code);
        Assert.Equal(Codes.CorruptRecord, (await Assert.ThrowsAsync<VariableException>(() => stranger.Variables.SetAsync(o, 2))).Code);
        Assert.Equal(1, await _alice.Variables.GetAsync(o));
        await stranger.Variables.SetAsync(o, 2, overwrites: true);
        Assert.Equal(2, await stranger.Variables.GetAsync(o));
    }

    [Fact]
    public async Task AGroupWithoutModulesDelegatesNothingAndDoesTheRest()
    {
        using var group = new LedgerGroup(hasModules: false);
        using var alice = new VariableUser(group, "alice");
        await alice.Variables.CreateAsync(alice.Own("n"), VariableType.Additive, 1);
        await alice.Variables.CreateAsync(alice.Own("o"), VariableType.Ordered, 1);
        await alice.Variables.SumAsync(alice.Own("n"), 1);
        Assert.True((await alice.Variables.CompareAsync(alice.Own("o"), Comparison.Less, 2)).Holds);
        Assert.Equal(Codes.NoModules, (await Assert.ThrowsAsync<VariableException>(() => alice.Variables.SumAsync(alice.Own("o"), 1))).Code);
        Assert.Equal(Codes.NoModules, (await Assert.ThrowsAsync<VariableException>(() => alice.Variables.CompareAsync(alice.Own("n"), Comparison.Less, 2))).Code);
    }

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
        _group.Dispose();
    }
}
