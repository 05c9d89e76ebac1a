using System.Collections.Immutable;
using System.Net.Http.Headers;
using Scew.Client.Receipts;
using Scew.Client.Transport;
using Scew.Homomorphic.Hybrid;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Members;

/// <summary>What tests of changing members do to a running group: decide a plan, look at the handovers, and talk to members of any era.</summary>
internal static class Changing
{
    /// <summary>A plan with a new key of the secure modules, to which these newcomers consented.</summary>
    public static GroupPlan Plan(RunningGroup group, GenesisDocument present, IEnumerable<Merchant> merchants, params Newcomer[] newcomers)
    {
        using var secret = group.Net.Keys.Secret(KeyKind.Module, "modules-" + (present.Epoch + 1));
        using var key = HybridPrivateKey.Derive(secret.Bytes);
        ImmutableArray<Merchant> all = [.. merchants];
        var plan = GroupPlan.Unsigned(present.Hash(), present.Epoch, all, new GroupModules(key.PublicKey.ToArray(), all[0].Name));
        foreach (var newcomer in newcomers)
        {
            var index = all.ToList().FindIndex(one => one.Account == newcomer.Key.Account);
            plan = plan.With(index, newcomer.Key.Sign(plan.ConsentBytes()));
        }
        return plan;
    }

    /// <summary>The first of these members proposes, the others approve; the last height of the epoch.</summary>
    public static async Task<long> DecideAsync(RunningGroup group, GroupPlan plan, params int[] members)
    {
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new GroupPropose(plan.Text), group.Net.Merchants[members[0]].Key)).Code);
        var height = 0L;
        foreach (var member in members[1..])
        {
            var receipt = await group.SettleAsync(new GroupApprove(plan.Hash()), group.Net.Merchants[member].Key);
            Assert.Equal(Codes.Ok, receipt.Code);
            height = receipt.Height;
        }
        return height + 32;
    }

    /// <summary>The same in a later era, whose receipts the client of genesis does not read.</summary>
    public static async Task DecideLaterAsync(RunningGroup group, GenesisDocument era, Uri at, GroupPlan plan, params SigningKey[] members)
    {
        Assert.Equal(Codes.Ok, (await Changing.SettleAsync(group, era, at, group.Sign(new GroupPropose(plan.Text), members[0]))).Code);
        foreach (var member in members[1..])
        {
            Assert.Equal(Codes.Ok, (await Changing.SettleAsync(group, era, at, group.Sign(new GroupApprove(plan.Hash()), member))).Code);
        }
    }

    /// <summary>Waits until a merchant shows the complete handover into this epoch; all of them, followed from genesis.</summary>
    public static async Task<ImmutableArray<GenesisDocument>> UntilEpochAsync(RunningGroup group, long epoch, Uri at, Func<string>? told = null)
    {
        ImmutableArray<Handover> handovers = [];
        await RunningGroup.UntilAsync($"the handover to epoch {epoch}", async () => (handovers = await HandoversAsync(group, at)).Length >= epoch, 120, told);
        var (eras, fault) = Handover.Chain(group.Net.Genesis.Document, handovers, complete: true);
        Assert.Equal(HandoverFault.None, fault);
        Assert.Equal(epoch + 1, eras.Length);
        return eras;
    }

    public static async Task<byte[]> HandoverBytesAsync(RunningGroup group, Uri at) => await group.Http.GetByteArrayAsync(new Uri(at, "/v1/group/handovers"));

    /// <summary>Waits until a silo stands where another one does.</summary>
    public static Task UntilEqualAsync(RunningGroup group, Uri one, Uri other, Func<string>? told = null) => RunningGroup.UntilAsync($"{one} equals {other}", async () =>
    {
        var (first, second) = (await StatusAsync(group, one), await StatusAsync(group, other));
        return first is { StateRoot.Length: > 0 } && second is not null && first.ExecutedHeight == second.ExecutedHeight && first.StateRoot == second.StateRoot;
    }, 120, told);

    /// <summary>A request in an era, by one of its members; the receipt is verified with the era's keys.</summary>
    public static async Task<VerifiedReceipt> SettleAsync(RunningGroup group, GenesisDocument era, Uri at, SignedRequest request)
    {
        VerifiedReceipt? receipt = null;
        var reason = "";
        await RunningGroup.UntilAsync("the request is executed in epoch " + era.Epoch, async () =>
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(at, "/v1/requests")) { Content = new ReadOnlyMemoryContent(request.WireArray()) };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Request);
            try
            {
                using var response = await group.Http.SendAsync(message);
                (receipt, reason) = new ReceiptVerifier(era).Verify(await response.Content.ReadAsByteArrayAsync(), request);
                return receipt is not null;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, 60, () => reason);
        return receipt!;
    }

    private static async Task<StatusResponse?> StatusAsync(RunningGroup group, Uri url)
    {
        try
        {
            return ApiReader.Status(await group.Http.GetByteArrayAsync(new Uri(url, "/v1/status")));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<ImmutableArray<Handover>> HandoversAsync(RunningGroup group, Uri at)
    {
        try
        {
            return HandoverFile.Parse(await HandoverBytesAsync(group, at)) ?? [];
        }
        catch (HttpRequestException)
        {
            return [];
        }
    }
}
