using Orleans;
using Orleans.Runtime;
using Scew.Grains.Tests.Transfers;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Storage;

namespace Scew.Grains.Tests.Roles;

/// <summary>
/// Registers spread over the silos of one merchant: the same states as in one process, whichever silo or call is lost and when. Only the ordering silo writes, so nothing of a height
/// reaches the disk without the rest of it.
/// </summary>
public sealed class SpreadRegistersTests : IDisposable
{
    private const int Heights = 300;
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-spread-").FullName;
    private readonly TestGroup _group = new();

    public SpreadRegistersTests() => _group.MakeUpTo(Heights);

    public void Dispose()
    {
        _group.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Spread_registers_give_the_states_of_one_process_and_the_same_disk()
    {
        var alone = await AloneAsync();
        await using var spread = await SpreadMerchant.StartAsync(_group, Path.Combine(_folder, "spread"), SiloRole.Registers, SiloRole.Registers);
        await ExecuteAsync(spread, alone, 0, Heights);
        Assert.InRange(spread.Elsewhere, Heights / 4, 100 * Heights);
        await SameDiskAsync(spread);
    }

    [Fact]
    [Trait("row", "E7")]
    public async Task Silos_that_die_and_come_lose_nothing()
    {
        var alone = await AloneAsync();
        await using var spread = await SpreadMerchant.StartAsync(_group, Path.Combine(_folder, "spread"));
        var first = await spread.AddAsync(SiloRole.Registers);
        await ExecuteAsync(spread, alone, 0, 60);
        var executing = ExecuteAsync(spread, alone, 60, 180);
        await SpreadMerchant.LoseAsync(first);
        var second = await spread.AddAsync(SiloRole.Registers);
        await executing;
        await spread.Ordering.FlushAsync();
        var rest = ExecuteAsync(spread, alone, 180, Heights);
        await second.StopSiloAsync(stopGracefully: true);
        await rest;
        await SameDiskAsync(spread);
    }

    /// <summary>The worst for the buffer: a write that was lost, one whose answer was lost, and one that comes again when later heights were written and flushed.</summary>
    [Fact]
    public async Task Writes_that_are_lost_doubled_or_late_change_nothing()
    {
        var alone = await AloneAsync();
        await using var spread = await SpreadMerchant.StartAsync(_group, Path.Combine(_folder, "spread"), SiloRole.Registers, SiloRole.Registers);
        var late = new List<Func<Task>>();
        var faults = 0;
        var random = new Random(7);
        spread.Around = async (_, context) =>
        {
            var fault = context.MethodName == nameof(IRegistersGrain.WriteAsync) ? Draw(random) : 9;
            faults += fault < 3 ? 1 : 0;
            if (fault == 0)
            {
                throw new TimeoutException("the write was lost");
            }
            if (fault == 2)
            {
                var (epoch, height, register) = ((long)context.Request.GetArgument(0)!, (long)context.Request.GetArgument(1)!, (byte[])context.Request.GetArgument(2)!);
                lock (late)
                {
                    late.Add(() => spread.Client.GetGrain<IRegistersGrain>(GrainKeys.Registers).WriteAsync(epoch, height, register));
                }
            }
            await context.Invoke();
            if (fault == 1)
            {
                throw new TimeoutException("its answer was lost");
            }
        };
        for (var from = 0; from < Heights; from += 50)
        {
            await ExecuteAsync(spread, alone, from, from + 50);
            if (from % 100 == 50)
            {
                await spread.Ordering.FlushAsync();
            }
            spread.Around = await AgainAsync(spread, late);
        }
        Assert.InRange(faults, 20, Heights * 4);
        await SameDiskAsync(spread);
    }

    [Fact]
    [Trait("row", "E7")]
    public async Task Another_ordering_silo_goes_on_from_the_disk_and_the_one_before_it_is_refused()
    {
        var alone = await AloneAsync();
        await using var spread = await SpreadMerchant.StartAsync(_group, Path.Combine(_folder, "spread"), SiloRole.Registers, SiloRole.Registers);
        await ExecuteAsync(spread, alone, 0, 100);
        await spread.Ordering.FlushAsync();
        // Asset grains elsewhere hold these heights; the disk does not, and the next ordering silo never knew them.
        await ExecuteAsync(spread, alone, 100, 130);
        var before = spread.Ordering.Get<RegisterEpoch>().Value;
        await spread.FailOverAsync();
        Assert.Equal(100, await spread.Ordering.HeightAsync());

        var key = new RegisterKey(RegisterKind.Wallet, _group.Wallet(0)).ToString();
        var stale = spread.Client.GetGrain<IAssetGrain>(key);
        await ExecuteAsync(spread, alone, 100, 200);
        var registers = spread.Client.GetGrain<IRegistersGrain>(GrainKeys.Registers);
        var register = (await registers.ReadAsync(spread.Ordering.Get<RegisterEpoch>().Value, key))!;
        await Assert.ThrowsAsync<InvalidOperationException>(() => registers.WriteAsync(before, 131, register.Bytes));
        await Assert.ThrowsAsync<InvalidOperationException>(() => registers.EraAsync(before));
        // Whoever ordered before reads nothing that it could execute over, and disturbs nobody by asking.
        var refused = await Assert.ThrowsAsync<OrleansException>(async () => await stale.ReadAsync(before));
        Assert.IsType<InvalidOperationException>(refused.InnerException);
        await ExecuteAsync(spread, alone, 200, Heights);
        await SameDiskAsync(spread);
    }

    [Fact]
    public async Task A_silo_hosts_the_grains_of_its_role_and_no_others()
    {
        await using var spread = await SpreadMerchant.StartAsync(_group, Path.Combine(_folder, "spread"), SiloRole.Registers, SiloRole.Secure);
        await ExecuteAsync(spread, null, 0, 20);
        await spread.FailOverAsync();
        Assert.Equal(0, await spread.Ordering.HeightAsync());
        await spread.LoseOrderingAsync();
        // Two silos run, and neither takes what is the ordering silo's.
        await NowhereAsync(() => spread.Client.GetGrain<ILedgerGrain>(GrainKeys.Ledger).HeadAsync());
        await NowhereAsync(() => spread.Client.GetGrain<IRegistersGrain>(GrainKeys.Registers).EraAsync(1));
    }

    // A caller knows that nobody implements it, or learns it from the cluster when it knew somebody once.
    private static async Task NowhereAsync(Func<Task> call) => Assert.True(await Assert.ThrowsAnyAsync<Exception>(call) is ArgumentException or OrleansException);

    private static int Draw(Random random)
    {
        lock (random)
        {
            return random.Next(10);
        }
    }

    private static async Task<Func<int, IIncomingGrainCallContext, Task>?> AgainAsync(SpreadMerchant spread, List<Func<Task>> late)
    {
        var around = spread.Around;
        spread.Around = null;
        foreach (var write in late)
        {
            await write();
        }
        return around;
    }

    private async Task<List<AttestedState>> AloneAsync()
    {
        await using var alone = await TestMerchant.StartAsync(_group, 0, Path.Combine(_folder, "alone"));
        var states = new List<AttestedState>();
        for (var i = 0; i < Heights; i++)
        {
            states.Add(await alone.ExecuteAsync(i));
        }
        await alone.FlushAsync();
        return states;
    }

    private static async Task ExecuteAsync(SpreadMerchant spread, List<AttestedState>? alone, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var state = await spread.Ordering.ExecuteAsync(i);
            Assert.True(alone is null || alone[i] == state, $"another state at height {i + 1}");
        }
        Assert.Empty(spread.Ordering.Failures);
    }

    private async Task SameDiskAsync(SpreadMerchant spread)
    {
        await spread.Ordering.FlushAsync();
        await using var alone = await SqliteReplicaStore.OpenAsync(Path.Combine(_folder, "alone"), _group.Group.Genesis, 0);
        var store = spread.Ordering.Store;
        Assert.Equal(await alone.ReadHeadAsync(), await store.ReadHeadAsync());
        Assert.Null((await store.AuditAsync()).Fault);
        foreach (var wallet in Enumerable.Range(0, Heights / 10))
        {
            var key = new RegisterKey(RegisterKind.Wallet, _group.Wallet(wallet));
            Assert.Equal((await alone.ReadRegisterAsync(key))!.Encode(), (await store.ReadRegisterAsync(key))!.Encode());
        }
    }
}
