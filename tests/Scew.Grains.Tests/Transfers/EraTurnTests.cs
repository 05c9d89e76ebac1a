using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;
using Scew.Storage;

namespace Scew.Grains.Tests.Transfers;

/// <summary>A real plan ends the first epoch at height 35; one merchant executed all of it and wrote the handover, the others are told.</summary>
[Trait("row", "A18")]
public sealed class EraTurnTests : IAsyncLifetime
{
    private const int Last = 35;
    private const int Executed = 12;
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-era-turn-").FullName;
    private readonly TestGroup _group = new();
    private TestMerchant _first = null!;
    private TestMerchant _told = null!;

    public async Task InitializeAsync()
    {
        var plan = GroupPlan.Unsigned(_group.Group.Genesis, 0, [.. _group.Genesis.Document.Merchants.Select(static (one, i) => one with { LinkKeyPin = Digest.Of([(byte)i]) })], null);
        Ask(new GroupPropose(plan.Text), _group.Keys[0]);
        Ask(new GroupApprove(plan.Hash()), _group.Keys[1]);
        Ask(new GroupApprove(plan.Hash()), _group.Keys[2]);
        _group.MakeUpTo(Last);
        _first = await TestMerchant.StartAsync(_group, 0, Path.Combine(_folder, "0"));
        await HoldAsync(_first, Last - 1, Last);
        await _first.ExecuteUpToAsync(Last);
        var state = (await _first.HeadAsync())!;
        await _first.Get<EraTurn>().CertifiedAsync([.. Enumerable.Range(0, 3).Select(member => _group.Attest(member, state))], Last);
        _told = await TestMerchant.StartAsync(_group, 3, Path.Combine(_folder, "3"));
        await _told.ExecuteUpToAsync(Executed);
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _told.DisposeAsync();
        _group.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A group that is killed as a whole, after one wrote the handover, loses nothing acknowledged: n-f disks hold it, though nobody executed it there.</summary>
    [Fact]
    public async Task WhoIsToldKeepsTheFinalBlocksThatItsDiskHoldsAboveWhatItExecuted()
    {
        await HoldAsync(_told, Executed, Last);
        await RestartAsync();
        Assert.Equal(Executed, await _told.HeightAsync());
        Assert.True(await _told.Get<EraTurn>().ToldAsync([await HandoverAsync()]));
        Assert.Equal(await _first.Store.ReadHeadAsync(), await _told.Store.ReadHeadAsync());
        Assert.Equal((Last, 1L), ((await _told.Store.ReadHeadAsync())!.Height, (await _told.Store.ReadHeadAsync())!.State.Epoch));
        Assert.All(_group.Blocks.SelectMany(static one => one.Requests), request => Assert.NotNull(_told.Store.FindExecutedAsync(request.Id).Result));
        Assert.Null((await _told.Store.AuditAsync()).Fault);
    }

    [Fact]
    public async Task WhereABlockIsMissingOnItsDiskItTurnsAsItIsAndFetchesAState()
    {
        await HoldAsync(_told, Executed + 1, Last);
        await RestartAsync();
        Assert.True(await _told.Get<EraTurn>().ToldAsync([await HandoverAsync()]));
        Assert.Equal(Executed, (await _told.Store.ReadHeadAsync())!.Height);
        Assert.Single(await _told.Store.ReadErasAsync());
        Assert.Null((await _told.Store.AuditAsync()).Fault);
    }

    /// <summary>A liar tells a true first half with a false second one, and says it again later.</summary>
    [Fact]
    public async Task AForgedSecondHalfIsNeitherKeptNorServedAndATrueOneIs()
    {
        var handover = Handover.Parse(await HandoverAsync())!;
        var turn = _told.Get<EraTurn>();
        turn.Started();
        var forged = handover with { Begun = [.. Enumerable.Range(0, 3).Select(member => Signed(handover, member, _group.Keys[0]))] };
        Assert.True(await turn.ToldAsync([forged.Encode()]));
        Assert.Equal((handover with { Begun = [] }).Encode(), Assert.Single(await _told.Store.ReadErasAsync()).Handover);
        Assert.Empty(await turn.HandoversAsync(0, complete: true));
        Assert.Single(await turn.HandoversAsync(0, complete: false));
        Assert.Equal(1, await turn.IncompleteAsync());

        await turn.CompleteToldAsync([forged.Encode(), [1, 2, 3]]);
        Assert.Empty(await turn.HandoversAsync(0, complete: true));
        var complete = (handover with { Begun = [.. Enumerable.Range(0, 3).Select(member => Signed(handover, member, _group.Keys[member]))] }).Encode();
        await turn.CompleteToldAsync([complete]);
        Assert.Equal(complete, Assert.Single(await turn.HandoversAsync(0, complete: true)));
        Assert.Equal(complete, Assert.Single(await _told.Store.ReadErasAsync()).Handover);
        Assert.Null(await turn.IncompleteAsync());
        Assert.Empty(await turn.HandoversAsync(1, complete: false));
    }

    [Fact]
    public async Task AHandoverThatDoesNotHoldTurnsNobody()
    {
        var handover = Handover.Parse(await HandoverAsync())!;
        var turn = _told.Get<EraTurn>();
        turn.Started();
        var certified = handover.Ended.Certified;
        var two = handover with { Ended = handover.Ended with { Certified = certified with { Signatures = certified.Signatures[..2] } } };
        Assert.False(await turn.ToldAsync([two.Encode()]));
        Assert.False(await turn.ToldAsync([]));
        Assert.Empty(await _told.Store.ReadErasAsync());
        Assert.False(turn.Turned.IsCompleted);
    }

    /// <summary>Whoever tells it, a peer or the command line, the silo must not go on as if nothing had been told.</summary>
    [Fact]
    public async Task ATurnThatCannotBeWrittenEndsTheSilo()
    {
        var turn = _told.Get<EraTurn>();
        turn.Started();
        await _told.Store.TakeLeaseAsync(Digest.Of("another process of this merchant"u8));
        Assert.False(await turn.ToldAsync([await HandoverAsync()]));
        Assert.Contains(_told.Failures, static failure => failure is StoreException { Fault: StoreFault.LeaseLost });
        Assert.False(turn.Turned.IsCompleted);
        Assert.Empty(await _told.Store.ReadErasAsync());
    }

    private async Task<byte[]> HandoverAsync() => Assert.Single(await _first.Store.ReadErasAsync()).Handover;

    private MemberSignature Signed(Handover handover, int member, SigningKey key) => new(member, key.Sign(handover.BegunState.SigningBytes(_group.Group.Genesis)));

    private void Ask(Operation operation, SigningKey key) =>
        _group.Add(_group.NextMs, RequestSigner.Sign(_group.Group.Genesis, operation, _group.NextMs + 60_000, key).Request!);

    /// <summary>Blocks that it voted for are on its disk, whatever became of them.</summary>
    private Task HoldAsync(TestMerchant merchant, int from, int to) => merchant.Store.WriteSafetyAsync(new SafetyWrite(
        merchant.Context.ActivationId, null, [], [],
        [.. _group.Blocks.Skip(from).Take(to - from).Select(static one => new BlockWithBodies(one.Block, [.. one.Requests.Select(static request => request.WireArray())]))]));

    private async Task RestartAsync()
    {
        await _told.DisposeAsync();
        _told = await TestMerchant.StartAsync(_group, 3, Path.Combine(_folder, "3"));
        foreach (var held in await _told.Store.ReadBlocksAboveAsync(Executed))
        {
            // As the replica's own start does.
            _told.Get<BlockDesk>().Hold(held.Block, _group.Blocks[(int)held.Block.Header.Height - 1].Requests);
        }
        _told.Get<EraTurn>().Started();
    }
}
