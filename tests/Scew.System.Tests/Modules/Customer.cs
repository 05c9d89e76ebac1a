using Scew.Client.Variables;
using Scew.Homomorphic.Keys;
using Scew.Keys;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Modules;

/// <summary>A new account with encrypted integers, and a folder of its own.</summary>
internal sealed class Customer : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly MasterSecret _master;

    public Customer(RunningGroup group)
    {
        Key = SigningKey.Create();
        var secret = new byte[MasterSecret.SizeBytes];
        Randomness.Fill(secret);
        _master = new MasterSecret(secret);
        Variables = new EncryptedVariables(group.Client, Key, _master, new VariableStore(_folder.Path));
    }

    public SigningKey Key { get; }

    public EncryptedVariables Variables { get; }

    public string Id(string name) => IdRules.OwnPrefix(Key.Account) + ":" + name;

    public void Dispose()
    {
        Variables.Dispose();
        _master.Dispose();
        Key.Dispose();
        _folder.Dispose();
    }
}
