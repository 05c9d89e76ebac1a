using Scew.Ledger.Operations;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>
/// What may happen to one register, from the register alone. Execution computes every write by these rules, and an AssetGrain runs them again before it
/// takes a change, so neither has to believe the other.
/// </summary>
public sealed class RegisterRules
{
    private readonly LedgerParameters _parameters;
    private readonly MachineCatalog _machines;

    /// <summary>Rules of a group and its machines.</summary>
    public RegisterRules(LedgerParameters parameters, MachineCatalog machines)
    {
        _parameters = parameters;
        _machines = machines;
        Assets = new AssetRules(parameters);
    }

    /// <summary>Those of assets and machines.</summary>
    internal AssetRules Assets { get; }

    /// <summary>
    /// As <see cref="Validate(RegisterChange, Func{string, Machine})"/>, and the change must start from exactly <paramref name="held"/>. <paramref name="find"/> finds the machines
    /// that <see cref="MachinesOf"/> names; without it those that ship and those that were compiled lately.
    /// </summary>
    public string? Validate(Register? held, RegisterChange change, Func<string, Machine?>? find = null)
    {
        var same = held is null ? change.Before is null : change.Before is not null && held.Encode().AsSpan().SequenceEqual(change.Before.Encode());
        return same ? Validate(change, find) : "the change does not start from the register that is held";
    }

    /// <summary>Runs the causes from <see cref="RegisterChange.Before"/> and compares with <see cref="RegisterChange.After"/>; null, or why the change is refused.</summary>
    public string? Validate(RegisterChange change, Func<string, Machine?>? find = null)
    {
        find ??= _machines.FindCompiled;
        if (change.Causes.IsDefaultOrEmpty || change.After.Key != change.Key || (change.Before is { } old && old.Key != change.Key))
        {
            return "a change has causes and names its register";
        }
        var content = change.Before is null ? null : RegisterContent.Of(change.Before);
        if (change.Before is not null && content is null)
        {
            return "the register before the change is not one of its contract";
        }
        foreach (var cause in change.Causes)
        {
            var reason = Apply(change.Key, content, cause, find, null, out content);
            if (reason is not null)
            {
                return reason;
            }
        }
        var after = content!.ToRegister(change.Key);
        return after.Encode().AsSpan().SequenceEqual(change.After.Encode()) ? null : "the causes do not lead to the register after the change";
    }

    /// <summary>The machines that whoever validates a change has to know, in order of first mention.</summary>
    public static IEnumerable<string> MachinesOf(RegisterChange change) => change.Causes.SelectMany(static cause => cause switch
    {
        ChangeCause.MachineStep step => [step.Machine],
        ChangeCause.TimerFired fired => [fired.Machine],
        ChangeCause.AssetMigrated migrated => [migrated.From, migrated.To],
        _ => Array.Empty<string>(),
    }).Distinct(StringComparer.Ordinal);

    /// <summary>One write: the next content, or why not. With a memo, steps that were taken already are not taken again.</summary>
    internal string? Apply(RegisterKey key, RegisterContent? before, ChangeCause cause, Func<string, Machine?> find, StepMemo? memo, out RegisterContent? after)
    {
        after = null;
        switch (cause)
        {
            case ChangeCause.WalletOpened opened:
                return Open(key, before, opened, out after);
            case ChangeCause.MachineStep step:
                return Assets.Step(key, before, step, find, memo, out after);
            case ChangeCause.TimerFired fired:
                return Assets.Fire(key, before, fired, find, memo, out after);
            case ChangeCause.TimerSpent spent:
                return AssetRules.Spend(before, spent, out after);
            case ChangeCause.AssetMigrated migrated:
                return Assets.Migrate(key, before, migrated, find, memo, out after);
            case ChangeCause.MachineDeployed deployed:
                return AssetRules.Deploy(key, before, deployed, out after);
            case ChangeCause.VariableCreated created:
                return VariableRules.Create(key, before, created, out after);
            case ChangeCause.VariableWritten written:
                return VariableRules.Write(before, written, out after);
            case ChangeCause.VariableRekeyed rekeyed:
                return VariableRules.Rekey(before, rekeyed, out after);
            case ChangeCause.KeyRegistered registered:
                return VariableRules.Register(key, before, registered, out after);
            case ChangeCause.EncryptionKeyPublished published:
                return VariableRules.Publish(key, before, published, out after);
            case ChangeCause.PlanProposed proposed:
                return GroupRules.Propose(_parameters, key, before, proposed, out after);
            case ChangeCause.PlanApproved approved:
                return GroupRules.Approve(_parameters, key, before, approved, out after);
            case ChangeCause.EpochEnded ended:
                return GroupRules.End(before, ended, out after);
            case ChangeCause.IssuerMinted or ChangeCause.IssuerBurned:
                return Count(key, before, cause, out after);
            default:
                if (before is not RegisterContent.Wallet wallet)
                {
                    return "there is no such wallet";
                }
                var reason = Move(wallet, cause, out var value);
                after = reason is null ? new RegisterContent.Wallet(wallet.Version + 1, wallet.Owner, value) : null;
                return reason;
        }
    }

    private static bool Contains(System.Collections.Immutable.ImmutableArray<Account> rights, Account account)
    {
        foreach (var right in rights)
        {
            if (right == account)
            {
                return true;
            }
        }
        return false;
    }

    private static WalletValue Mint(WalletValue value, Account issuer, long amount) =>
        value.WithIssued(issuer, value.IssuedBy(issuer) + amount) with { Balance = value.Balance + amount };

    private string? Open(RegisterKey key, RegisterContent? before, ChangeCause.WalletOpened cause, out RegisterContent? after)
    {
        after = null;
        if (key.Kind != RegisterKind.Wallet || before is not null)
        {
            return "only a wallet that is not there is opened";
        }
        if (cause.Initial < 0 || (cause.Initial > 0) != cause.Issuer.HasValue || (cause.Issuer is { } by && _parameters.Limit(by) is null))
        {
            return "only an issuer opens a wallet with a balance";
        }
        var value = cause.Issuer is { } issuer ? Mint(WalletValue.Empty, issuer, cause.Initial) : WalletValue.Empty;
        after = new RegisterContent.Wallet(1, cause.Owner, value);
        return null;
    }

    private string? Move(RegisterContent.Wallet wallet, ChangeCause cause, out WalletValue value)
    {
        value = wallet.Value;
        switch (cause)
        {
            case ChangeCause.WalletPaid paid:
                if (paid.Amount <= 0 || paid.Amount > value.Balance || !Contains(paid.Rights, wallet.Owner))
                {
                    return "the owner pays what is there";
                }
                value = value with { Balance = value.Balance - paid.Amount };
                return null;
            case ChangeCause.WalletReceived received:
                if (received.Amount <= 0 || received.Amount > long.MaxValue - value.Balance)
                {
                    return "what arrives fits the balance";
                }
                value = value with { Balance = value.Balance + received.Amount };
                return null;
            case ChangeCause.WalletMinted minted:
                if (minted.Amount <= 0 || minted.Amount > long.MaxValue - value.Balance || _parameters.Limit(minted.Issuer) is null
                    || minted.Amount > long.MaxValue - value.IssuedBy(minted.Issuer))
                {
                    return "an issuer mints what fits the balance";
                }
                value = Mint(value, minted.Issuer, minted.Amount);
                return null;
            case ChangeCause.WalletBurned burned:
                var issued = value.IssuedBy(burned.Issuer);
                if (burned.Amount <= 0 || burned.Amount > value.Balance || _parameters.Limit(burned.Issuer) is null || !MayBurn(wallet, burned))
                {
                    return "an issuer burns from its own wallet, with the owner, or what it minted there";
                }
                value = value.WithIssued(burned.Issuer, Math.Max(0, issued - burned.Amount)) with { Balance = value.Balance - burned.Amount };
                return null;
            default:
                return "a wallet knows no such change";
        }
    }

    /// <summary>The rule of burning: the issuer's own wallet, an owner who co-signs, or at most what the issuer minted there and has not burned.</summary>
    internal static bool MayBurn(RegisterContent.Wallet wallet, ChangeCause.WalletBurned cause) =>
        wallet.Owner == cause.Issuer || Contains(cause.Rights, wallet.Owner) || wallet.Value.IssuedBy(cause.Issuer) >= cause.Amount;

    private string? Count(RegisterKey key, RegisterContent? before, ChangeCause cause, out RegisterContent? after)
    {
        after = null;
        var account = cause is ChangeCause.IssuerMinted minted ? minted.Issuer : ((ChangeCause.IssuerBurned)cause).Issuer;
        if (key.Kind != RegisterKind.Issuer || key.Id != account.ToString() || _parameters.Limit(account) is not { } limit)
        {
            return "only an issuer of genesis has counters";
        }
        var counters = before as RegisterContent.Issuer ?? new RegisterContent.Issuer(0, account, default);
        if (counters.Account != account)
        {
            return "the counters belong to another issuer";
        }
        var value = counters.Value;
        if (cause is ChangeCause.IssuerMinted mint)
        {
            if (mint.Amount <= 0 || mint.Amount > long.MaxValue - value.Minted || (Int128)value.Minted + mint.Amount - value.Burned > limit)
            {
                return "an issuer mints up to its limit";
            }
            value = value with { Minted = value.Minted + mint.Amount };
        }
        else
        {
            var amount = ((ChangeCause.IssuerBurned)cause).Amount;
            if (amount <= 0 || amount > long.MaxValue - value.Burned)
            {
                return "burned amounts fit their counter";
            }
            value = value with { Burned = value.Burned + amount };
        }
        after = new RegisterContent.Issuer(counters.Version + 1, account, value);
        return null;
    }
}
