using System.Reflection;
using Scew.Keys;
using Scew.Protocol.Requests;
using Scew.Storage;

namespace Scew.Grains.Tests.Transfers;

/// <summary>What a start reads and how long it may take: whatever a group did in its last days, every merchant can start again.</summary>
public sealed class RestartCostTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-restart-").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Ids of requests with one signer are of no use once their window of two minutes is over; a start that holds those of two days needs 700 times the memory.</summary>
    [Fact, Trait("row", "D2")]
    public async Task D2_a_start_remembers_about_as_many_ids_as_the_process_before_it()
    {
        using var group = new TestGroup(stepMs: 1000);
        group.MakeUpTo(3000);
        await using var merchant = await TestMerchant.StartAsync(group, 0, Path.Combine(_folder, "0"));
        await merchant.ExecuteUpToAsync(3000);
        var ids = group.Blocks.SelectMany(block => block.Requests).Select(request => request.Id).ToArray();
        var remembered = (await merchant.Ledger.ExecutedAsync([.. ids.SelectMany(id => id.ToArray())])).Count(one => one);
        var (state, _) = await merchant.Get<LedgerHistory>().LoadAsync();
        Assert.InRange(remembered, 100, 1000);
        Assert.InRange(state.RememberedIds, remembered, 4 * remembered);
    }

    /// <summary>A request with several signers can come again for a day.</summary>
    [Fact, Trait("row", "F7")]
    public async Task F7_a_start_remembers_what_several_signed_as_long_as_it_can_come_again()
    {
        using var group = new TestGroup(stepMs: 1000);
        group.MakeUpTo(10);
        var time = group.Blocks[^1].Block.Header.TimeMs;
        const long Hour = 3_600_000;
        var once = RequestSigner.Sign(group.Group.Genesis, new Sum(group.Wallet(0), 5), time + 20 * Hour, group.Keys[0], group.Keys[1]).Request!;
        group.Add(time + 1000, once);
        group.Add(time + 10 * Hour, once);
        await using (var before = await TestMerchant.StartAsync(group, 0, Path.Combine(_folder, "0")))
        {
            await before.ExecuteUpToAsync(11);
        }
        await using var merchant = await TestMerchant.StartAsync(group, 0, Path.Combine(_folder, "0"));
        Assert.True(Assert.Single(await merchant.Ledger.ExecutedAsync(once.Id.ToArray())));
        Assert.Equal(0, (await merchant.ExecuteAsync(11)).ResultCount);
        await merchant.FlushAsync();
        var (state, _) = await merchant.Get<LedgerHistory>().LoadAsync();
        Assert.Equal(1, state.RememberedIds);
    }

    /// <summary>Loading the state of a large group takes longer than a call may: the first call would stop the silo at every start.</summary>
    [Fact, Trait("row", "D2")]
    public async Task D2_a_long_load_of_the_ledger_does_not_end_the_calls_that_wait_for_it()
    {
        using var group = new TestGroup();
        group.MakeUpTo(3);
        await using (var before = await TestMerchant.StartAsync(group, 0, Path.Combine(_folder, "0")))
        {
            await before.ExecuteUpToAsync(2);
        }
        await using var merchant = await TestMerchant.StartAsync(
            group, 0, Path.Combine(_folder, "0"), wrap: store => SlowStore.Of(store, TimeSpan.FromSeconds(3)), responseTimeout: TimeSpan.FromSeconds(1));
        Assert.Equal(3, (await merchant.ExecuteAsync(2)).Height);
    }

    /// <summary>A store whose registers are many.</summary>
    public class SlowStore : DispatchProxy
    {
        private IReplicaStore? _inner;
        private TimeSpan _delay;

        /// <summary>The store behind a delay.</summary>
        public static IReplicaStore Of(IReplicaStore inner, TimeSpan delay)
        {
            var store = Create<IReplicaStore, SlowStore>();
            (((SlowStore)(object)store)._inner, ((SlowStore)(object)store)._delay) = (inner, delay);
            return store;
        }

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(IReplicaStore.ReadHistoryAsync) ? SlowAsync() : targetMethod.Invoke(_inner, args);

        private async Task<StoredHistory> SlowAsync()
        {
            await Task.Delay(_delay);
            return await _inner!.ReadHistoryAsync();
        }
    }
}
