using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;
using Scew.Storage;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Members;

/// <summary>Silos that slept through a change of members, and whom nobody dials afterwards.</summary>
[Trait("row", "A18")]
public sealed class SleptThroughTests
{
    private const int Moved = 0;
    private const int Removed = 2;

    [Fact]
    public async Task WhoSleptThroughAChangeAndIsDialledByNobodyAsksAndFollowsOrIsTold()
    {
        var (rotates, isCutOff) = (false, false);
        await using var group = await RunningGroup.StartAsync(new GroupShape
        {
            Parameters = GroupShape.Impatient,
            Configure = (member, config) =>
            {
                config["nextLinkKey"] = rotates && member == Moved ? "link-1.key.json" : null;
                if (isCutOff && member == Removed)
                {
                    config["peerRoutes"] = new JsonObject { ["a"] = "127.0.0.1:1", ["b"] = "127.0.0.1:1", ["d"] = "127.0.0.1:1" };
                }
            },
        });
        var present = group.Net.Genesis.Document;
        var (a, b) = (group.Net.Merchants[Moved].Url, group.Net.Merchants[1].Url);
        using var link = group.Net.Keys.Link("merchant/a/1");
        Newcomer.SaveLink(group.Net.Merchants[Moved].Folder, link, "link-1");

        await AccuseAsync(group, 1);

        // The first one dials nobody. Now it stands last, where nobody dials it, and the others know another link key of it.
        await group.Net.StopAsync(Moved);
        var moved = present.Merchants[Moved] with { LinkKeyPin = link.Pin };
        await Changing.DecideAsync(group, Changing.Plan(group, present, [.. present.Merchants[1..], moved]), 1, 2, 3);
        var eras = await Changing.UntilEpochAsync(group, 1, b, () => group.Log(1));
        rotates = true;
        await group.Net.RestartAsync(Moved);
        await Changing.UntilEqualAsync(group, a, b, () => group.Log(Moved));
        Assert.Contains("showed how epoch 0 ended; this silo follows", group.Log(Moved), StringComparison.Ordinal);
        Assert.Equal(Codes.Ok, (await Changing.SettleAsync(group, eras[1], a, group.Sign(new CreateWallet("again", 0), group.Net.Merchants[Moved].Key))).Code);

        // Index 1 is another one's now.
        Assert.Equal("c", eras[1].Merchants[1].Name);
        Assert.Equal(["b"], await AccusedAsync(group, 3));

        // One that was removed while it slept learns it from those whom it dials, though its link key is nobody's any more.
        using var newcomer = new Newcomer(group, "e");
        await group.Net.StopAsync(Removed);
        var plan = Changing.Plan(group, eras[1], [.. eras[1].Merchants.Where(static one => one.Name != "c"), newcomer.Merchant], newcomer);
        await Changing.DecideLaterAsync(group, eras[1], b, plan, group.Net.Merchants[1].Key, group.Net.Merchants[3].Key, group.Net.Merchants[Moved].Key);
        await Changing.UntilEpochAsync(group, 2, b, () => group.Log(1));
        var data = Path.Combine(group.Net.Merchants[Removed].Folder, "data");
        Copy(data, data + "-before");
        group.Net.Launch(Removed);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Assert.Equal(2, await group.Net.Merchants[Removed].Process.WaitForExitAsync(limit.Token));
        Assert.Contains("is no merchant of group 'dev' any more since epoch 2", group.Log(Removed), StringComparison.Ordinal);

        await HalfAHandoverIsCompletedByAPeerAsync(group, 3);

        // And one that reaches nobody goes by a file.
        isCutOff = true;
        Directory.Delete(data, recursive: true);
        Copy(data + "-before", data);
        group.Net.Launch(Removed);
        await group.Net.StopAsync(Removed);
        var handovers = Path.Combine(group.Net.Folder, "handovers.json");
        await File.WriteAllBytesAsync(handovers, await Changing.HandoverBytesAsync(group, b));
        var config = Path.Combine(group.Net.Merchants[Removed].Folder, "silo.json");
        (await SiloRun.StartAsync("run", "--config", config, "--handovers", handovers)).Refused(2, "is no merchant of group 'dev' any more since epoch 2");
        (await SiloRun.StartAsync("run", "--config", config, "--handovers", config)).Refused(2, "is no file of handovers");
    }

    /// <summary>A proof that this member attested two states, brought by a customer to another one.</summary>
    private static async Task AccuseAsync(RunningGroup group, int member)
    {
        var genesis = group.Genesis;
        var states = new[] { "one", "two" }.Select(name => new AttestedState(0, 1, Digest.Of("block"u8), 1, Digest.Of(Encoding.UTF8.GetBytes(name)), Digest.Of("results"u8), 0));
        var attestations = states.Select(state => new Attestation(state, member, group.Net.Merchants[member].Key.Sign(state.SigningBytes(genesis)))).ToArray();
        var proof = EvidenceCodec.Encode(new ConflictingAttestations(attestations[0], attestations[1]));
        var taken = await group.SendAsync(HttpMethod.Post, "/v1/evidence", proof, 3, [], "application/octet-stream");
        Assert.True(taken.Status == 200, Encoding.UTF8.GetString(taken.Body));
        await RunningGroup.UntilAsync("the evidence is kept", async () => (await AccusedAsync(group, 3)).Count > 0);
    }

    private static async Task<List<string>> AccusedAsync(RunningGroup group, int at)
    {
        using var page = JsonDocument.Parse((await group.GetAsync("/v1/evidence", at)).IsOk().Body);
        return [.. page.RootElement.GetProperty("items").EnumerateArray().Select(static one => one.GetProperty("merchant").GetString()!)];
    }

    /// <summary>
    /// Who went from one epoch over the next while it slept did not see who signed the beginning of that one: without the second half it could show customers nothing of later eras either.
    /// </summary>
    private static async Task HalfAHandoverIsCompletedByAPeerAsync(RunningGroup group, int member)
    {
        await group.Net.StopAsync(member);
        await using (var store = await SqliteReplicaStore.OpenAsync(Path.Combine(group.Net.Merchants[member].Folder, "data"), group.Genesis, null))
        {
            var first = (await store.ReadErasAsync())[0];
            await store.CompleteEraAsync(first with { Handover = (Handover.Parse(first.Handover)! with { Begun = [] }).Encode() });
        }
        await group.Net.RestartAsync(member);
        Assert.Equal("[]", Encoding.UTF8.GetString(await Changing.HandoverBytesAsync(group, group.Net.Merchants[member].Url)));
        await Changing.UntilEpochAsync(group, 2, group.Net.Merchants[member].Url, () => group.Log(member));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
