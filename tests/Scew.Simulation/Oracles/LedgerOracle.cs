using System.Collections.Immutable;
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
    private readonly List<ImmutableSortedDictionary<string, (Account Owner, long Balance)>> _heights = [];
    private ImmutableSortedDictionary<string, (Account Owner, long Balance)> _wallets = ImmutableSortedDictionary.Create<string, (Account Owner, long Balance)>(StringComparer.Ordinal);
    private long _minted;

    public void Apply(Block block)
    {
        _heights.Add(_wallets);
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

    /// <summary>The member's wallets are those of the chain up to this height.</summary>
    public void Compare(MemberHost host, long height)
    {
        var wallets = height < _heights.Count ? _heights[(int)height] : _wallets;
        var held = host.Registers.Where(entry => entry.Key.Kind == RegisterKind.Wallet).Select(entry =>
            (entry.Key.Id, entry.Value.Owner, WalletValue.Decode(entry.Value.Value)?.Balance ?? -1));
        var expected = wallets.Select(wallet => (wallet.Key, wallet.Value.Owner, wallet.Value.Balance));
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
                _wallets = _wallets.SetItem(create.Id, (request.By[0], create.Initial));
                _minted += create.Initial;
                break;
            case Sum sum when issued && _wallets.TryGetValue(sum.Id, out var wallet):
                _wallets = _wallets.SetItem(sum.Id, wallet with { Balance = wallet.Balance + sum.Delta });
                _minted += sum.Delta;
                break;
            case Transfer transfer when transfer.From != transfer.To && _wallets.TryGetValue(transfer.From, out var payer)
                && _wallets.TryGetValue(transfer.To, out var payee) && request.By.Contains(payer.Owner) && payer.Balance >= transfer.Amount:
                _wallets = _wallets.SetItem(transfer.From, payer with { Balance = payer.Balance - transfer.Amount });
                _wallets = _wallets.SetItem(transfer.To, payee with { Balance = payee.Balance + transfer.Amount });
                break;
        }
    }
}
