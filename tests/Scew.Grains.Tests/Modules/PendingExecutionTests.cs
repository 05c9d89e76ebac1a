using Orleans.Hosting;
using Scew.Consensus;
using Scew.Grains.Tests.Transfers;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;

namespace Scew.Grains.Tests.Modules;

/// <summary>A block waits for a silent secure module: nothing of it happens, and the ledger grain does everything else.</summary>
public sealed class PendingExecutionTests : IAsyncLifetime
{
    private const int Delegated = EncryptedBlocks.Delegated;
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-pending-").FullName;
    private readonly EncryptedBlocks _blocks = new(stepMs: 10);
    private TestMerchant _first = null!;
    private TestMerchant _without = null!;

    private TestGroup Group => _blocks.Group;

    public async Task InitializeAsync()
    {
        _first = await StartAsync(0);
        _first.Get<ModuleHost>().Take(0, ModuleQuestions.NewKey());
        _without = await StartAsync(1);
        for (var index = 0; index < Delegated; index++)
        {
            Assert.Equal(await _first.ExecuteAsync(index), await _without.ExecuteAsync(index));
        }
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _without.DisposeAsync();
        _blocks.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Without_the_key_a_block_waits_whole_and_then_comes_to_what_others_came_to()
    {
        for (var call = 0; call < 3; call++)
        {
            var waiting = await _without.TryAsync(Delegated);
            Assert.True(waiting.IsWaiting && waiting.State.Length == 0);
            await NothingHappenedAsync();
        }
        _without.Get<ModuleHost>().Take(0, ModuleQuestions.NewKey());
        for (var index = Delegated; index < Group.Blocks.Count; index++)
        {
            Assert.Equal(await _first.ExecuteAsync(index), await _without.ExecuteAsync(index));
        }
        await _without.FlushAsync();
        var result = (await _without.Store.ReadHeightAsync(Delegated + 1))!.Results[0];
        Assert.Equal($$"""{"holds":true,"id":"{{_blocks.Variable}}"}""", System.Text.Encoding.UTF8.GetString(result.Json));
        Assert.Empty(_without.Failures);
    }

    [Fact]
    public async Task A_module_that_hangs_holds_up_no_reader()
    {
        var silent = new TaskCompletionSource();
        await using var hanging = await StartAsync(2, silo => silo.AddIncomingGrainCallFilter(async context =>
        {
            if (context.Grain is SecureModuleGrain)
            {
                await silent.Task;
            }
            await context.Invoke();
        }));
        hanging.Get<ModuleHost>().Take(0, ModuleQuestions.NewKey());
        // A key's proof is a module's question too.
        Assert.True((await hanging.TryAsync(0)).IsWaiting);
        Assert.Null(await hanging.HeadAsync());
        Assert.Null((await hanging.Ledger.CaptureAsync(new RegisterKey(RegisterKind.Wallet, Group.Wallet(0)).ToString())).Register);
        Assert.Empty(await hanging.Ledger.IdsAsync((byte)RegisterKind.Wallet, "", null, 10));
        silent.SetResult();
        for (var index = 0; index < Group.Blocks.Count; index++)
        {
            var state = await hanging.ExecuteAsync(index);
            Assert.Equal(index < Delegated ? (await StateAsync(_first, index))! : await _first.ExecuteAsync(index), state);
        }
    }

    [Fact]
    public async Task A_state_that_others_attest_is_installed_over_a_waiting_block()
    {
        Group.MakeUpTo(1005);
        await _first.ExecuteUpToAsync(1003);
        Assert.True((await _without.TryAsync(Delegated)).IsWaiting);
        await _without.FlushAsync();
        _first.Connect(_without);
        _without.Events();
        Assert.Equal(1000, (await _without.FetchAsync(1000)).Final.Height);
        Assert.Equal(ExecutedBlock.Passed, await _without.TryAsync(Delegated));
        for (var index = 1000; index < 1003; index++)
        {
            await _without.ExecuteAsync(index);
        }
        Assert.Equal(await _first.HeadAsync(), await _without.HeadAsync());
        Assert.Empty(_without.Failures);
    }

    [Fact]
    public async Task Another_block_takes_the_place_of_one_that_waits()
    {
        Assert.True((await _without.TryAsync(Delegated)).IsWaiting);
        var (waiting, _) = Group.Blocks[Delegated];
        var request = _blocks.Sign(new Protocol.Requests.CreateWallet(Group.Wallet(7), 0));
        var other = Block.Create(Group.Group.Genesis, 0, 3, 3, waiting.Header.Parent, waiting.Header.TimeMs, [request.Id], waiting.Justification);
        Assert.False((await _without.TryAsync(other, [request])).IsWaiting);
        Assert.Equal(Group.Wallet(7), Assert.Single(await _without.Ledger.IdsAsync((byte)RegisterKind.Wallet, "", null, 10)));
    }

    [Fact]
    public async Task The_queue_goes_on_by_itself_once_the_key_is_there()
    {
        using var stopping = new CancellationTokenSource();
        var queue = _without.Get<ExecutionQueue>();
        foreach (var (block, requests) in Group.Blocks.Skip(Delegated))
        {
            _without.Get<BlockDesk>().Hold(block, requests);
            _without.Get<RegisterFlusher>().Final(Group.Finalization(block));
            queue.Add([block]);
        }
        _without.Events();
        var running = queue.RunAsync(stopping.Token);
        while (_without.Get<ModuleClient>().WaitingBecause is null)
        {
            await Task.Delay(5);
        }
        Assert.Contains("the block at height 3 has waited", _without.Get<ModuleClient>().WaitingBecause, StringComparison.Ordinal);
        await NothingHappenedAsync();
        Assert.DoesNotContain(_without.Events(), static happened => happened is Executed);
        _without.Get<ModuleHost>().Take(0, ModuleQuestions.NewKey());
        while (await _without.HeightAsync() < Group.Blocks.Count)
        {
            await Task.Delay(5);
        }
        Assert.Null(_without.Get<ModuleClient>().WaitingBecause);
        await stopping.CancelAsync();
        await running;
        Assert.Empty(_without.Failures);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_module()
    {
        using var stopping = new CancellationTokenSource();
        var queue = _without.Get<ExecutionQueue>();
        var (block, requests) = Group.Blocks[Delegated];
        _without.Get<BlockDesk>().Hold(block, requests);
        queue.Add([block]);
        var running = queue.RunAsync(stopping.Token);
        while (_without.Get<ModuleClient>().WaitingBecause is null)
        {
            await Task.Delay(5);
        }
        await stopping.CancelAsync();
        await running;
        Assert.Empty(_without.Failures);
    }

    [Fact]
    public async Task A_fault_of_the_program_in_a_module_stops_the_silo()
    {
        await using var faulty = await StartAsync(3, silo => silo.AddIncomingGrainCallFilter(context =>
            context.Grain is SecureModuleGrain ? throw new InvariantException("one and one is two") : context.Invoke()));
        var (block, requests) = Group.Blocks[0];
        faulty.Get<BlockDesk>().Hold(block, requests);
        faulty.Get<ExecutionQueue>().Add([block]);
        await faulty.Get<ExecutionQueue>().RunAsync(CancellationToken.None);
        Assert.Equal("one and one is two", Assert.IsType<InvariantException>(Assert.Single(faulty.Failures)).Message);
        Assert.Null(await faulty.HeadAsync());
    }

    private static async Task<AttestedState?> StateAsync(TestMerchant merchant, int index)
    {
        await merchant.FlushAsync();
        return (await merchant.Store.ReadHeightAsync(index + 1))!.State;
    }

    private Task<TestMerchant> StartAsync(int self, Action<ISiloBuilder>? configure = null) =>
        TestMerchant.StartAsync(Group, self, Path.Combine(_folder, self.ToString(System.Globalization.CultureInfo.InvariantCulture)), new LedgerOptions(0, 500), configure: configure);

    private async Task NothingHappenedAsync()
    {
        Assert.Equal(Delegated, await _without.HeightAsync());
        Assert.Null((await _without.Ledger.CaptureAsync(new RegisterKey(RegisterKind.Wallet, Group.Wallet(0)).ToString())).Register);
        Assert.False((await _without.Ledger.ExecutedAsync(Group.Blocks[Delegated].Requests[0].Id.ToArray()))[0]);
    }
}
