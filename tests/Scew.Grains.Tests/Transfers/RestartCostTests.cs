using System.Reflection;
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
