using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Scew.Homomorphic.Keys;
using Scew.Keys;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Proof;

/// <summary>A complete list of variables across pages, though one merchant hides what it likes.</summary>
[Collection(RealGroup.Name)]
public sealed class ListTests(RealGroup group)
{
    [Fact]
    [Trait("row", "H1")]
    public async Task What_one_merchant_hides_is_listed_all_the_same()
    {
        using var key = SigningKey.Create();
        var prefix = IdRules.OwnPrefix(key.Account) + ":";
        using var master = new MasterSecret(key.Sign([1]).AsSpan(..32));
        string[] ids = [.. Enumerable.Range(0, 130).Select(i => prefix + "v" + i.ToString("000", CultureInfo.InvariantCulture))];
        foreach (var part in ids.Chunk(65))
        {
            var made = await group.SettleAsync(new Transaction([.. part.Select(id => Create(master, id))]), key);
            Assert.True(made.Succeeded, made.Message);
        }
        for (var liar = 0; liar < 4; liar++)
        {
            await using var page = await SiloPage.OpenAsync(group, liar);
            await page.CallAsync<JsonElement>("group", (string?)null);
            var hiding = liar;
            await page.AlterAsync((route, merchant, path) => merchant == hiding && path.StartsWith("/v1/variables?", StringComparison.Ordinal)
                ? SiloPage.FulfillAsync(route, 200, "[]"u8.ToArray())
                : route.ContinueAsync());
            var listed = await page.CallAsync<Listed[]>("variables", prefix);
            Assert.Equal(ids, listed.Select(one => one.Id));
            Assert.All(listed, one => Assert.Equal("verified", one.Badge));
        }
    }

    [Fact]
    public async Task Where_too_few_show_theirs_there_is_no_list()
    {
        await using var page = await SiloPage.OpenAsync(group);
        await page.CallAsync<JsonElement>("group", (string?)null);
        await page.AlterAsync((route, merchant, path) => merchant > 0 && path.StartsWith("/v1/variables", StringComparison.Ordinal)
            ? SiloPage.FulfillAsync(route, 503, Encoding.UTF8.GetBytes("""{"code":"unavailable","detail":"not now"}"""))
            : route.ContinueAsync());
        Assert.Equal("unavailable", (await page.Page.FaultAsync(SiloPage.Net, "variables", "")).Code);
    }

    private CreateVariable Create(MasterSecret master, string id)
    {
        using var key = master.OrderedKey(group.Client.Verifier.Group.Genesis, id, id);
        return new CreateVariable(id, VariableType.Ordered, id, key.Seal(id.Length, new byte[16]), ImmutableArray<Protocol.Account>.Empty, ImmutableArray<Protocol.Account>.Empty);
    }

    private sealed record Listed(string Id, string Badge);
}
