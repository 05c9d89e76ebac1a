using System.Collections.Concurrent;
using Scew.Client;
using Scew.Client.Variables;
using Scew.Homomorphic.Keys;
using Scew.Protocol.Requests;
using Scew.SystemTests.Canaries;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Members;

/// <summary>A merchant is removed, so the secure modules have another key; a customer that heard nothing of it seals to the one before.</summary>
[Trait("row", "A18")]
public sealed class RotatedModuleKeyTests
{
    private static readonly int[] Stay = [0, 1, 2];

    [Fact]
    public async Task WhatWasSealedToTheKeyBeforeIsSealedAnewOnce()
    {
        var rotates = false;
        await using var group = await RunningGroup.StartAsync(new GroupShape
        {
            Parameters = GroupShape.Impatient,
            Configure = (_, config) => config["nextModuleKey"] = rotates ? "module-1.key.json" : null,
        });
        using var newcomer = new Newcomer(group, "e");
        using var client = new ScewClient(group.Net.Genesis.Document, new ClientOptions { EraCheckEvery = Timeout.InfiniteTimeSpan, SubmitDeadline = TimeSpan.FromSeconds(90) });
        using var folder = new TempFolder();
        using var key = Keys.SigningKey.Create();
        using var master = new MasterSecret(CanarySecrets.Master);
        var told = new ConcurrentQueue<string>();
        using var variables = new EncryptedVariables(client, key, master, new VariableStore(folder.Path), new VariableHooks { Progress = told.Enqueue });
        var id = IdRules.OwnPrefix(key.Account) + ":a";
        await variables.CreateAsync(id, VariableType.Additive, 40);
        Assert.True((await variables.CompareAsync(id, Comparison.Equal, 40)).Holds);

        rotates = true;
        foreach (var merchant in Stay)
        {
            Newcomer.SaveModuleKey(group, group.Net.Merchants[merchant].Folder, "module-1", "modules-1");
            await group.Net.RestartAsync(merchant);
        }
        var present = group.Net.Genesis.Document;
        await Changing.DecideAsync(group, Changing.Plan(group, present, [.. present.Merchants[..3], newcomer.Merchant], newcomer), 0, 1, 2);
        await Changing.UntilEpochAsync(group, 1, group.Net.Merchants[0].Url, () => group.Log(0));

        Assert.Equal(0, client.Present.Epoch);
        Assert.DoesNotContain(told, static one => one.Contains("sealed anew", StringComparison.Ordinal));
        Assert.True((await variables.CompareAsync(id, Comparison.Equal, 40)).Holds);
        Assert.Single(told, static one => one.Contains("the modules' key; sealed anew", StringComparison.Ordinal));
        Assert.Equal((1L, 1L), (client.Present.Epoch, client.Present.ModulesEpoch));
        // And from now on at once.
        Assert.False((await variables.CompareAsync(id, Comparison.Equal, 41)).Holds);
        Assert.Single(told, static one => one.Contains("sealed anew", StringComparison.Ordinal));
    }
}
