using System.Security.Cryptography;
using Scew.Client.Submission;
using Scew.Client.Variables;
using Scew.Homomorphic.Keys;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Modules;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Canaries;

/// <summary>
/// Encrypted variables of every type through every operation and through what goes wrong, at the most talkative level of logs: no secret stands in databases, journals, blocks, logs,
/// command lines, environments, errors, receipts, or in what a killed process leaves behind.
/// </summary>
public sealed class CanaryTests
{
    private static readonly byte[] Stranger = SHA256.HashData("the master secret of a stranger in a test"u8);

    [Fact]
    public async Task NoSecretIsWrittenDown()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { Configure = static (_, config) => config["logLevel"] = "trace" });
        using var customer = new ModuleCustomer(group);
        using var stranger = new ModuleCustomer(group, Stranger);
        var search = new CanarySearch([.. CanarySecrets.Of(1, 4), Canary.Of("stranger's master", Stranger), .. Derived(group.Genesis, customer)]);

        await UseAsync(customer, search);
        await RefusalsAsync(group, customer, stranger, search);
        search.OwnProcesses();
        // As after a fault of the runtime: whatever it prints or leaves is looked through below. (A core dump holds all of its memory; silo/docs/modules.md says how to have none.)
        group.Signal("TRAP", 3);
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60)))
        {
            await group.Net.Merchants[3].Process.WaitForExitAsync(limit.Token);
        }
        await group.Net.RestartAsync(3);
        await WrongKeyAsync(group, search);
        await customer.Variables.CompareAsync(customer.Id("a"), Comparison.Less, CanarySecrets.Values[2]);

        foreach (var receipt in customer.Receipts.Concat(stranger.Receipts))
        {
            search.Bytes($"the receipt of {receipt.RequestId}", receipt.Bytes.Span);
            search.Bytes($"the payload of {receipt.RequestId}", Protocol.Requests.PayloadCodec.Encode(receipt.Request.Payload));
        }
        search.Folder(Path.GetDirectoryName(group.Net.Merchants[0].Folder)!);
        search.Folder(customer.Folder);
        search.Folder(stranger.Folder);
        Assert.Empty(search.Hits);
        Assert.True(search.BytesSeen > 1 << 20 && customer.Receipts.Count > 20, $"{search.BytesSeen} bytes, {customer.Receipts.Count} receipts");
    }

    /// <summary>Keys that follow from the master secret.</summary>
    private static IEnumerable<Canary> Derived(Digest genesis, ModuleCustomer customer)
    {
        using var master = new MasterSecret(CanarySecrets.Master);
        yield return Canary.Of("variable key", master.VariableKey(genesis, customer.Id("o")));
        yield return Canary.Of("other variable's key", master.VariableKey(genesis, customer.Id("o2")));
        using var encryption = master.EncryptionKey(genesis, customer.Key.Account);
        var scalar = new byte[Scew.Homomorphic.Hybrid.HybridPrivateKey.ScalarBytes];
        encryption.Export(scalar);
        yield return Canary.Of("encryption key", scalar);
    }

    private static async Task UseAsync(ModuleCustomer customer, CanarySearch search)
    {
        var variables = customer.Variables;
        var values = CanarySecrets.Values;
        foreach (var (id, type) in ((string, VariableType)[])[(customer.Id("a"), VariableType.Additive), (customer.Id("o"), VariableType.Ordered)])
        {
            await variables.CreateAsync(id, type, values[0]);
            await variables.CreateAsync(id + "2", type, values[1], ownKey: true);
            await variables.SetAsync(id, values[2]);
            await variables.SumAsync(id, values[3]);
            Assert.Equal(values[2] + values[3], await variables.GetAsync(id));
            await variables.SetAsync(id, values[2]);
            Assert.False((await variables.CompareAsync(id, Comparison.Less, values[2])).Holds);
            Assert.Equal([id], (await variables.BetweenAsync([id, id + "2"], values[2], values[2])).Ids.ToArray());
            Assert.True((await variables.UpdateAsync(
                new VariableCondition(id, Comparison.Equal, values[2]), [new VariableChange.Set(id, values[0]), new VariableChange.Sum(id + "2", values[3])])).Done);
            Assert.False((await variables.UpdateAsync(new VariableCondition(id, Comparison.Equal, values[2]), [new VariableChange.Set(id, values[1])])).Done);
            await variables.RekeyAsync(id + "2");
            search.OwnProcesses();
        }
        await variables.PublishKeyAsync();
    }

    /// <summary>What is refused says why, and no more.</summary>
    private static async Task RefusalsAsync(RunningGroup group, ModuleCustomer customer, ModuleCustomer stranger, CanarySearch search)
    {
        var (a, o, values) = (customer.Id("a"), customer.Id("o"), CanarySecrets.Values);
        (string Code, Func<Task> Act)[] refused =
        [
            (Codes.NotOwner, () => stranger.Variables.SetAsync(a, values[0])),
            (Codes.NotOwner, () => stranger.Variables.SumAsync(a, values[0])),
            (Codes.AlreadyExists, () => customer.Variables.CreateAsync(a, VariableType.Additive, values[0])),
            (Codes.UnknownVariable, () => customer.Variables.SetAsync(customer.Id("none"), values[0])),
            (Codes.Overflow, async () =>
            {
                await customer.Variables.SetAsync(o, long.MaxValue - 5);
                await customer.Variables.SumAsync(o, values[0]);
            }),
        ];
        foreach (var (code, act) in refused)
        {
            var fault = await Assert.ThrowsAsync<VariableException>(act);
            search.Text("an error", fault.ToString());
            Assert.True(fault.Code == code, $"{fault.Code} and not {code}: {fault.Message}");
        }
        // An envelope that opens nowhere.
        var request = RequestMaker.Sign(
            group.Genesis, new CompareAdditive(a, 2048), group.Client.ValidUntil(1), Nonce.Create(), RandomNumberGenerator.GetBytes(900), customer.Key).Request!;
        Assert.Equal(Codes.BadEnvelope, (await group.SettleAsync(request)).Code);
    }

    /// <summary>A silo that is given a wrong passphrase for its module key does not start, and tells neither.</summary>
    private static async Task WrongKeyAsync(RunningGroup group, CanarySearch search)
    {
        await group.Net.StopAsync(2);
        var folder = group.Net.Merchants[2].Folder;
        var passphrase = Path.Combine(folder, "passphrase");
        var right = await File.ReadAllTextAsync(passphrase);
        await File.WriteAllTextAsync(passphrase, "another\n");
        var run = await SiloRun.RunAsync(Path.Combine(folder, "silo.json"));
        search.Text("the error of a start", run.Error);
        Assert.NotEqual(0, run.ExitCode);
        await File.WriteAllTextAsync(passphrase, right);
        await group.Net.RestartAsync(2);
    }
}
