using System.Text.Json;
using System.Text.RegularExpressions;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Sealed;

/// <summary>Encrypted integers at a real merchant's page: two devices of one account, the page and the console's library, read and write the same variables.</summary>
[Collection(RealGroup.Name)]
public sealed class VariableTests(RealGroup group)
{
    private const string Additive = "homo-add-int";
    private const string Ordered = "homo-ope-int";

    [Theory]
    [InlineData(Additive)]
    [InlineData(Ordered)]
    public async Task ThePageCreatesReadsAddsAndComparesAndTheConsoleReadsTheSame(string type)
    {
        await using var ann = await SealedCustomer.OpenAsync(group);
        var id = ann.Own("points");
        Assert.Equal(Codes.Ok, (await ann.CallAsync("create", id, type, SealedCustomer.N(40))).GetProperty("code").GetString());
        Assert.Equal(40, await ann.GetAsync(id));
        await ann.CallAsync("sum", id, SealedCustomer.N(-42));
        Assert.Equal(-2, await ann.GetAsync(id));
        Assert.Equal(-2, await ann.OtherDevice.GetAsync(id));
        await ann.OtherDevice.SumAsync(id, 10);
        Assert.Equal(8, await ann.GetAsync(id));
        foreach (var (comparison, argument, holds) in new[] { (">=", 8L, true), (">", 8L, false), ("=", 8L, true), ("!=", 8L, false), ("<", long.MaxValue, true), ("<=", long.MinValue, false) })
        {
            Assert.Equal(holds, (await ann.CallAsync("compare", id, comparison, SealedCustomer.N(argument))).GetProperty("holds").GetBoolean());
        }
        foreach (var value in new[] { long.MinValue, long.MaxValue })
        {
            await ann.CallAsync("set", id, SealedCustomer.N(value));
            Assert.Equal(value, await ann.GetAsync(id));
            Assert.Equal(value, await ann.OtherDevice.GetAsync(id));
        }
        Assert.Equal(Codes.AlreadyExists, await ann.CodeAsync("create", id, type, SealedCustomer.N(1)));
    }

    [Theory]
    [InlineData(Additive)]
    [InlineData(Ordered)]
    public async Task ThePageGoesOnWithWhatTheConsoleMade(string type)
    {
        await using var ann = await SealedCustomer.OpenAsync(group);
        // An id that looks like the label of another variable's second key.
        string[] ids = [ann.Own("stock"), ann.Own("stock.k2")];
        foreach (var id in ids)
        {
            await ann.OtherDevice.CreateAsync(id, type == Additive ? VariableType.Additive : VariableType.Ordered, 7);
        }
        await ann.OtherDevice.RekeyAsync(ids[0]);
        foreach (var id in ids)
        {
            await ann.CallAsync("sum", id, SealedCustomer.N(5));
            Assert.Equal(12, await ann.GetAsync(id));
            Assert.Equal(12, await ann.OtherDevice.GetAsync(id));
        }
        // The key that the console registered is found, and no second one made.
        await ann.CallAsync("create", ann.Own("more.k3"), type, SealedCustomer.N(1));
        Assert.Equal(1, await ann.OtherDevice.GetAsync(ann.Own("more.k3")));
        var told = await ann.CallAsync("told");
        Assert.DoesNotContain(told.EnumerateArray(), static line => line.GetString()!.Contains("Paillier", StringComparison.Ordinal));
        Assert.Equal((await ann.StoredAsync(ids[1])).Key == (await ann.StoredAsync(ann.Own("more.k3"))).Key, type == Additive);
    }

    [Fact]
    public async Task RangesAndConditionalUpdatesMixBothTypes()
    {
        await using var ann = await SealedCustomer.OpenAsync(group);
        string[] ids = [ann.Own("a"), ann.Own("b"), ann.Own("c"), ann.Own("d")];
        for (var i = 0; i < ids.Length; i++)
        {
            await ann.CallAsync("create", ids[i], i % 2 == 0 ? Additive : Ordered, SealedCustomer.N(10 * i));
        }
        string[] order = [ids[3], ids[1], ids[0], ids[2]];
        Assert.Equal([ids[1], ids[2]], Texts((await ann.CallAsync("between", order, SealedCustomer.N(10), SealedCustomer.N(20))).GetProperty("ids")));
        var changes = new object[] { new { Type = "sum", Id = ids[0], Addend = "5n" }, new { Type = "sum", Id = ids[1], Addend = "-5n" }, new { Type = "set", Id = ids[3], Value = "-1n" } };
        Assert.True((await ann.CallAsync("update", new { Id = ids[2], Operator = ">=", Argument = "20n" }, changes)).GetProperty("done").GetBoolean());
        Assert.False((await ann.CallAsync("update", new { Id = ids[1], Operator = ">", Argument = "5n" }, changes)).GetProperty("done").GetBoolean());
        foreach (var (id, value) in ids.Zip([5L, 5, 20, -1]))
        {
            Assert.Equal(value, await ann.GetAsync(id));
        }
        var listed = (await ann.CallAsync("list", ann.Own(""))).EnumerateArray().ToArray();
        Assert.Equal(ids, listed.Select(static one => one.GetProperty("id").GetString()));
        Assert.Equal(["5", "5", "20", "-1"], listed.Select(static one => one.GetProperty("value").GetString()));
        Assert.Equal(Codes.Usage, await ann.CodeAsync("update", new { Id = ids[2], Operator = "=", Argument = "0n" }, new object[] { changes[1], changes[1] }));
    }

    [Theory]
    [InlineData(Additive)]
    [InlineData(Ordered)]
    public async Task AChangeByAnotherDeviceIsReadAndTheRequestMadeAnew(string type)
    {
        await using var ann = await SealedCustomer.OpenAsync(group);
        var id = ann.Own("x");
        await ann.CallAsync("create", id, type, SealedCustomer.N(1));
        var left = 0;
        await ann.BeforeEachAsync(async () =>
        {
            if (left-- > 0)
            {
                await ann.OtherDevice.SumAsync(id, 100);
            }
        });
        left = 2;
        await ann.CallAsync("sum", id, SealedCustomer.N(1000));
        // A sum of ciphertexts depends on no record, so nothing hinders it.
        Assert.Equal(type == Additive ? 1101 : 1201, await ann.GetAsync(id));
        left = 1;
        Assert.True((await ann.CallAsync("compare", id, ">", SealedCustomer.N(1200))).GetProperty("holds").GetBoolean());
        var version = (await ann.CallAsync("view", id)).GetProperty("version").GetInt64();
        left = 1;
        Assert.Equal(Codes.Stale, await ann.CodeAsync("set", id, SealedCustomer.N(5), new { UnchangedSince = version }));
        Assert.Equal(Codes.Stale, await ann.CodeAsync("set", id, SealedCustomer.N(5), new { UnchangedSince = version }));
        version = (await ann.CallAsync("view", id)).GetProperty("version").GetInt64();
        await ann.CallAsync("set", id, SealedCustomer.N(5), new { UnchangedSince = version });
        Assert.Equal(5, await ann.GetAsync(id));
        left = int.MaxValue;
        Assert.Equal(Codes.Stale, await ann.CodeAsync("compare", id, ">", SealedCustomer.N(0)));
        // The last attempt is the sixth.
        Assert.Equal(int.MaxValue - 6, left);
    }

    [Theory]
    [Trait("row", "H4")]
    [InlineData(Additive)]
    [InlineData(Ordered)]
    public async Task ASumWhoseAnswersAreLostIsNotMadeAnewAndCountsOnce(string type)
    {
        await using var ann = await SealedCustomer.OpenAsync(group, deadlineMs: 4000);
        var id = ann.Own("x");
        await ann.OtherDevice.CreateAsync(id, type == Additive ? VariableType.Additive : VariableType.Ordered, 1);
        // Merchants get it and execute it, and nobody hears of that.
        var lost = new Regex("/v1/(requests|receipts)");
        await ann.Page.Context.RouteAsync(lost, async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        });
        Assert.Equal(Codes.OutcomeUnknown, await ann.CodeAsync("sum", id, "10n"));
        await ann.Page.Context.UnrouteAsync(lost);
        Assert.Equal(["settled"], Texts(await ann.CallAsync("resume")));
        Assert.Equal(11, await ann.GetAsync(id));
        Assert.Equal(11, await ann.OtherDevice.GetAsync(id));
        Assert.Empty((await ann.CallAsync("resume")).EnumerateArray());
    }

    [Fact]
    public async Task WhatIsNoInputIsRefusedBeforeAnythingIsAsked()
    {
        await using var ann = await SealedCustomer.OpenAsync(group);
        Assert.Equal(Codes.BadId, await ann.CodeAsync("get", "No Id"));
        Assert.Equal(Codes.UnknownVariable, await ann.CodeAsync("get", ann.Own("none")));
        Assert.Equal(Codes.OutsidePrefix, await ann.CodeAsync("create", "aaaaaaaaaaaaaaaaaaaaaaaaaa:x", Ordered, "1n"));
        Assert.Equal(Codes.NotPermitted, await ann.CodeAsync("create", "plain", Ordered, "1n") is Codes.OutsidePrefix or Codes.NotPermitted ? Codes.NotPermitted : "accepted");
        Assert.Equal(Codes.Usage, await ann.CodeAsync("create", ann.Own("x"), "wallet", "1n"));
        Assert.Equal(Codes.Usage, await ann.CodeAsync("create", ann.Own("x"), Ordered, "9223372036854775808n"));
        Assert.Equal(Codes.Usage, await ann.CodeAsync("create", ann.Own("x"), Ordered, 0.5));
        Assert.Equal(Codes.Usage, await ann.CodeAsync("create", ann.Own("x"), Ordered, "1"));
        Assert.Equal(Codes.Usage, await ann.CodeAsync("compare", ann.Own("x"), "==", "1n"));
        Assert.Equal(Codes.Usage, await ann.CodeAsync("between", Array.Empty<string>(), "1n", "2n"));
        Assert.Equal(Codes.Usage, await ann.CodeAsync("between", new[] { ann.Own("x"), ann.Own("x") }, "1n", "2n"));
        Assert.Equal(Codes.Usage, await ann.CodeAsync("between", new[] { ann.Own("x") }, "2n", "1n"));
        Assert.Equal(Codes.Usage, await ann.CodeAsync("create", ann.Own("x"), Ordered, "1n", new { Readers = new[] { "somebody" } }));
    }

    private static IEnumerable<string?> Texts(JsonElement array) => array.EnumerateArray().Select(static one => one.GetString());
}
