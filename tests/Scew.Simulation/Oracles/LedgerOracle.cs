using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Simulation.Oracles;

/// <summary>
/// A naive ledger run over the agreed chain, each request once: every honest member's wallets must end with these owners and balances, and nothing is made
/// but by the issuer.
/// </summary>
internal sealed class LedgerOracle(World world)
{
    private readonly SortedDictionary<string, (Account Owner, long Balance)> _wallets = new(StringComparer.Ordinal);
    private long _minted;

    public void Apply(Block block)
    {
        foreach (var id in block.RequestIds)
        {
            if (world.Clients.Find(id) is { } request)
            {
                Apply(request);
            }
        }
        if (_wallets.Values.Sum(wallet => wallet.Balance) != _minted)
        {
            throw new ViolationException("conservation", "the naive ledger itself does not conserve");
        }
    }

    public void Compare(MemberHost host)
    {
        var held = host.Registers.Where(entry => entry.Key.Kind == RegisterKind.Wallet).Select(entry =>
            (entry.Key.Id, entry.Value.Owner, WalletValue.Decode(entry.Value.Value)?.Balance ?? -1));
        var expected = _wallets.Select(wallet => (wallet.Key, wallet.Value.Owner, wallet.Value.Balance));
        if (!held.SequenceEqual(expected))
        {
            throw new ViolationException("conservation", $"member {host.Name} holds [{string.Join(", ", held)}], the chain gives [{string.Join(", ", expected)}]");
        }
    }

    private void Apply(SimulatedRequest request)
    {
        var issued = request.By.Contains(SimulatedRequest.Customer(0));
        switch (request.Operation)
        {
            case CreateWallet create when issued && !_wallets.ContainsKey(create.Id):
                _wallets[create.Id] = (request.By[0], create.Initial);
                _minted += create.Initial;
                break;
            case Sum sum when issued && _wallets.TryGetValue(sum.Id, out var wallet):
                _wallets[sum.Id] = wallet with { Balance = wallet.Balance + sum.Delta };
                _minted += sum.Delta;
                break;
            case Transfer transfer when transfer.From != transfer.To && _wallets.TryGetValue(transfer.From, out var payer)
                && _wallets.TryGetValue(transfer.To, out var payee) && request.By.Contains(payer.Owner) && payer.Balance >= transfer.Amount:
                _wallets[transfer.From] = payer with { Balance = payer.Balance - transfer.Amount };
                _wallets[transfer.To] = payee with { Balance = payee.Balance + transfer.Amount };
                break;
        }
    }
}
