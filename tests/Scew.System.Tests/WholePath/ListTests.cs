using System.Collections.Immutable;
using Scew.Keys;
using Scew.Machines.Language;
using Scew.Protocol.Api;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.WholePath;

/// <summary>Pages of assets and machines, from every merchant, each entry with its proof.</summary>
[Collection(SharedGroup.Name)]
public sealed class ListTests(SharedGroup shared)
{
    private static readonly ImmutableSortedDictionary<string, MachineValue> Drill = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal)
        .Add("deposit", new MachineValue.Int(5)).Add("title", new MachineValue.Text("drill"));

    private readonly RunningGroup _group = shared.Group;

    [Fact]
    public async Task AssetsAreListedByTheirPrefixInOrderOfTheirIds()
    {
        using var owner = SigningKey.Create();
        var own = IdRules.OwnPrefix(owner.Account);
        string[] ids = [own + ":drill.1", own + ":drill.2", own + ":saw"];
        foreach (var id in ids.Reverse())
        {
            Assert.Equal(Codes.Ok, (await _group.SettleAsync(new AssetCreate(id, "builtin/eshare/1", Drill), owner)).Code);
        }
        await UntilListedAsync(RegisterKind.Asset, ids[0]);
        for (var merchant = 0; merchant < 4; merchant++)
        {
            Assert.Equal(ids, await ListAsync(RegisterKind.Asset, "assets?prefix=" + own, merchant));
            Assert.Equal(ids[..2], await ListAsync(RegisterKind.Asset, $"assets?prefix={own}:drill", merchant));
            Assert.Equal([ids[1]], await ListAsync(RegisterKind.Asset, $"assets?prefix={own}&after={ids[0]}&limit=1", merchant));
            Assert.Empty(await ListAsync(RegisterKind.Asset, $"assets?prefix={own}:x", merchant));
        }
    }

    [Fact]
    public async Task DeployedMachinesAreListed()
    {
        using var author = SigningKey.Create();
        var names = new List<string>();
        foreach (var name in new[] { "Lamp", "Lantern" })
        {
            var text = $"machine {name}\nstates Start, On\ntransition create: Start -> On\ntransition flip: On -> On\n";
            Assert.Equal(Codes.Ok, (await _group.SettleAsync(new MachineDeploy(text), author)).Code);
            names.Add(MachineText.NameOf(text));
        }
        names.Sort(StringComparer.Ordinal);
        await UntilListedAsync(RegisterKind.Machine, names[1]);
        for (var merchant = 0; merchant < 4; merchant++)
        {
            var all = await ListAsync(RegisterKind.Machine, "machines", merchant);
            Assert.All(names, name => Assert.Contains(name, all));
            Assert.Equal(all.Order(StringComparer.Ordinal), all);
            Assert.Equal(all.SkipWhile(name => string.CompareOrdinal(name, names[0]) <= 0).Take(1), await ListAsync(RegisterKind.Machine, $"machines?limit=1&after={names[0]}", merchant));
        }
    }

    [Fact]
    public async Task BadQuestionsAreRefused()
    {
        foreach (var path in new[] { "assets?prefix=NOTHING", "assets?after=NOTHING", "assets?limit=0", "assets?limit=101", "machines?after=builtin/eshare/1", "machines?limit=0", "machines?limit=101" })
        {
            (await _group.GetAsync("/v1/" + path)).IsProblem(Codes.BadId);
        }
        (await _group.GetAsync("/v1/assets?limit=many")).IsProblem(Codes.Malformed);
    }

    /// <summary>Ids of a page; every entry is certified and is the register that its id names.</summary>
    private async Task<string[]> ListAsync(RegisterKind kind, string query, int merchant)
    {
        var page = (await _group.GetAsync("/v1/" + query, merchant)).IsOk().Json;
        var verifier = _group.Client.Verifier;
        return [.. page.EnumerateArray().Select(item =>
        {
            var id = item.GetProperty("id").GetString()!;
            var read = CertifiedRegister.Parse(System.Text.Encoding.UTF8.GetBytes(item.GetRawText()))!;
            Assert.Equal(ProofFault.None, read.Check(new RegisterKey(kind, id), verifier.Group, verifier.Members));
            Assert.NotNull(read.Register);
            return id;
        })];
    }

    /// <summary>A receipt needs n-f merchants: the last may be a moment behind.</summary>
    private async Task UntilListedAsync(RegisterKind kind, string id)
    {
        var (height, reason) = await _group.Client.HeadAsync();
        Assert.True(height is not null, reason);
        for (var merchant = 0; merchant < 4; merchant++)
        {
            Assert.NotNull((await _group.Client.ReadCertifiedAsync(new RegisterKey(kind, id), merchant, height.Value)).Value?.Register);
        }
    }
}
