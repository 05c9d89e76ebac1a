using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    [Fact]
    public async Task An_applied_set_comes_back_whole_after_a_restart()
    {
        var chain = Samples.Chain(5);
        var registers = Enumerable.Range(0, 1300).Select(i => Samples.Wallet($"w{i:d4}", 1 + i, $"{i}")).ToArray();
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, chain));
        await Store.ApplyAsync(Samples.Set(Samples.First, chain, registers));
        await RestartAsync();
        var head = await Store.ReadHeadAsync();
        Assert.Equal(new StoredHead(Samples.State(chain[4].Block), 5, Samples.Hash("trie 5"), Samples.Hash("history 5")), head);
        Assert.Equal(5, head!.Height);
        Same.Registers(registers, await RegistersAsync());
        Same.Registers([registers[77]], [(await Store.ReadRegisterAsync(registers[77].Key))!]);
        Assert.Null(await Store.ReadRegisterAsync(new RegisterKey(RegisterKind.Asset, "w0077")));
        Same.Heights(Samples.Applied(chain[2].Block, 1), await Store.ReadHeightAsync(3));
        Same.Blocks([chain[3]], [(await Store.ReadBlockAtAsync(4))!]);
        Assert.Equal(chain.Select(entry => entry.Block.Hash), (await Store.ReadHistoryAsync()).Above);
    }

    [Fact]
    public async Task Registers_keep_their_newest_version_and_their_kinds_apart()
    {
        var chain = Samples.Chain(3);
        var asset = new Register(new RegisterKey(RegisterKind.Asset, "a"), 1, "m", "Start", default, [1, 2, 3]);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, chain));
        await Store.ApplyAsync(Samples.Set(Samples.First, chain.Take(2), Samples.Wallet("b", 1), Samples.Wallet("a", 2, "x"), asset));
        await Store.ApplyAsync(Samples.Set(Samples.First, chain.Skip(2), Samples.Wallet("a", 3, "y")));
        Same.Registers([Samples.Wallet("a", 3, "y"), Samples.Wallet("b", 1), asset], await RegistersAsync());
    }

    [Fact]
    public async Task Blocks_that_no_safety_write_stored_can_come_with_the_set()
    {
        var chain = Samples.Chain(3);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, [.. chain.Take(1)]));
        await Store.ApplyAsync(Samples.Set(Samples.First, chain) with { Blocks = chain });
        Assert.Equal(3, (await Store.ReadHeadAsync())!.Height);
        Same.Blocks([chain[2]], [(await Store.ReadBlockAtAsync(3))!]);
    }

    public static TheoryData<string> WrongSets => new("gap", "again", "missing block", "fork", "too few results", "other root", "older register");

    [Theory]
    [MemberData(nameof(WrongSets))]
    public async Task A_set_that_does_not_follow_is_our_bug_and_changes_nothing(string wrong)
    {
        var chain = Samples.Chain(4);
        var fork = Samples.Chain(4, fork: "b");
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, [.. chain, .. fork.Take(3)]));
        await Store.ApplyAsync(Samples.Set(Samples.First, chain.Take(2), Samples.Wallet("a", 5)));
        var three = Samples.Set(Samples.First, chain.Skip(2).Take(1), Samples.Wallet("b", 1));
        var set = wrong switch
        {
            "gap" => Samples.Set(Samples.First, chain.Skip(3)),
            "again" => Samples.Set(Samples.First, chain.Skip(1).Take(1)),
            "missing block" => Samples.Set(Samples.First, [chain[2], fork[3]]),
            "fork" => Samples.Set(Samples.First, [fork[2]]),
            "too few results" => three with { Heights = [three.Heights[0] with { Results = [] }] },
            "other root" => three with { Heights = [three.Heights[0] with { TrieRoot = Samples.Genesis }] },
            _ => three with { Registers = [Samples.Wallet("a", 4), Samples.Wallet("b", 1)] },
        };
        await Assert.ThrowsAsync<InvariantException>(() => Store.ApplyAsync(set));
        await RestartAsync();
        Assert.Equal(2, (await Store.ReadHeadAsync())!.Height);
        Same.Registers([Samples.Wallet("a", 5)], await RegistersAsync());
    }

    [Fact]
    public async Task Results_are_found_by_request_id()
    {
        var chain = Samples.Chain(3);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, chain));
        await Store.ApplyAsync(Samples.Set(Samples.First, chain.Take(2)));
        Assert.Equal(new ExecutedId(Samples.RequestId("2-1"), 2, 1, 2000), await Store.FindExecutedAsync(Samples.RequestId("2-1")));
        Assert.Null(await Store.FindExecutedAsync(Samples.RequestId("3-0")));
        var after = await Store.ReadExecutedAfterAsync(1000, 1000);
        Assert.Equal(Enumerable.Range(0, 3).Select(i => new ExecutedId(Samples.RequestId(Samples.Name(2, i)), 2, i, 2000)), after);
        Assert.Equal(6, (await Store.ReadExecutedAfterAsync(999, 999)).Length);
        Assert.Empty(await Store.ReadExecutedAfterAsync(2000, 2000));
    }

    [Fact]
    [Trait("row", "D2")]
    public async Task What_is_to_be_remembered_for_longer_is_found_without_reading_the_results_of_that_time()
    {
        // The last request of every height.
        var log = new TrueLog(1, 5);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 5);
        await RestartAsync();
        var longer = log.Blocks.Select(entry => new ExecutedId(entry.Block.RequestIds[^1], 0, -1, entry.Block.Header.TimeMs)).ToArray();
        var last = log.Block(5).Block.RequestIds.Select((id, index) => new ExecutedId(id, 5, index, 5000)).ToArray();
        await RemembersAsync([longer[1], longer[2], longer[3], .. last], 4000, 1000);
        await RemembersAsync([longer[2], longer[3], .. last], 4000, 2000);
        Assert.Equal(3, (await Store.FindExecutedAsync(longer[2].Id))!.Value.Height);
        // Pruned with their heights, which lie before the longest window then.
        await Store.PruneAsync(4);
        await RemembersAsync([longer[2], longer[3], .. last], 4000, 0);
    }

    [Fact]
    [Trait("row", "D2")]
    public async Task Of_what_an_older_program_executed_everything_is_remembered()
    {
        var chain = Samples.Chain(3);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, chain));
        await Store.ApplyAsync(Samples.Set(Samples.First, chain));
        Assert.Empty(await Store.ReadExecutedAfterAsync(3000, 0));
        await Store.DisposeAsync();
        await EditAsync("DROP INDEX recent_by_time; DROP TABLE window_blocks; DROP TABLE changes; DROP TABLE eras; DELETE FROM schema_version WHERE version >= (SELECT max(version) - 3 FROM schema_version)");
        await ReopenAsync();
        Assert.Equal(
            chain.SelectMany(entry => entry.Block.RequestIds.Select(id => new ExecutedId(id, 0, -1, entry.Block.Header.TimeMs))).OrderBy(one => (one.TimeMs, one.Id)),
            await Store.ReadExecutedAfterAsync(3000, 0));
        await RestartAsync();
        Assert.Equal(9, (await Store.ReadExecutedAfterAsync(3000, 0)).Length);
    }

    private async Task RemembersAsync(ExecutedId[] ids, long afterMs, long longerAfterMs)
    {
        var remembered = await Store.ReadExecutedAfterAsync(afterMs, longerAfterMs);
        Assert.Equal(ids, remembered.ToArray());
    }

    [Fact]
    public async Task A_skipped_request_has_no_result_but_its_block_keeps_its_bytes()
    {
        var chain = Samples.Chain(1);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, chain));
        var whole = Samples.Applied(chain[0].Block);
        var results = whole.Results.RemoveAt(0);
        var applied = whole with { State = whole.State with { ResultCount = 2, ResultsRoot = Samples.Root(1, results) }, Results = results };
        await Store.ApplyAsync(new AppliedSet(Samples.First, [applied], [], []));
        Assert.Null(await Store.ReadReceiptAsync(Samples.RequestId("1-0")));
        var receipt = await Store.ReadReceiptAsync(Samples.RequestId("1-2"));
        Assert.Equal(1, receipt!.Index);
        Assert.Equal(Samples.Request("1-2"), receipt.Request);
    }

    [Fact]
    public async Task A_receipt_survives_a_restart_with_all_that_it_is_made_of()
    {
        var chain = Samples.Chain(3);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, chain));
        await Store.ApplyAsync(Samples.Set(Samples.First, chain));
        await Store.StoreAttestationsAsync([Samples.Attest(chain[1].Block, 0), Samples.Attest(chain[1].Block, 3)]);
        await RestartAsync();
        var receipt = await Store.ReadReceiptAsync(Samples.RequestId("2-2"));
        Assert.NotNull(receipt);
        Same.Heights(Samples.Applied(chain[1].Block, 0, 1, 3), receipt.Height);
        Assert.Equal((2, chain[1].Block.Hash), (receipt.Index, receipt.Block.Hash));
        Assert.Equal(Samples.Request("2-2"), receipt.Request);
    }

    [Fact]
    public async Task Reads_go_on_while_registers_stream()
    {
        var chain = Samples.Chain(2);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, chain));
        await Store.ApplyAsync(Samples.Set(Samples.First, chain.Take(1), [.. Enumerable.Range(0, 1500).Select(i => Samples.Wallet($"w{i:d4}", 1))]));
        var seen = new List<Register>();
        await foreach (var register in Store.ReadRegistersAsync())
        {
            if (seen.Count == 0)
            {
                await Store.ApplyAsync(Samples.Set(Samples.First, chain.Skip(1), [.. Enumerable.Range(0, 1500).Select(i => Samples.Wallet($"w{i:d4}", 2))]));
            }
            seen.Add(register);
        }
        Assert.Equal(1500, seen.Count);
        Assert.All(seen, register => Assert.Equal(1, register.Version));
        Assert.All(await RegistersAsync(), register => Assert.Equal(2, register.Version));
    }
}
