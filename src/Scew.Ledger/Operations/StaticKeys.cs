using System.Collections.Immutable;
using System.Text;
using Scew.Machines.Language;
using Scew.Protocol.Groups;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>
/// The registers that a request touches for certain, so that one question brings them; where a machine leads it further, execution asks again. A ledger page adds the wallets that stand behind its start now: whatever else can come
/// into the page was opened in the block, and so is a key of the request that opened it.
/// </summary>
internal static class StaticKeys
{
    public static void Collect(Operation operation, Authority enclosing, LedgerParameters parameters, ImmutableSortedSet<string> wallets, Action<RegisterKey> add)
    {
        if (!enclosing.TryNarrow(operation, out var authority))
        {
            return;
        }
        switch (operation)
        {
            case Transfer transfer:
                add(Wallet(transfer.From));
                add(Wallet(transfer.To));
                break;
            case AtomicTransfer transfer:
                foreach (var leg in transfer.Legs)
                {
                    add(Wallet(leg.From));
                    add(Wallet(leg.To));
                }
                break;
            case CreateWallet create:
                add(Wallet(create.Id));
                AddIssuer(create.Initial > 0, authority, parameters, add);
                break;
            case SetValue set:
                add(Wallet(set.Id));
                AddIssuer(true, authority, parameters, add);
                break;
            case Sum sum:
                add(Wallet(sum.Id));
                AddIssuer(true, authority, parameters, add);
                break;
            case ConditionalUpdate update:
                Collect(update.Condition, authority, parameters, wallets, add);
                CollectAll(update.Updates, authority, parameters, wallets, add);
                break;
            case Transaction transaction:
                CollectAll(transaction.Operations, authority, parameters, wallets, add);
                break;
            case AssetCreate create:
                add(new RegisterKey(RegisterKind.Asset, create.Id));
                AddMachine(create.Machine, add);
                break;
            case AssetTransition transition:
                add(new RegisterKey(RegisterKind.Asset, transition.Id));
                break;
            case AssetMigrate migrate:
                add(new RegisterKey(RegisterKind.Asset, migrate.Id));
                AddMachine(migrate.Machine, add);
                break;
            case GroupPropose propose:
                add(GroupValue.Key);
                if (GroupPlan.Parse(Encoding.UTF8.GetBytes(propose.Text)) is { } plan)
                {
                    add(GroupValue.PlanKey(plan.Hash()));
                }
                break;
            case GroupApprove approve:
                add(GroupValue.Key);
                add(GroupValue.PlanKey(approve.Plan));
                break;
            case MachineDeploy deploy:
                add(new RegisterKey(RegisterKind.Machine, MachineText.NameOf(deploy.Text)));
                break;
            case PublishKey:
                add(new RegisterKey(RegisterKind.EncryptionKey, authority.Caller.ToString()));
                break;
            case VariableOperation or KeyCreate:
                CollectVariables(operation, add);
                break;
            default:
                CollectRead(operation, wallets, add);
                break;
        }
    }

    private static void CollectRead(Operation operation, ImmutableSortedSet<string> wallets, Action<RegisterKey> add)
    {
        switch (operation)
        {
            case Balance balance:
                add(Wallet(balance.Id));
                break;
            case Get get:
                add(Wallet(get.Id));
                break;
            case Compare compare:
                add(Wallet(compare.Id));
                break;
            case GetRange range:
                foreach (var id in range.Ids)
                {
                    add(Wallet(id));
                }
                break;
            case LedgerPage page when page.Limit is >= 1 and <= RequestLimits.MaxPage:
                foreach (var id in WalletPages.After(wallets, page.After, page.Limit))
                {
                    add(Wallet(id));
                }
                break;
            default:
                break;
        }
    }

    private static void CollectVariables(Operation operation, Action<RegisterKey> add)
    {
        foreach (var key in VariableKeys.Of(operation))
        {
            add(key);
        }
        if (VariableKeys.Named(operation) is { } named)
        {
            add(named);
        }
    }

    private static void CollectAll(
        ImmutableArray<Operation> parts, Authority authority, LedgerParameters parameters, ImmutableSortedSet<string> wallets, Action<RegisterKey> add)
    {
        foreach (var part in parts)
        {
            Collect(part, authority, parameters, wallets, add);
        }
    }

    private static void AddIssuer(bool needed, Authority authority, LedgerParameters parameters, Action<RegisterKey> add)
    {
        if (needed && authority.Issuer(parameters) is { } issuer)
        {
            add(new RegisterKey(RegisterKind.Issuer, issuer.ToString()));
        }
    }

    private static void AddMachine(string name, Action<RegisterKey> add)
    {
        if (BlockScope.IsDeployed(name))
        {
            add(new RegisterKey(RegisterKind.Machine, name));
        }
    }

    private static RegisterKey Wallet(string id) => new(RegisterKind.Wallet, id);
}
