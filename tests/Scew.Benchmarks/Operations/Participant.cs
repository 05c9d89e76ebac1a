using System.Globalization;
using System.Security.Cryptography;
using Scew.Benchmarks.Load;
using Scew.Client;
using Scew.Client.Variables;
using Scew.Homomorphic.Keys;
using Scew.Keys;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks.Operations;

/// <summary>
/// A customer with two funded wallets and two variables of each encrypted type: one that changes, and one that stays and is compared, so that the modules know its opening.
/// </summary>
internal sealed class Participant : IDisposable
{
    private const long Funds = 1_000_000_000;
    private readonly Customers _customers;
    private readonly MasterSecret _master;
    private readonly string _folder;

    public Participant(Customers customers, ScewClient client, Customer customer, SigningKey issuer)
    {
        _customers = customers;
        Customer = customer;
        Issuer = new Customer(customer.Index, issuer);
        _folder = Directory.CreateTempSubdirectory("scew-bench-").FullName;
        _master = new MasterSecret(RandomNumberGenerator.GetBytes(MasterSecret.SizeBytes));
        Variables = new EncryptedVariables(client, customer.Key, _master, new VariableStore(_folder));
    }

    public Customer Customer { get; }

    /// <summary>Whoever mints, at this customer's merchant.</summary>
    public Customer Issuer { get; }

    public EncryptedVariables Variables { get; }

    /// <summary>The second wallet; the first is the customer's own.</summary>
    public string Wallet => Customer.Prefix + "g";

    public string Changing(VariableType type) => Customer.Prefix + (type == VariableType.Additive ? "a" : "o");

    public string Staying(VariableType type) => Changing(type) + "s";

    public string Numbered(string name, long number) => Customer.Prefix + name + number.ToString(CultureInfo.InvariantCulture);

    public async Task PrepareAsync()
    {
        await _customers.RequireAsync(Customer, new CreateWallet(Wallet, 0));
        await _customers.RequireAsync(Issuer, new Sum(Wallet, Funds));
        foreach (var type in (VariableType[])[VariableType.Additive, VariableType.Ordered])
        {
            await Variables.CreateAsync(Changing(type), type, 1000);
            await Variables.CreateAsync(Staying(type), type, 1000);
        }
    }

    public ValueTask<bool> SubmitAsync(Operation operation, CancellationToken cancellation) => _customers.SubmitAsync(Customer, operation, cancellation);

    public ValueTask<bool> IssueAsync(Operation operation, CancellationToken cancellation) => _customers.SubmitAsync(Issuer, operation, cancellation);

    public void Dispose()
    {
        Variables.Dispose();
        _master.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
