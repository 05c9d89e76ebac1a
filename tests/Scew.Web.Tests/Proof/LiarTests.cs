using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Client.Variables;
using Scew.Homomorphic.Keys;
using Scew.Keys;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Groups;

namespace Scew.WebTests.Proof;

/// <summary>All merchants' answers are changed on their way to the page, for every endpoint that it reads: nothing of it is ever shown as verified (H1).</summary>
[Collection(RealGroup.Name)]
public sealed class LiarTests(RealGroup group)
{
    public enum Lie
    {
        None,
        ByteFlipped,
        Cut,
        Empty,
        Null,
        OtherGroup,
        OtherSubject,
        Doubled,
        Html,
    }

    [Theory]
    [Trait("row", "H1")]
    [InlineData("wallet")]
    [InlineData("asset")]
    [InlineData("machine")]
    [InlineData("variable")]
    [InlineData("paillier-key")]
    [InlineData("encryption-key")]
    [InlineData("fresh")]
    [InlineData("witnessed")]
    [InlineData("page")]
    [InlineData("variables")]
    [InlineData("assets")]
    [InlineData("machines")]
    [InlineData("history")]
    [InlineData("receipt")]
    [InlineData("evidence")]
    [InlineData("status")]
    [InlineData("submit")]
    public async Task A_changed_answer_is_never_verified(string what)
    {
        await using var page = await SiloPage.OpenAsync(group);
        await page.CallAsync<JsonElement>("group", (string?)null);
        using var key = SigningKey.Create();
        var (probe, subject) = await SubjectAsync(what, key);
        // What the page sends is sent while all lie first: afterwards its receipt is kept, and shown from there.
        var lies = Enum.GetValues<Lie>().OrderByDescending(lie => what == "submit" ? lie : Lie.None).ToList();
        foreach (var lie in lies)
        {
            var changed = 0;
            await page.AlterAsync(async (route, _, path) =>
            {
                var (status, body) = await SiloPage.HonestAsync(route);
                var isSubject = lie != Lie.None && IsSubject(what, path);
                Interlocked.Add(ref changed, isSubject ? 1 : 0);
                await SiloPage.FulfillAsync(route, isSubject ? 200 : status, isSubject ? await ChangeAsync(lie, body, path) : body);
            });
            var shown = await page.CallAsync<Probed>("probe", probe, subject);
            await page.HealAsync();
            var isVerified = shown.Badges.Contains("verified") && (what != "witnessed" || shown.Counts[0] > 0);
            // What is one merchant's word is never verified; all else is when nobody lies, and is not when all do.
            Assert.True(isVerified == (lie == Lie.None && what is not ("evidence" or "status")), $"{what}, {lie}: {string.Join(' ', shown.Badges)} {shown.Code}");
            Assert.True(lie == Lie.None || changed > 0, $"{what}, {lie}: nothing was changed");
            Assert.True(what == "status" || !shown.Badges.Contains("word"), $"{what}, {lie}: one merchant's word");
        }
    }

    private static bool IsSubject(string what, string path) => what switch
    {
        "fresh" => path.StartsWith("/v1/head", StringComparison.Ordinal),
        "witnessed" => path.StartsWith("/v1/states", StringComparison.Ordinal),
        "history" => path.Contains("/history", StringComparison.Ordinal),
        _ => true,
    };

    [Fact]
    [Trait("row", "H3")]
    public async Task Another_group_under_a_known_address_is_refused()
    {
        await using var page = await SiloPage.OpenAsync(group);
        var honest = (await page.CallAsync<JsonElement>("group", (string?)null)).GetProperty("hash").GetString();
        await page.Page.Page.ReloadAsync();
        await page.AlterAsync((route, _, path) => path == "/v1/group" ? SiloPage.FulfillAsync(route, 200, FakeGroup()) : route.ContinueAsync());
        var fault = await page.Page.FaultAsync(SiloPage.Net, "group", (string?)null);
        Assert.Equal("wrong-group", fault.Code);
        Assert.Equal(honest, await page.CallAsync<string>("pinned"));
    }

    [Fact]
    [Trait("row", "H3")]
    public async Task At_first_use_a_known_hash_leaves_no_room_for_another_group()
    {
        await using var page = await SiloPage.OpenAsync(group);
        await page.AlterAsync((route, _, path) => path == "/v1/group" ? SiloPage.FulfillAsync(route, 200, FakeGroup()) : route.ContinueAsync());
        var fault = await page.Page.FaultAsync(SiloPage.Net, "group", group.Client.Verifier.Group.Genesis.ToString());
        Assert.Equal(("wrong-group", ""), (fault.Code, await page.CallAsync<string>("pinned")));
    }

    [Fact]
    [Trait("row", "H3")]
    public async Task A_group_without_every_consent_is_no_group()
    {
        await using var page = await SiloPage.OpenAsync(group);
        var file = JsonNode.Parse(group.Net.Genesis.Encode())!;
        file["consents"]![2] = "";
        var body = new JsonObject { ["genesisFile"] = Protocol.Base64Url.Encode(Encoding.UTF8.GetBytes(file.ToJsonString())) }.ToJsonString();
        await page.AlterAsync((route, _, path) => path == "/v1/group" ? SiloPage.FulfillAsync(route, 200, Encoding.UTF8.GetBytes(body)) : route.ContinueAsync());
        Assert.Equal("verification-failed", (await page.Page.FaultAsync(SiloPage.Net, "group", (string?)null)).Code);
    }

    [Fact]
    [Trait("row", "H2")]
    public async Task A_merchant_that_stands_still_is_found_out_by_a_fresh_read()
    {
        await using var page = await SiloPage.OpenAsync(group);
        var (_, wallet) = await group.NewWalletAsync(50);
        var name = group.Net.Merchants[0].Name;
        var old = await page.CallAsync<Shown>("read", "wallet", wallet, new { fresh = true });
        byte[]? frozen = null;
        await page.AlterAsync(async (route, merchant, path) =>
        {
            if (merchant != 0 || !path.StartsWith("/v1/wallets/", StringComparison.Ordinal))
            {
                await route.ContinueAsync();
                return;
            }
            frozen ??= (await SiloPage.HonestAsync(route)).Body;
            await SiloPage.FulfillAsync(route, 200, frozen);
        });
        await page.CallAsync<Shown>("read", "wallet", wallet);
        Assert.Equal("ok", (await group.SettleAsync(new Sum(wallet, 7), group.Net.Merchants[0].Key)).Code);

        // What it shows is certified and says of when it is; a fresh read does not take it.
        var stale = await page.CallAsync<Shown>("read", "wallet", wallet);
        Assert.Equal(("50", name, false), (stale.Balance, stale.From, stale.Fresh));
        Assert.True(stale.AsOf > 0);
        var fresh = await page.CallAsync<Shown>("read", "wallet", wallet, new { fresh = true });
        Assert.Equal(("verified", "57", true), (fresh.Badge, fresh.Balance, fresh.Fresh));
        Assert.NotEqual(name, fresh.From);
        Assert.True(fresh.Height > old.Height && fresh.AsOf > stale.AsOf);
        Assert.Contains(await page.CallAsync<Told[]>("savedLies"), told => told.Merchant == name && told.Reason.Contains("older", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("row", "H2")]
    public async Task An_idle_honest_group_is_fresh()
    {
        await using var page = await SiloPage.OpenAsync(group);
        var (_, wallet) = await group.NewWalletAsync(5);
        for (var i = 0; i < 3; i++)
        {
            var shown = await page.CallAsync<Shown>("read", "wallet", wallet, new { fresh = true });
            Assert.Equal(("verified", "5", true), (shown.Badge, shown.Balance, shown.Fresh));
        }
        Assert.Empty(await page.CallAsync<Told[]>("savedLies"));
    }

    private async Task<(string Probe, object Subject)> SubjectAsync(string what, SigningKey key)
    {
        var prefix = IdRules.OwnPrefix(key.Account);
        switch (what)
        {
            case "submit":
                return ("submit", new { wire = Encoding.ASCII.GetString(group.Sign(new CreateWallet(prefix + ":points", 0), key).Wire.Span) });
            case "receipt":
                return ("receipt", new { id = (await group.SettleAsync(new CreateWallet(prefix + ":points", 0), key)).RequestId.ToString() });
            case "variables":
                using (var master = new MasterSecret(key.Sign([1]).AsSpan(..32)))
                using (var variables = new EncryptedVariables(group.Client, key, master, new VariableStore(group.Folder(prefix))))
                {
                    await variables.CreateAsync(prefix + ":stock", VariableType.Ordered, 40);
                }
                return ("variables", new { });
            case "history" or "assets" or "machines":
                await group.SettleAsync(new MachineDeploy(PaymentTests.Lamp), key);
                var empty = System.Collections.Immutable.ImmutableSortedDictionary<string, MachineValue>.Empty;
                Assert.Equal("ok", (await group.SettleAsync(new AssetCreate(prefix + ":lamp", Scew.Machines.Language.MachineText.NameOf(PaymentTests.Lamp), empty), key)).Code);
                return (what, new { id = prefix + ":lamp" });
            case "page" or "evidence" or "status":
                return (what, new { });
            case "fresh" or "witnessed":
                return (what, new { kind = "wallet", id = "nobody" });
            default:
                return ("read", new { kind = what, id = what is "machine" or "encryption-key" ? Protocol.Digest.Of([9]).ToString() : "nobody" });
        }
    }

    private async Task<byte[]> ChangeAsync(Lie lie, byte[] body, string path)
    {
        switch (lie)
        {
            case Lie.ByteFlipped:
                var at = body.Length / 3;
                return body.Length == 0 ? [1] : [.. body[..at], (byte)(body[at] ^ 1), .. body[(at + 1)..]];
            case Lie.Cut:
                return body[..(body.Length / 2)];
            case Lie.Empty:
                return [];
            case Lie.Null:
                return "null"u8.ToArray();
            case Lie.Html:
                return "<html>ok</html>"u8.ToArray();
            case Lie.Doubled:
                return [.. body, .. body];
            case Lie.OtherSubject:
                // A true answer of another question.
                using (var other = await group.GetAsync(path.StartsWith("/v1/wallets/", StringComparison.Ordinal) ? "/v1/assets/nobody" : "/v1/wallets/somebody-else"))
                {
                    return await other.Content.ReadAsByteArrayAsync();
                }
            default:
                // Every proof of the sample group is valid there.
                var vectors = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(ServedFiles.Wwwroot, "..", "..", "tests", "Scew.Protocol.Tests", "Vectors", "receipts.json")))!;
                var text = path.StartsWith("/v1/head", StringComparison.Ordinal) ? vectors["head"]
                    : path is "/v1/requests" || path.StartsWith("/v1/receipts", StringComparison.Ordinal) ? vectors["receipt"] : vectors["reads"]!["nobody"];
                return Encoding.UTF8.GetBytes(text!.GetValue<string>());
        }
    }

    private static byte[] FakeGroup() =>
        Encoding.UTF8.GetBytes(new JsonObject { ["genesisFile"] = Protocol.Base64Url.Encode(SampleGroup.File().Encode()) }.ToJsonString());

    private sealed record Probed(string[] Badges, string Code, int[] Counts);

    private sealed record Told(string Merchant, string Reason);
}
