using Scew.Protocol;

namespace Scew.Storage.Tests.Postgres;

/// <summary>
/// Connections cut around COMMIT, one after the other: each write either is on disk whole or not at all, the store that saw the cut is broken, and the next start reads which it was
/// and goes on.
/// </summary>
internal static class CutCommits
{
    /// <summary>Runs <paramref name="cuts"/> cuts; gives how many of the writes were on disk although their caller never learned it.</summary>
    internal static async Task<int> RunAsync(PostgresCluster cluster, int cuts)
    {
        var log = new TrueLog(cuts, cuts, requests: 2);
        var direct = await cluster.NewDatabaseAsync();
        await PostgresReplicaStore.InitializeAsync(direct, Samples.Genesis, 1);
        using var proxy = new CutProxy(cluster.Port);
        var through = cluster.Address(new Uri(direct).UserInfo, new Uri(direct).AbsolutePath[1..], proxy.Port);
        var kept = 0;
        for (var height = 1; height <= cuts; height++)
        {
            kept += await CutOnceAsync(proxy, through, log, height) ? 1 : 0;
            await GoOnAsync(direct, log, height);
        }
        await using var store = await OpenAsync(direct, new StoreHooks());
        Assert.Null((await store.AuditAsync()).Fault);
        Assert.Equal(cuts, (await store.ReadVotesAboveAsync(0)).Length);
        Assert.Equal(log.Head(cuts), await store.ReadHeadAsync());
        return kept;
    }

    private static async Task<bool> CutOnceAsync(CutProxy proxy, string through, TrueLog log, int height)
    {
        var commits = 0;
        var cutAt = height % 2 == 0 ? 2 : 3;
        var cut = (Cut)(height / 2 % 3);
        await using var store = await OpenAsync(through, new StoreHooks
        {
            BeforeCommit = _ =>
            {
                if (++commits == cutAt)
                {
                    proxy.Arm(cut);
                }
            },
        });
        var activation = Activation(height);
        await store.TakeLeaseAsync(activation);
        var failure = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await store.WriteSafetyAsync(log.Safety(activation, height, height));
            await store.ApplyAsync(log.Applied(activation, height, height));
        });
        Assert.Equal(StoreFault.Failed, failure.Fault);
        Assert.Equal(StoreFault.Failed, (await Assert.ThrowsAsync<StoreException>(() => store.WriteSafetyAsync(Samples.Safety(activation)))).Fault);
        Assert.Equal(StoreFault.Failed, (await Assert.ThrowsAsync<StoreException>(() => store.ReadHeadAsync())).Fault);
        return cut != Cut.BeforeSending;
    }

    private static async Task GoOnAsync(string direct, TrueLog log, int height)
    {
        await using var store = await OpenAsync(direct, new StoreHooks());
        var activation = Digest.Of(BitConverter.GetBytes(-height));
        await store.TakeLeaseAsync(activation);
        var votes = await store.ReadVotesAboveAsync(height - 1);
        var head = (await store.ReadHeadAsync())?.Height ?? 0;
        Assert.InRange(votes.Length, 0, 1);
        Assert.InRange(head, height - 1, height);
        // What was acknowledged is there: the safety write, where the cut came at the applied set.
        Assert.True(height % 2 == 0 || votes.Length == 1);
        Same.Blocks(votes.Length == 1 ? [log.Block(height)] : [], await store.ReadBlocksAboveAsync(height - 1));
        await store.WriteSafetyAsync(log.Safety(activation, height, height));
        if (head < height)
        {
            await store.ApplyAsync(log.Applied(activation, height, height));
        }
    }

    private static Digest Activation(int height) => Digest.Of(BitConverter.GetBytes(height));

    /// <summary>The server may take a moment to notice the end of the last connection, which holds the lock.</summary>
    private static async Task<PostgresReplicaStore> OpenAsync(string address, StoreHooks hooks)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await PostgresReplicaStore.OpenAsync(address, Samples.Genesis, 1, hooks);
            }
            catch (StoreException failure) when (failure.Fault == StoreFault.InUse && attempt < 10)
            {
                await Task.Delay(50);
            }
        }
    }
}
