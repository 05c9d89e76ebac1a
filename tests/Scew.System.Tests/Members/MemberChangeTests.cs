using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Members;

/// <summary>Members change while the group runs: real silos, real links, real databases.</summary>
[Trait("row", "A18")]
public sealed class MemberChangeTests
{
    [Fact]
    [Trait("row", "E11")]
    public async Task AMerchantIsReplacedAndTheNewOneIsAsGoodAsTheOthers()
    {
        await using var group = await RunningGroup.StartAsync();
        using var newcomer = new Newcomer(group, "e");
        var present = group.Net.Genesis.Document;
        var (customer, wallet) = await group.NewWalletAsync(100);
        var plan = Changing.Plan(group, present, [.. present.Merchants[..3], newcomer.Merchant], newcomer);
        var last = await Changing.DecideAsync(group, plan, 0, 1, 2);
        var a = group.Net.Merchants[0].Url;
        var eras = await Changing.UntilEpochAsync(group, 1, a, () => group.Log(0));
        Assert.Equal(["a", "b", "c", "e"], eras[1].Merchants.Select(static one => one.Name));
        Assert.Equal(last, eras[1].ToGroup().Start.Height);

        await newcomer.JoinAsync(await Changing.HandoverBytesAsync(group, a));
        await Changing.UntilEqualAsync(group, newcomer.Url, a, () => newcomer.Log);
        // The one that was replaced has ended, and says why.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        Assert.Equal(2, await group.Net.Merchants[3].Process.WaitForExitAsync(limit.Token));
        Assert.Contains("is no merchant of group 'dev' any more since epoch 1", group.Log(3), StringComparison.Ordinal);

        // Without the newcomer there would be two.
        await group.Net.StopAsync(2);
        var receipt = await Changing.SettleAsync(group, eras[1], newcomer.Url, group.Sign(new Transfer(wallet, "shop:none", 1, null), customer));
        Assert.Equal(Codes.UnknownWallet, receipt.Code);
        Assert.Equal(Codes.Ok, (await Changing.SettleAsync(group, eras[1], newcomer.Url, group.Sign(new CreateWallet("late", 0), newcomer.Key))).Code);
        Assert.Equal(Codes.NotMember, (await Changing.SettleAsync(group, eras[1], a, group.Sign(new GroupApprove(plan.Hash()), group.Net.Merchants[3].Key))).Code);
    }

    [Fact]
    public async Task WhoWasAwayFollowsAndCountsTogetherWithTheNewcomer()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { Parameters = GroupShape.Impatient });
        using var newcomer = new Newcomer(group, "e");
        var present = group.Net.Genesis.Document;
        await group.Net.StopAsync(3);
        // c goes, e comes, d is away: of the next four only a and b have the last block.
        var plan = Changing.Plan(group, present, [present.Merchants[0], present.Merchants[1], present.Merchants[3], newcomer.Merchant], newcomer);
        await Changing.DecideAsync(group, plan, 0, 1, 2);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await group.Net.Merchants[2].Process.WaitForExitAsync(limit.Token);

        await group.Net.RestartAsync(3);
        var (a, d) = (group.Net.Merchants[0].Url, group.Net.Merchants[3].Url);
        var eras = await Changing.UntilEpochAsync(group, 1, a, () => group.Log(0) + "\n====\n" + group.Log(3));
        await Changing.UntilEqualAsync(group, d, a, () => group.Log(3));
        Assert.Contains("showed how epoch 0 ended; this silo follows", group.Log(3), StringComparison.Ordinal);
        await newcomer.JoinAsync(await Changing.HandoverBytesAsync(group, a));
        await Changing.UntilEqualAsync(group, newcomer.Url, a, () => newcomer.Log);

        await group.Net.StopAsync(0);
        Assert.Equal(Codes.Ok, (await Changing.SettleAsync(group, eras[1], d, group.Sign(new CreateWallet("late", 0), newcomer.Key))).Code);
        // What the old era certified is told by its own certificates still, and a restart finds the era on the disk.
        await group.Net.RestartAsync(0);
        await Changing.UntilEqualAsync(group, a, d, () => group.Log(0));
    }

    [Fact]
    [Trait("row", "E11")]
    public async Task MembersAreAddedRemovedAndChangeTheirKeysOneEraAfterTheOther()
    {
        var rotates = false;
        await using var group = await RunningGroup.StartAsync(new GroupShape
        {
            Configure = (member, config) =>
            {
                config["nextKey"] = rotates && member == 1 ? "signing-1.key.json" : null;
                config["nextLinkKey"] = rotates && member == 1 ? "link-1.key.json" : null;
            },
        });
        using var newcomer = new Newcomer(group, "e");
        var (a, b) = (group.Net.Merchants[0].Url, group.Net.Merchants[1].Url);
        var present = group.Net.Genesis.Document;

        // Five.
        await Changing.DecideAsync(group, Changing.Plan(group, present, [.. present.Merchants, newcomer.Merchant], newcomer), 0, 1, 2);
        var eras = await Changing.UntilEpochAsync(group, 1, a, () => string.Join("\n====\n", Enumerable.Range(0, 4).Select(group.Log)));
        Assert.Equal((5, 4), (eras[1].ToGroup().Size, eras[1].ToGroup().Quorum));
        await newcomer.JoinAsync(await Changing.HandoverBytesAsync(group, a));
        await Changing.UntilEqualAsync(group, newcomer.Url, a, () => newcomer.Log);

        // The second one takes new keys: its process knows both before the turn.
        using var key = group.Net.Keys.Signing("merchant/b/1");
        using var link = group.Net.Keys.Link("merchant/b/1");
        Newcomer.SaveKeys(group.Net.Merchants[1].Folder, key, "signing-1", link, "link-1");
        rotates = true;
        await group.Net.StopAsync(1);
        await group.Net.RestartAsync(1);
        var changed = eras[1].Merchants[1] with { Key = key.PublicKey, LinkKeyPin = link.Pin };
        var plan = Changing.Plan(group, eras[1], eras[1].Merchants.SetItem(1, changed));
        plan = plan.With(1, key.Sign(plan.ConsentBytes()));
        await Changing.DecideLaterAsync(group, eras[1], a, plan, group.Net.Merchants[0].Key, group.Net.Merchants[2].Key, group.Net.Merchants[3].Key, newcomer.Key);
        eras = await Changing.UntilEpochAsync(group, 2, a, () => group.Log(1));
        await Changing.UntilEqualAsync(group, b, a, () => group.Log(1));
        // The old key still is an issuer's, which genesis names, and no member's.
        Assert.Equal(Codes.NotMember, (await Changing.SettleAsync(group, eras[2], b, group.Sign(new GroupApprove(plan.Hash()), group.Net.Merchants[1].Key))).Code);
        Assert.Equal(Codes.Ok, (await Changing.SettleAsync(group, eras[2], b, group.Sign(new CreateWallet("new-key", 0), key))).Code);

        // And four again: the first one goes.
        await Changing.DecideLaterAsync(
            group, eras[2], b, Changing.Plan(group, eras[2], eras[2].Merchants[1..]), key, group.Net.Merchants[2].Key, group.Net.Merchants[3].Key, newcomer.Key);
        eras = await Changing.UntilEpochAsync(group, 3, newcomer.Url, () => newcomer.Log);
        Assert.Equal(["b", "c", "d", "e"], eras[3].Merchants.Select(static one => one.Name));
        Assert.Equal(Codes.Ok, (await Changing.SettleAsync(group, eras[3], newcomer.Url, group.Sign(new CreateWallet("in-epoch-3", 0), newcomer.Key))).Code);
        // A start with the old configuration's keys beside the new ones finds its place in the last era.
        await group.Net.StopAsync(1);
        await group.Net.RestartAsync(1);
        await Changing.UntilEqualAsync(group, b, newcomer.Url, () => group.Log(1));
    }
}
