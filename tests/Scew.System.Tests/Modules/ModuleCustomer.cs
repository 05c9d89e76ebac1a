using System.Collections.Concurrent;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Client.Variables;
using Scew.Homomorphic.Keys;
using Scew.Keys;
using Scew.Protocol.Requests;
using Scew.SystemTests.Canaries;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Modules;

/// <summary>A customer with encrypted variables, whose master secret is a canary, and every receipt that it got.</summary>
internal sealed class ModuleCustomer : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly MasterSecret _master;

    public ModuleCustomer(RunningGroup group, byte[]? master = null)
    {
        _master = new MasterSecret(master ?? CanarySecrets.Master);
        Variables = new EncryptedVariables(group.Client, Key, _master, new VariableStore(_folder.Path), new VariableHooks
        {
            Sent = outcome =>
            {
                if (outcome is SubmitOutcome.Settled settled)
                {
                    Receipts.Enqueue(settled.Receipt);
                }
            },
        });
    }

    public SigningKey Key { get; } = SigningKey.Create();

    public EncryptedVariables Variables { get; }

    public ConcurrentQueue<VerifiedReceipt> Receipts { get; } = new();

    /// <summary>What was kept on disk.</summary>
    public string Folder => _folder.Path;

    public string Id(string name) => IdRules.OwnPrefix(Key.Account) + ":" + name;

    /// <summary>The code of the refusal of what must not succeed.</summary>
    public static async Task<VariableException> RefusedAsync(string code, Func<Task> act)
    {
        var refused = await Assert.ThrowsAsync<VariableException>(act);
        Assert.True(refused.Code == code, $"{refused.Code}: {refused.Message}");
        return refused;
    }

    public void Dispose()
    {
        Variables.Dispose();
        _master.Dispose();
        Key.Dispose();
        _folder.Dispose();
    }
}
