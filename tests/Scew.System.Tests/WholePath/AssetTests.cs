using System.Collections.Immutable;
using System.Text;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.WholePath;

/// <summary>A tool's life under the shipped machine.</summary>
[Collection(SharedGroup.Name)]
public sealed class AssetTests(SharedGroup shared)
{
    private const string Machine = "builtin/eshare/1";
    private static readonly ImmutableSortedDictionary<string, MachineValue> Nothing = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal);
    private readonly RunningGroup _group = shared.Group;

    [Fact]
    public async Task ToolIsCreatedOfferedAndAnIllegalHandOverIsRefusedWithItsReason()
    {
        using var owner = SigningKey.Create();
        using var other = SigningKey.Create();
        var id = await CreateAsync(owner);
        var later = RunningGroup.Now + 3_600_000;

        var stranger = await _group.SettleAsync(Offer(id, other, later), other);
        var past = await _group.SettleAsync(Offer(id, other, RunningGroup.Now - 60_000), owner);
        var early = await _group.SettleAsync(new AssetTransition(id, "giveBack", Nothing), owner);
        var good = await _group.SettleAsync(Offer(id, other, later), owner);

        Assert.Contains("only the owner offers a tool", Encoding.UTF8.GetString(stranger.Bytes.Span), StringComparison.Ordinal);
        Assert.NotEqual(Codes.Ok, stranger.Code);
        Assert.Equal(Codes.GuardRefused, past.Code);
        Assert.Contains("the return date is in the past", past.Message, StringComparison.Ordinal);
        Assert.Equal(Codes.WrongState, early.Code);
        Assert.Equal(Codes.Ok, good.Code);
        var read = await _group.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Asset, id), 2);
        Assert.Equal("Offered", read.Value?.Register?.State);
    }

    [Fact]
    public async Task UnknownMachineTransitionAssetAndInputAreRefusedWithTheirCodes()
    {
        using var owner = SigningKey.Create();
        var id = await CreateAsync(owner);
        var missing = IdRules.OwnPrefix(owner.Account) + ":missing";

        Assert.Equal(Codes.UnknownMachine, (await _group.SettleAsync(new AssetCreate(missing, "builtin/nothing/1", Nothing), owner)).Code);
        Assert.Equal(Codes.UnknownTransition, (await _group.SettleAsync(new AssetTransition(id, "explode", Nothing), owner)).Code);
        Assert.Equal(Codes.UnknownAsset, (await _group.SettleAsync(new AssetTransition(missing, "retire", Nothing), owner)).Code);
        Assert.Equal(Codes.BadInput, (await _group.SettleAsync(new AssetTransition(id, "offer", Nothing), owner)).Code);
        Assert.Equal(Codes.AlreadyExists, (await _group.SettleAsync(new AssetCreate(id, Machine, Drill), owner)).Code);
        Assert.Equal(Codes.OutsidePrefix, (await _group.SettleAsync(new AssetCreate("drill", Machine, Drill), owner)).Code);
        var read = await _group.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Asset, id));
        Assert.Equal("Ready", read.Value?.Register?.State);
    }

    [Fact]
    public async Task AbsentAssetIsProvenAbsent()
    {
        var read = await _group.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Asset, "no-such-asset"));

        Assert.True(read.Value is { Register: null }, read.Reason);
    }

    private static ImmutableSortedDictionary<string, MachineValue> Drill =>
        Nothing.Add("deposit", new MachineValue.Int(5)).Add("title", new MachineValue.Text("drill"));

    private static AssetTransition Offer(string id, SigningKey to, long until) =>
        new(id, "offer", Nothing.Add("to", new MachineValue.AccountRef(to.Account)).Add("until", new MachineValue.Time(until)));

    private async Task<string> CreateAsync(SigningKey owner)
    {
        var id = IdRules.OwnPrefix(owner.Account) + ":drill";
        Assert.Equal(Codes.Ok, (await _group.SettleAsync(new AssetCreate(id, Machine, Drill), owner)).Code);
        return id;
    }
}
