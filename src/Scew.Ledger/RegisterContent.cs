using System.Collections.Immutable;
using System.Text;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>A register's content, decoded once per block. Version 0 stands for "no register yet" of an issuer.</summary>
internal abstract record RegisterContent(long Version)
{
    public sealed record Wallet(long Version, Account Owner, WalletValue Value) : RegisterContent(Version);

    public sealed record Issuer(long Version, Account Account, IssuerValue Value) : RegisterContent(Version);

    public sealed record Asset(long Version, string Machine, MachineState State) : RegisterContent(Version);

    public sealed record MachineText(long Version, Account Owner, string Text) : RegisterContent(Version)
    {
        public const string Contract = "machine";
        public const string State = "deployed";
    }

    /// <summary>An encrypted integer.</summary>
    public sealed record Variable(long Version, Account Owner, VariableValue Value) : RegisterContent(Version)
    {
        /// <summary>Whether one of these accounts owns it or is named as a writer.</summary>
        public bool MayWrite(ImmutableArray<Account> rights) => MayAny(rights, Value.Writers);

        /// <summary>Whether one of these accounts owns it or is named as a reader.</summary>
        public bool MayRead(ImmutableArray<Account> rights) => MayAny(rights, Value.Readers);

        private bool MayAny(ImmutableArray<Account> rights, ImmutableArray<Account> named)
        {
            foreach (var right in rights)
            {
                if (right == Owner || named.Contains(right))
                {
                    return true;
                }
            }
            return false;
        }
    }

    public sealed record PaillierKey(long Version, Account Owner, PaillierKeyValue Value) : RegisterContent(Version);

    public sealed record EncryptionKey(long Version, Account Account, EncryptionKeyValue Value) : RegisterContent(Version);

    public sealed record Group(long Version, GroupValue Value) : RegisterContent(Version);

    public sealed record Plan(long Version, Account Proposer, string Text) : RegisterContent(Version);

    /// <summary>Decodes a register of a kind that execution writes; null when the bytes are not of its contract.</summary>
    public static RegisterContent? Of(Register register)
    {
        switch (register.Key.Kind)
        {
            case RegisterKind.Wallet when register is { Contract: WalletValue.Contract, State: WalletValue.State }:
                return WalletValue.Decode(register.Value) is { } wallet ? new Wallet(register.Version, register.Owner, wallet) : null;
            case RegisterKind.Issuer when register is { Contract: IssuerValue.Contract, State: IssuerValue.State }:
                return IssuerValue.Decode(register.Value) is { } issuer ? new Issuer(register.Version, register.Owner, issuer) : null;
            case RegisterKind.Asset:
                return AssetRegister.ToState(register) is { } state ? new Asset(register.Version, register.Contract, state) : null;
            case RegisterKind.Machine when register is { Contract: MachineText.Contract, State: MachineText.State }:
                return new MachineText(register.Version, register.Owner, Encoding.UTF8.GetString(register.Value));
            case RegisterKind.Variable when register.State == VariableValue.State && VariableValue.TypeOf(register.Contract) is { } type:
                return VariableValue.Decode(type, register.Value) is { } variable ? new Variable(register.Version, register.Owner, variable) : null;
            case RegisterKind.PaillierKey when register is { Contract: PaillierKeyValue.Contract, State: PaillierKeyValue.State }:
                return PaillierKeyValue.Decode(register.Value) is { } key ? new PaillierKey(register.Version, register.Owner, key) : null;
            case RegisterKind.EncryptionKey when register is { Contract: EncryptionKeyValue.Contract, State: EncryptionKeyValue.State }:
                return EncryptionKeyValue.Decode(register.Value) is { } point ? new EncryptionKey(register.Version, register.Owner, point) : null;
            case RegisterKind.Group when register is { Contract: GroupValue.Contract, State: GroupValue.State }:
                return GroupValue.Decode(register.Value) is { } group ? new Group(register.Version, group) : null;
            case RegisterKind.Group when register is { Contract: PlanText.Contract, State: PlanText.State }:
                return new Plan(register.Version, register.Owner, Encoding.UTF8.GetString(register.Value));
            default:
                return null;
        }
    }

    /// <summary>The register with this content.</summary>
    public Register ToRegister(RegisterKey key) => this switch
    {
        Wallet wallet => new Register(key, Version, WalletValue.Contract, WalletValue.State, wallet.Owner, wallet.Value.Encode()),
        Issuer issuer => new Register(key, Version, IssuerValue.Contract, IssuerValue.State, issuer.Account, issuer.Value.Encode()),
        MachineText machine => new Register(key, Version, MachineText.Contract, MachineText.State, machine.Owner, Encoding.UTF8.GetBytes(machine.Text)),
        Variable variable => new Register(key, Version, variable.Value.Contract, VariableValue.State, variable.Owner, variable.Value.Encode()),
        PaillierKey paillier => new Register(key, Version, PaillierKeyValue.Contract, PaillierKeyValue.State, paillier.Owner, paillier.Value.Encode()),
        EncryptionKey point => new Register(key, Version, EncryptionKeyValue.Contract, EncryptionKeyValue.State, point.Account, point.Value.Encode()),
        Group group => new Register(key, Version, GroupValue.Contract, GroupValue.State, default, group.Value.Encode()),
        Plan plan => new Register(key, Version, PlanText.Contract, PlanText.State, plan.Proposer, Encoding.UTF8.GetBytes(plan.Text)),
        Asset asset => AssetRegister.ToRegister(key.Id, Version, asset.Machine, asset.State),
        _ => throw new InvariantException("a content without a register"),
    };
}
