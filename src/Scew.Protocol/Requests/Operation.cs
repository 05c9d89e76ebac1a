using System.Collections.Immutable;

namespace Scew.Protocol.Requests;

/// <summary>
/// What a request asks for: a closed hierarchy, one record per operation of the ledger. <see cref="As"/> names the member of <c>by</c> (from 0) whose
/// rights alone count for this part; null means by[0] is the caller and the rights of all of <c>by</c> count.
/// </summary>
public abstract record Operation
{
    /// <summary>The JSON member <c>type</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Index into <c>by</c>, or null.</summary>
    public int? As { get; init; }
}

/// <summary>Creates a wallet; <paramref name="Initial"/> above 0 only for an issuer. JSON type <c>create</c>.</summary>
public sealed record CreateWallet(string Id, long Initial) : Operation
{
    /// <inheritdoc/>
    public override string Type => "create";
}

/// <summary>Moves <paramref name="Amount"/>; fails unless <paramref name="To"/> belongs to <paramref name="ToOwner"/> where that is named. <c>transfer</c>.</summary>
public sealed record Transfer(string From, string To, long Amount, Account? ToOwner) : Operation
{
    /// <inheritdoc/>
    public override string Type => "transfer";
}

/// <summary>One leg of an <see cref="AtomicTransfer"/>.</summary>
public sealed record TransferLeg(string From, string To, long Amount, Account? ToOwner);

/// <summary>All legs or none (1 to 64). <c>atomic-transfer</c>.</summary>
public sealed record AtomicTransfer(ImmutableArray<TransferLeg> Legs) : Operation
{
    /// <inheritdoc/>
    public override string Type => "atomic-transfer";
}

/// <summary>The balance, 0 for an unknown wallet. <c>balance</c>.</summary>
public sealed record Balance(string Id) : Operation
{
    /// <inheritdoc/>
    public override string Type => "balance";
}

/// <summary>Wallets with owner and balance in order of their ids, after <paramref name="After"/> (null: from the first), at most 100. <c>ledger</c>.</summary>
public sealed record LedgerPage(string? After, int Limit) : Operation
{
    /// <inheritdoc/>
    public override string Type => "ledger";
}

/// <summary>A wallet's value. <c>get</c> with <c>id</c>.</summary>
public sealed record Get(string Id) : Operation
{
    /// <inheritdoc/>
    public override string Type => "get";
}

/// <summary>Which of 1 to 100 <paramref name="Ids"/> have a value between the inclusive bounds. <c>get</c> with <c>ids</c>, <c>low</c>, <c>high</c>.</summary>
public sealed record GetRange(ImmutableArray<string> Ids, long Low, long High) : Operation
{
    /// <inheritdoc/>
    public override string Type => "get";
}

/// <summary>An issuer sets a wallet's balance: <c>sum(value - balance)</c>. <c>set</c>.</summary>
public sealed record SetValue(string Id, long Value) : Operation
{
    /// <inheritdoc/>
    public override string Type => "set";
}

/// <summary>An issuer mints (positive) or burns (negative). <c>sum</c>.</summary>
public sealed record Sum(string Id, long Delta) : Operation
{
    /// <inheritdoc/>
    public override string Type => "sum";
}

/// <summary>Comparison operators, JSON <c>= != &lt; &lt;= &gt; &gt;=</c>.</summary>
public enum Comparison
{
    /// <summary>=</summary>
    Equal = 1,

    /// <summary>!=</summary>
    NotEqual = 2,

    /// <summary>&lt;</summary>
    Less = 3,

    /// <summary>&lt;=</summary>
    LessOrEqual = 4,

    /// <summary>&gt;</summary>
    Greater = 5,

    /// <summary>&gt;=</summary>
    GreaterOrEqual = 6,
}

/// <summary>Reads "value of <paramref name="Id"/> <paramref name="Operator"/> <paramref name="Argument"/>". <c>compare</c>.</summary>
public sealed record Compare(string Id, Comparison Operator, long Argument) : Operation
{
    /// <inheritdoc/>
    public override string Type => "compare";
}

/// <summary>
/// All updates (1 to 64 of transfer, atomic-transfer, set, sum, of wallets and encrypted integers) when the condition (a comparison of any type) holds, else none and the code
/// <c>condition-false</c>. <c>conditional-update</c>.
/// </summary>
public sealed record ConditionalUpdate(Operation Condition, ImmutableArray<Operation> Updates) : Operation
{
    /// <summary>Whether it may be the condition.</summary>
    public static bool IsCondition(Operation? operation) => operation is Compare or CompareOrdered or CompareAdditive;

    /// <summary>Whether it may be an update.</summary>
    public static bool IsUpdate(Operation operation) => operation is Transfer or AtomicTransfer or SetValue or Sum or SetRecord or SumAdditive or SumOrdered;

    /// <inheritdoc/>
    public override string Type => "conditional-update";
}

/// <summary>Any operations but transactions, 1 to 256, all or nothing; later ones see earlier ones. <c>transaction</c>.</summary>
public sealed record Transaction(ImmutableArray<Operation> Operations) : Operation
{
    /// <inheritdoc/>
    public override string Type => "transaction";
}

/// <summary>
/// What the signers let a step of a machine do in their name: take at most <paramref name="Most"/> (0 to 2^63-1) from a wallet, or act in an asset, which takes at most that much as its
/// own machine counts it. What is not named here is not touched by their rights.
/// </summary>
public sealed record Allowance(string Id, bool OfWallet, long Most);

/// <summary>A step of an asset. <paramref name="Input"/> goes to the transition; <see cref="Calls"/> is how many calls and payments it may lead to (0 to 8).</summary>
public abstract record AssetStep(string Id, ImmutableSortedDictionary<string, MachineValue> Input) : Operation
{
    /// <summary>What the signers allow besides the asset itself; at most 8, of distinct wallets and assets.</summary>
    public ImmutableArray<Allowance> Allow { get; init; } = [];

    /// <summary>Most calls and payments.</summary>
    public int Calls { get; init; }
}

/// <summary>Creates an asset under machine <paramref name="Machine"/> (e.g. <c>builtin/eshare/1</c>) by that machine's creating transition. <c>asset.create</c>.</summary>
public sealed record AssetCreate(string Id, string Machine, ImmutableSortedDictionary<string, MachineValue> Input) : AssetStep(Id, Input)
{
    /// <inheritdoc/>
    public override string Type => "asset.create";
}

/// <summary>Moves an asset by a transition of its machine. <c>asset.transition</c>.</summary>
public sealed record AssetTransition(string Id, string Transition, ImmutableSortedDictionary<string, MachineValue> Input) : AssetStep(Id, Input)
{
    /// <inheritdoc/>
    public override string Type => "asset.transition";
}

/// <summary>Moves an asset to another machine that declares how; by those whom the machine that it leaves lets. <c>asset.migrate</c>.</summary>
public sealed record AssetMigrate(string Id, string Machine) : Operation
{
    /// <inheritdoc/>
    public override string Type => "asset.migrate";
}

/// <summary>A member proposes who is to order together next, and approves it. <paramref name="Text"/> is a <see cref="Groups.GroupPlan"/>. <c>group.propose</c>.</summary>
public sealed record GroupPropose(string Text) : Operation
{
    /// <inheritdoc/>
    public override string Type => "group.propose";
}

/// <summary>A member approves a proposed plan by its hash, in place of any other that it approved in this epoch. <c>group.approve</c>.</summary>
public sealed record GroupApprove(Digest Plan) : Operation
{
    /// <inheritdoc/>
    public override string Type => "group.approve";
}

/// <summary>Deploys a machine, which is named by the hash of its text (at most 32 KiB); members and issuers may, and anyone in a group that genesis marks <c>dev</c>. <c>machine.deploy</c>.</summary>
public sealed record MachineDeploy(string Text) : Operation
{
    /// <inheritdoc/>
    public override string Type => "machine.deploy";
}
