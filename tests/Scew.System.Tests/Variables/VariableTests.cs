using System.Text.Json;
using Scew.Client.Variables;
using Scew.Homomorphic.Keys;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Variables;

/// <summary>Encrypted integers as their users meet them: the console as a process, four silos, their secure modules.</summary>
[Collection(SharedGroup.Name)]
public sealed class VariableTests(SharedGroup shared)
{
    private readonly RunningGroup _group = shared.Group;

    [Fact]
    public async Task EveryOperationWorksOnAllThreeTypes()
    {
        using var owner = await VariableConsole.OfSeedAsync(_group, "variables-one");
        await owner.RunWithInputAsync("40\n", "variable", "create", "~/n", "--type", "additive", "--value", "-");
        await owner.RunAsync("variable", "create", "~/o", "--type", "ordered", "--value", "-7");
        await owner.RunAsync("wallet", "create", "~/points");
        await owner.RunAsync("wallet", "create", "~/more");
        await owner.RunAsync("variable", "sum", "~/n", "2");
        await owner.RunWithInputAsync("-3\n", "variable", "sum", "~/o", "-");
        Assert.Equal(("42", "-10"), (await owner.ValueAsync("~/n"), await owner.ValueAsync("~/o")));
        await owner.RunAsync("variable", "set", "~/o", "11", "--unchanged-since", "2");
        Assert.True((await owner.RunAsync("variable", "compare", "~/n", "ge", "42")).GetProperty("holds").GetBoolean());
        Assert.False((await owner.RunAsync("variable", "compare", "~/o", "<", "11")).GetProperty("holds").GetBoolean());
        var between = (await owner.RunAsync("variable", "between", "~/", "12", "42")).GetProperty("ids").EnumerateArray().Select(static id => id.GetString()!).ToArray();
        Assert.EndsWith(":n", Assert.Single(between), StringComparison.Ordinal);

        string[] update = ["variable", "update", "--set", "~/o=5", "--sum", "~/n=-40", "--if"];
        Assert.Equal(Codes.ConditionFalse, (await owner.FailAsync(5, [.. update, "~/n > 42"])).GetProperty("code").GetString());
        await owner.RunAsync([.. update, "~/n >= 42"]);
        await owner.RunAsync("variable", "update", "--if", "wallet:~/points = 0", "--sum", "variable:~/o=1", "--sum", "~/n=1");
        Assert.Equal(Codes.InsufficientBalance, (await owner.FailAsync(5, "variable", "update", "--if", "~/n eq 3", "--transfer", "~/points", "~/more", "1", "--set", "~/n=9")).GetProperty("code").GetString());
        var listed = (await owner.RunAsync("variable", "list")).EnumerateArray().ToDictionary(static one => one.GetProperty("id").GetString()![27..], static one => one.GetProperty("value").GetString());
        Assert.Equal(("3", "6"), (listed["n"], listed["o"]));
    }

    [Fact]
    public async Task TheMasterSecretAloneBringsEverythingBack()
    {
        using var first = await VariableConsole.OfFilesAsync(_group, "me");
        await first.PlainAsync("key", "create", "me", "--password-file", first.Passphrase);
        await first.RunAsync("variable", "create", "~/n", "--type", "additive", "--value", "123");
        await first.RunAsync("variable", "create", "~/o", "--type", "ordered", "--value", "-45");
        await first.PlainAsync("key", "export", "me", "--out", first.File("key.json"));
        await first.PlainAsync("key", "export", "me", "--master", "--out", first.File("master.json"));

        using var second = await VariableConsole.OfFilesAsync(_group, "me");
        await second.PlainAsync("key", "import", first.File("key.json"), "--password-file", first.Passphrase);
        // With the key alone nothing opens, and nothing is made that the real master secret would not open.
        Assert.Equal(Codes.KeyLocked, (await second.FailAsync(4, "variable", "get", "~/n")).GetProperty("code").GetString());
        Assert.Equal(Codes.KeyLocked, (await second.FailAsync(4, "variable", "create", "~/p", "--type", "ordered")).GetProperty("code").GetString());
        await second.PlainAsync("key", "import", first.File("master.json"), "--password-file", first.Passphrase);
        await second.RunAsync("variable", "create", "~/p", "--type", "additive", "--value", "6");
        var listed = (await second.RunAsync("variable", "list")).EnumerateArray().ToArray();
        Assert.Equal(["123", "-45", "6"], listed.Select(static one => one.GetProperty("value").GetString()));
        Assert.Equal(listed[0].GetProperty("key").GetString(), listed[2].GetProperty("key").GetString());
    }

    [Fact]
    public async Task AKeyIsHandedTakenAndWorthlessAfterTheRekey()
    {
        using var owner = await VariableConsole.OfSeedAsync(_group, "variables-owner");
        using var reader = await VariableConsole.OfSeedAsync(_group, "variables-reader");
        var account = reader.Account.ToString();
        var prefix = IdRules.OwnPrefix(owner.Account);
        await owner.RunAsync("variable", "create", "~/n", "--type", "additive", "--value", "8", "--reader", account, "--writer", account);
        await owner.RunAsync("variable", "create", "~/o", "--type", "ordered", "--value", "9", "--reader", account, "--writer", account);
        var missing = await owner.FailAsync(3, "variable", "hand", "~/n", account, "--out", owner.File("n"));
        Assert.Contains("scew key publish", missing.GetProperty("hint").GetString(), StringComparison.Ordinal);
        await reader.RunAsync("key", "publish");

        foreach (var (name, value) in new[] { ("n", "8"), ("o", "9") })
        {
            var id = prefix + ":" + name;
            Assert.Equal(Codes.NotPermitted, (await reader.FailAsync(4, "variable", "get", id)).GetProperty("code").GetString());
            await owner.RunAsync("variable", "hand", id, account, "--out", owner.File(name));
            Assert.Equal(value, (await reader.RunAsync("variable", "take", owner.File(name))).GetProperty("value").GetString());
            await reader.RunAsync("variable", "sum", id, "1");
            Assert.True((await reader.RunAsync("variable", "compare", id, ">", value)).GetProperty("holds").GetBoolean());
            await owner.RunAsync("variable", "rekey", id, "--reader", account);
            Assert.Equal(Codes.NotPermitted, (await reader.FailAsync(4, "variable", "get", id)).GetProperty("code").GetString());
            Assert.Equal(Codes.NotOwner, (await reader.FailAsync(5, "variable", "rekey", id)).GetProperty("code").GetString());
        }
        Assert.Equal(("9", "10"), (await owner.ValueAsync("~/n"), await owner.ValueAsync("~/o")));
        var seen = (await reader.RunAsync("variable", "list", prefix + ":")).EnumerateArray().Select(static one => (one.GetProperty("value").ValueKind, one.GetProperty("reading").GetString()));
        Assert.Equal([(JsonValueKind.Null, "encrypted"), (JsonValueKind.Null, "encrypted")], seen);
        await owner.RunAsync("variable", "rekey", "~/o", "--value", "-3");
        Assert.Equal("-3", await owner.ValueAsync("~/o"));
        Assert.Equal(Codes.NotPermitted, (await reader.FailAsync(4, "variable", "compare", prefix + ":o", ">", "0")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task SumsOfTwoDevicesAtOnceAllCount()
    {
        const int Each = 8;
        using var folder = new TempFolder();
        using var key = SigningKey.Create();
        var secret = new byte[MasterSecret.SizeBytes];
        Randomness.Fill(secret);
        using var master = new MasterSecret(secret);
        using var here = new EncryptedVariables(_group.Client, key, master, new VariableStore(folder.File("here")));
        using var there = new EncryptedVariables(_group.Net.CreateClient(new Client.ClientOptions()), key, master, new VariableStore(folder.File("there")));
        var own = IdRules.OwnPrefix(key.Account) + ":";
        foreach (var (id, type) in new[] { (own + "n", VariableType.Additive), (own + "o", VariableType.Ordered) })
        {
            await here.CreateAsync(id, type, 1000);
            var sums = await Task.WhenAll(new[] { here, there }.Select(device => SumsAsync(device, id, Each)));
            Assert.Equal(1000 + sums.Sum(), await here.GetAsync(id));
            Assert.Equal(1000 + sums.Sum(), await there.GetAsync(id));
            // What is made anew by itself is enough nearly always; whoever gives up says so and has added nothing.
            Assert.True(type == VariableType.Ordered || sums.Sum() == 2 * Each * (Each + 1) / 2);
        }
    }

    private static async Task<long> SumsAsync(EncryptedVariables device, string id, int count)
    {
        var added = 0L;
        for (var i = 1; i <= count; i++)
        {
            try
            {
                await device.SumAsync(id, i);
                added += i;
            }
            catch (VariableException busy) when (busy.Code == Codes.Stale)
            {
                Assert.NotNull(busy.Receipt);
            }
        }
        return added;
    }
}
