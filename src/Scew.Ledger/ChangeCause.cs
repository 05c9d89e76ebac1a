using System.Collections.Immutable;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Ledger;

/// <summary>
/// One write to a register: with the register before it, all that is needed to judge it and to compute the register after it. Closed; the codec's numbers
/// are append only. "Rights" are the accounts whose signatures count for the write.
/// </summary>
public abstract record ChangeCause
{
    /// <summary>A wallet is opened, with an initial amount minted by an issuer where that is above 0.</summary>
    public sealed record WalletOpened(Account Owner, Account? Issuer, long Initial) : ChangeCause;

    /// <summary>The owner pays.</summary>
    public sealed record WalletPaid(ImmutableArray<Account> Rights, long Amount) : ChangeCause;

    /// <summary>Something arrives.</summary>
    public sealed record WalletReceived(long Amount) : ChangeCause;

    /// <summary>An issuer mints into the wallet.</summary>
    public sealed record WalletMinted(Account Issuer, long Amount) : ChangeCause;

    /// <summary>An issuer burns from the wallet.</summary>
    public sealed record WalletBurned(Account Issuer, ImmutableArray<Account> Rights, long Amount) : ChangeCause;

    /// <summary>An issuer's counter of minted amounts rises.</summary>
    public sealed record IssuerMinted(Account Issuer, long Amount) : ChangeCause;

    /// <summary>An issuer's counter of burned amounts rises.</summary>
    public sealed record IssuerBurned(Account Issuer, long Amount) : ChangeCause;

    /// <summary>An asset takes a transition of its machine; from no register, the creating one.</summary>
    public sealed record MachineStep(string Machine, string Transition, MachineValues Input, MachineContext Context) : ChangeCause;

    /// <summary>
    /// Time takes a transition that was armed for <paramref name="DueMs"/>, in the block of the given time and height. The timer is consumed, and the version rises, even where
    /// the machine refuses the step.
    /// </summary>
    public sealed record TimerFired(string Machine, string Transition, long DueMs, long TimeMs, long Height) : ChangeCause;

    /// <summary>As <see cref="TimerFired"/>, but what the transition asks of other registers was refused: only the timer is consumed.</summary>
    public sealed record TimerSpent(string Machine, string Transition, long DueMs, long TimeMs) : ChangeCause;

    /// <summary>A machine's text is deployed; the register's id is its hash.</summary>
    public sealed record MachineDeployed(Account Owner, string Text) : ChangeCause;

    /// <summary>An asset moves from one machine to another that declares how.</summary>
    public sealed record AssetMigrated(string From, string To, MachineContext Context) : ChangeCause;

    /// <summary>An encrypted integer begins, with its record under the named key.</summary>
    public sealed record VariableCreated(
        Account Owner, VariableType Type, string Key, byte[] Record, ImmutableArray<Account> Writers, ImmutableArray<Account> Readers) : ChangeCause;

    /// <summary>The owner or a writer stores another record under the same key, as it was given or as a secure module computed it.</summary>
    public sealed record VariableWritten(ImmutableArray<Account> Rights, string Key, byte[] Record) : ChangeCause;

    /// <summary>The owner names key, record, writers and readers anew.</summary>
    public sealed record VariableRekeyed(
        ImmutableArray<Account> Rights, string Key, byte[] Record, ImmutableArray<Account> Writers, ImmutableArray<Account> Readers) : ChangeCause;

    /// <summary>A Paillier key whose proof held is registered.</summary>
    public sealed record KeyRegistered(Account Owner, byte[] PublicKey, byte[] Proof, byte[] Sealed) : ChangeCause;

    /// <summary>An account publishes the key to which others seal for it, in place of an older one.</summary>
    public sealed record EncryptionKeyPublished(Account Account, byte[] Key) : ChangeCause;

    /// <summary>A member's plan is written down; the register's id is its hash.</summary>
    public sealed record PlanProposed(Account Proposer, string Text) : ChangeCause;

    /// <summary>
    /// A member approves a plan in the block of <paramref name="Height"/>. <paramref name="Text"/> is the plan where this approval is the one that decides: the epoch then ends
    /// <see cref="GroupRules.HeightsAhead"/> above.
    /// </summary>
    public sealed record PlanApproved(Account Member, Digest Plan, string? Text, long Height) : ChangeCause;

    /// <summary>The block of the epoch's last height was executed.</summary>
    public sealed record EpochEnded(long Height) : ChangeCause;
}
