using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Modules;

/// <summary>Variables and keys over HTTP, from every merchant and with proofs.</summary>
[Collection(SharedGroup.Name)]
public sealed class VariableReadTests(SharedGroup shared)
{
    private readonly RunningGroup _group = shared.Group;

    [Fact]
    public async Task WhatACustomerMakesIsReadEverywhereAndListedByItsPrefix()
    {
        using var customer = new Customer(_group);
        string[] ids = [customer.Id("a"), customer.Id("b"), customer.Id("c.1"), customer.Id("c.2")];
        await customer.Variables.CreateAsync(ids[0], VariableType.Additive, 40);
        foreach (var id in ids[1..])
        {
            await customer.Variables.CreateAsync(id, VariableType.Ordered, 7);
        }
        await customer.Variables.PublishKeyAsync();
        await customer.Variables.SumAsync(ids[0], 2);
        await customer.Variables.SumAsync(ids[1], -10);
        Assert.Equal((42, -3), (await customer.Variables.GetAsync(ids[0]), await customer.Variables.GetAsync(ids[1])));
        Assert.True((await customer.Variables.CompareAsync(ids[0], Comparison.Greater, 41)).Holds);
        Assert.Equal([ids[0]], (await customer.Variables.BetweenAsync([ids[0]], 42, 50)).Ids.ToArray());

        var (height, reason) = await _group.Client.HeadAsync();
        Assert.True(height is not null, reason);
        for (var merchant = 0; merchant < 4; merchant++)
        {
            var variable = await ReadAsync(RegisterKind.Variable, ids[0], merchant, height.Value);
            Assert.Equal(customer.Key.Account, variable.Owner);
            var label = VariableValue.Decode(VariableType.Additive, variable.Value)!.Key;
            Assert.Equal(PaillierKeyValue.Contract, (await ReadAsync(RegisterKind.PaillierKey, label, merchant, height.Value)).Contract);
            Assert.Equal(EncryptionKeyValue.Contract, (await ReadAsync(RegisterKind.EncryptionKey, customer.Key.Account.ToString(), merchant, height.Value)).Contract);
        }
        Assert.Equal(ids, await IdsAsync("prefix=" + customer.Id("")[..^1]));
        Assert.Equal(ids[2..], await IdsAsync("prefix=" + customer.Id("c")));
        Assert.Equal([ids[1]], await IdsAsync($"prefix={customer.Id("")[..^1]}&after={ids[0]}&limit=1"));
        Assert.Empty(await IdsAsync("prefix=" + customer.Id("d")));
        Assert.Contains(ids[3], await IdsAsync(""));
    }

    [Fact]
    public async Task WhatIsNotThereIsProvenAbsentAndABadIdRefused()
    {
        await _group.NewWalletAsync(0);
        foreach (var (kind, id) in new[] { (RegisterKind.Variable, "nothing"), (RegisterKind.PaillierKey, "nothing"), (RegisterKind.EncryptionKey, new string('A', 43)) })
        {
            var read = await _group.Client.ReadLinearizableAsync(new RegisterKey(kind, id));
            Assert.True(read.Value is { Register: null }, read.Reason);
        }
        foreach (var path in new[] { "variables/NOTHING", "keys/NOTHING", "encryption-keys/nothing", "variables?after=NOTHING", "variables?prefix=NOTHING", "variables?limit=101", "variables?limit=0" })
        {
            (await _group.GetAsync("/v1/" + path)).IsProblem(Codes.BadId);
        }
    }

    private async Task<Register> ReadAsync(RegisterKind kind, string id, int merchant, long height)
    {
        var read = await _group.Client.ReadCertifiedAsync(new RegisterKey(kind, id), merchant, height);
        Assert.True(read.Value?.Register is not null, read.Reason);
        return read.Value.Register;
    }

    private async Task<string[]> IdsAsync(string query)
    {
        var page = (await _group.GetAsync("/v1/variables?" + query)).IsOk().Json.EnumerateArray();
        return [.. page.Select(static one => one.GetProperty("id").GetString()!)];
    }
}
