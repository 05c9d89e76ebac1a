using System.Security.Cryptography;
using Scew.Client.Tests.Support;
using Scew.Client.Variables;
using Scew.Homomorphic.Ordered;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Variables;

/// <summary>Merchants whose lists are of the past, leave something out, or never come.</summary>
public sealed class LyingListTests : IDisposable
{
    private static readonly byte[] Nothing = "[]"u8.ToArray();
    private readonly LedgerGroup _group = new();
    private readonly VariableUser _alice;

    public LyingListTests() => _alice = new VariableUser(_group, "alice");

    [Theory]
    [InlineData(VariableType.Additive)]
    [InlineData(VariableType.Ordered)]
    public async Task NoRecordOfThePastIsOpenedForARange(VariableType type)
    {
        var old = await PastPageAsync(type);
        var before = _group.Executed.Count;
        for (var i = 0; i < 8; i++)
        {
            Lie(i % 4, old);
            using var later = new VariableUser(_group, "alice", store: "later");
            var found = await later.Variables.BetweenAsync(later.Own(""), 0, 10);
            // One request, made for the record as it is.
            Assert.Equal([later.Own("salary")], found.Ids.ToArray());
            Assert.Single(found.Receipts);
            Assert.Empty(later.Told);
        }
        Assert.Equal(8, _group.Executed.Count - before);
    }

    [Fact]
    public async Task APageOfThePastIsNoAnswer()
    {
        var old = await PastPageAsync(VariableType.Additive);
        var before = _group.Executed.Count;
        Lie(null, old);
        using var later = new VariableUser(_group, "alice", store: "later");
        var failure = await Assert.ThrowsAsync<VariableException>(() => later.Variables.BetweenAsync(later.Own(""), 0, 10));
        Assert.Equal(Codes.VerificationFailed, failure.Code);
        Assert.Contains("older than was asked for", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, _group.Executed.Count);
    }

    [Fact]
    public async Task OneMerchantHidesNoVariable()
    {
        await _alice.Variables.CreateAsync(_alice.Own("x"), VariableType.Ordered, 5);
        for (var i = 0; i < 8; i++)
        {
            Lie(i % 4, Nothing);
            Assert.Equal([_alice.Own("x")], (await _alice.Variables.BetweenAsync(_alice.Own(""), 0, 10)).Ids.ToArray());
            Assert.Equal([_alice.Own("x")], await ListedAsync());
        }
    }

    [Fact]
    public async Task ALiarIsNotCountedInPlaceOfAMerchantThatIsDown()
    {
        await _alice.Variables.CreateAsync(_alice.Own("x"), VariableType.Ordered, 5);
        for (var i = 0; i < 8; i++)
        {
            Lie(i % 4, Nothing, down: [(i + 1) % 4]);
            Assert.Equal([_alice.Own("x")], await ListedAsync());
        }
    }

    [Fact]
    public async Task FewerThanTwoOfFourListsAreAnErrorThatSaysSo()
    {
        await _alice.Variables.CreateAsync(_alice.Own("x"), VariableType.Ordered, 5);
        Lie(0, Nothing, down: [1, 2, 3]);
        var failure = await Assert.ThrowsAsync<VariableException>(() => _alice.Variables.BetweenAsync(_alice.Own(""), 0, 10));
        Assert.Equal(Codes.Unavailable, failure.Code);
        Assert.Matches(
            "^the list of variables cannot be read: 1 of 4 merchants showed their list, and 2 must, so that one of them is honest; " +
            "the last that did not: [bcd] answers catching-up: a test says so. Ask again when more of them answer$", failure.Message);
    }

    [Fact]
    public async Task AnHonestMerchantThatLagsIsWaitedFor()
    {
        await _alice.Variables.CreateAsync(_alice.Own("x"), VariableType.Ordered, 5);
        var asked = 0;
        _group.Instead = (member, path) => (member, IsList(path)) switch
        {
            _ when !path.StartsWith("/v1/variables", StringComparison.Ordinal) => null,
            (0, true) => (200, Nothing),
            (0, false) => null,
            // Its ledger is of before the variable until it was asked for the head three times.
            (1, true) => asked < 3 ? (200, Nothing) : null,
            (1, false) => Interlocked.Increment(ref asked) < 3 ? (503, "{\"code\":\"catching-up\",\"detail\":\"a test says so\",\"retryAfterMs\":1}"u8.ToArray()) : null,
            _ => (503, ScriptedMerchants.Problem(Codes.CatchingUp)),
        };
        Assert.Equal([_alice.Own("x")], await ListedAsync());
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task SilentMerchantsHoldNobodyUp()
    {
        await _alice.Variables.CreateAsync(_alice.Own("x"), VariableType.Ordered, 5);
        using var end = new ManualResetEventSlim();
        _group.Instead = (member, path) =>
        {
            if (member < 2 && IsList(path))
            {
                end.Wait();
            }
            return null;
        };
        using var client = new ScewClient(_group.Genesis, new ClientOptions { StallAfter = TimeSpan.FromMilliseconds(20), ReadTimeout = TimeSpan.FromHours(1) });
        try
        {
            for (var i = 0; i < 3; i++)
            {
                var listed = new List<string>();
                await foreach (var read in client.ReadVariablesAsync(_alice.Own("")))
                {
                    listed.Add(read.Value!.Register!.Key.Id);
                }
                Assert.Equal([_alice.Own("x")], listed);
            }
        }
        finally
        {
            end.Set();
        }
    }

    [Fact]
    public async Task AListOfManyPagesIsWholeThoughOneLeavesOutMostAndAnotherGoesAway()
    {
        using var key = new OrderedKey(RandomNumberGenerator.GetBytes(32), _alice.Own("any"));
        var record = key.Seal(1, new byte[16]);
        string[] ids = [.. Enumerable.Range(0, 330).Select(i => _alice.Own($"v{i:000}"))];
        foreach (var id in ids)
        {
            Assert.Equal("ok", _group.Run(new CreateVariable(id, VariableType.Ordered, id, record, [], []), _alice.Key));
        }
        _group.Instead = (member, path) => member switch
        {
            0 when IsList(path) => (200, _group.Page(_alice.Own(""), After(path), static id => id[^1] < '5')),
            1 when IsList(path) && After(path).Length > 0 => (503, ScriptedMerchants.Problem(Codes.Unavailable)),
            _ => null,
        };
        for (var i = 0; i < 4; i++)
        {
            var listed = new List<string>();
            await foreach (var read in _alice.Client.ReadVariablesAsync(_alice.Own("")))
            {
                Assert.True(read.Value is not null, read.Reason);
                listed.Add(read.Value.Register!.Key.Id);
            }
            Assert.Equal(ids, listed);
        }
    }

    [Fact]
    public async Task AGroupWithoutABlockListsNothing() => Assert.Empty(await ListedAsync());

    public void Dispose()
    {
        _alice.Dispose();
        _group.Dispose();
    }

    private static bool IsList(string path) => path.StartsWith("/v1/variables?", StringComparison.Ordinal);

    private static string After(string path) => path.Split("&after=") is [_, var after] ? Uri.UnescapeDataString(after) : "";

    /// <summary>This merchant, or all of them, shows this page, and no other one; those that are down show none, though they prove their heads.</summary>
    private void Lie(int? liar, byte[] page, params int[] down) => _group.Instead = (member, path) =>
        !IsList(path) ? null
        : down.Contains(member) ? (503, ScriptedMerchants.Problem(Codes.CatchingUp))
        : (liar ?? member) == member ? (200, page)
        : null;

    private async Task<byte[]> PastPageAsync(VariableType type)
    {
        var id = _alice.Own("salary");
        await _alice.Variables.CreateAsync(id, type, 4711);
        var old = _group.Page(_alice.Own(""));
        await _alice.Variables.SetAsync(id, 1);
        await _alice.Variables.SetAsync(id, 2);
        return old;
    }

    private async Task<string[]> ListedAsync()
    {
        var listed = new List<string>();
        await foreach (var view in _alice.Variables.ListAsync(_alice.Own("")))
        {
            listed.Add(view.Id);
        }
        return [.. listed];
    }
}
