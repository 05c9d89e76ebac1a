using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Scew.Homomorphic.Modules;
using Scew.Ledger.Tests.Variables;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Trees;

namespace Scew.Ledger.Tests;

/// <summary>
/// A ledger with its registers beside it, as LedgerGrain and AssetGrains hold them: answers what execution needs, validates every change as an AssetGrain
/// does, and commits.
/// </summary>
internal sealed class TestLedger
{
    public const long WindowMs = 120_000;
    public const long SeveralWindowMs = 86_400_000;
    public const long IssuerLimit = 1_000_000;

    public static readonly Digest Group = Digest.Of("group"u8);
    public static readonly Account Member = Person("member");
    public static readonly Account Bank = Person("bank");
    public static readonly Account Mint = Person("mint");
    public static readonly Account Boundless = Person("boundless");
    public static readonly Account Alice = Person("alice");
    public static readonly Account Bob = Person("bob");
    public static readonly Account Carol = Person("carol");
    public static readonly LedgerParameters Parameters = new(
        Group, [Member], [(Bank, IssuerLimit), (Mint, 500), (Boundless, long.MaxValue)], new ValidityWindow(WindowMs, SeveralWindowMs))
    {
        IsDevelopment = true,
        HasModules = true,
    };

    private long _nonce;

    /// <summary>Which steps are worked out before a block runs; it must not matter.</summary>
    public Func<int, bool> RunsAhead { get; set; } = static place => place % 2 == 0;

    public TestLedger()
        : this(Parameters)
    {
    }

    public TestLedger(LedgerParameters parameters)
        : this(LedgerState.Genesis(parameters, Machines))
    {
    }

    private TestLedger(LedgerState state)
    {
        State = state;
        Rules = new RegisterRules(state.Parameters, Machines);
    }

    /// <summary>What ships, and a machine with timers.</summary>
    public static MachineCatalog Machines { get; } = new(MachineCatalog.Shipped.Machines.Add(Alarm.Machine));

    public LedgerState State { get; }

    public SortedDictionary<RegisterKey, Register> Registers { get; } = [];

    public RegisterRules Rules { get; }

    /// <summary>Answers what the ledger asks of secure modules.</summary>
    public SecureModule Module { get; set; } = Client.Module();

    /// <summary>Whether the ledger asks before it runs a block; it must not matter.</summary>
    public bool AsksAhead { get; set; } = true;

    /// <summary>What the last block asked, by rounds.</summary>
    public List<ImmutableArray<ModuleCall>> Rounds { get; } = [];

    public List<BlockOutcome> Outcomes { get; } = [];

    public long NowMs => State.Head.TimeMs;

    public static Account Person(string name) => new(Digest.Of(Encoding.UTF8.GetBytes(name)));

    public static string Own(Account account, string name) => IdRules.OwnPrefix(account) + ":" + name;

    public static SignedRequest Request(long nonce, long validUntilMs, Operation operation, params ImmutableArray<Account> by)
    {
        var payload = new RequestPayload(by, Group, NonceOf(nonce), operation, validUntilMs);
        return new SignedRequest(Person($"request {nonce}").Thumbprint, default, payload, 1);
    }

    private static string NonceOf(long nonce)
    {
        var bytes = new byte[RequestLimits.NonceBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, nonce);
        return Base64Url.Encode(bytes);
    }

    /// <summary>A request valid in the next block.</summary>
    public SignedRequest Signed(Operation operation, params ImmutableArray<Account> by) => Request(++_nonce, NowMs + 60_000, operation, by);

    /// <summary>Executes one request in a block of its own; returns code and JSON.</summary>
    public (string Code, string Json) Run(Operation operation, params ImmutableArray<Account> by)
    {
        return Run(Signed(operation, by));
    }

    /// <summary>As <see cref="Run(Operation, ImmutableArray{Account})"/>.</summary>
    public (string Code, string Json) Run(SignedRequest request)
    {
        var result = Block(request).Results.Single().Result;
        return (result.Code, Encoding.UTF8.GetString(result.Json));
    }

    /// <summary>Executes it, which must succeed.</summary>
    public string Ok(Operation operation, params ImmutableArray<Account> by) => Ok(Signed(operation, by));

    /// <summary>Executes it, which must succeed.</summary>
    public string Ok(SignedRequest request)
    {
        var (code, json) = Run(request);
        Assert.True(code == "ok", code + " " + json);
        return json;
    }

    /// <summary>An encrypted integer as it stands.</summary>
    public VariableValue Variable(string id)
    {
        var register = Registers[new RegisterKey(RegisterKind.Variable, id)];
        return VariableValue.Decode(VariableValue.TypeOf(register.Contract)!.Value, register.Value)!;
    }

    public byte[] Record(string id) => Variable(id).Record;

    public BlockOutcome Block(params ImmutableArray<SignedRequest> requests) => BlockAt(NowMs + 10, requests);

    public BlockOutcome BlockAt(long timeMs, params ImmutableArray<SignedRequest> requests)
    {
        var outcome = Execute(Input(timeMs, requests));
        Commit(outcome);
        return outcome;
    }

    public BlockInput Input(long timeMs, params ImmutableArray<SignedRequest> requests)
    {
        var height = State.Head.Height + 1;
        return new BlockInput(height, Digest.Of(Encoding.UTF8.GetBytes($"block {height}")), timeMs, 0, requests);
    }

    public BlockOutcome Execute(BlockInput input)
    {
        var execution = State.Begin(input, AsksAhead);
        var step = execution.Step;
        Rounds.Clear();
        while (step is ExecutionStep.Needs needs)
        {
            foreach (var ahead in needs.Ahead.Where((_, place) => RunsAhead(place)))
            {
                ahead.Run();
            }
            if (!needs.Questions.IsEmpty)
            {
                Rounds.Add(needs.Questions);
            }
            step = execution.Resume([.. needs.Registers.Select(Answer)], [.. needs.Questions.Select(Module.Run)]);
        }
        return Assert.IsType<ExecutionStep.Done>(step).Outcome;
    }

    public RegisterAnswer Answer(RegisterKey key) => new(key, Registers.GetValueOrDefault(key));

    public void Commit(BlockOutcome outcome)
    {
        foreach (var change in outcome.Changes)
        {
            Assert.Null(Rules.Validate(Registers.GetValueOrDefault(change.Key), change));
            Registers[change.Key] = change.After;
        }
        RequireWholeHistory(outcome);
        State.Commit(outcome);
        Outcomes.Add(outcome);
    }

    /// <summary>Timers and requests tell every version of every asset, each once and in order.</summary>
    private static void RequireWholeHistory(BlockOutcome outcome)
    {
        var told = outcome.Fired.SelectMany(fired => fired.Versions).Concat(outcome.Results.SelectMany(result => result.Versions))
            .GroupBy(version => version.Id, version => version.Version, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        var changed = outcome.Changes.Where(change => change.Key.Kind == RegisterKind.Asset).ToArray();
        Assert.Equal(changed.Length, told.Count);
        foreach (var change in changed)
        {
            var before = change.Before?.Version ?? 0;
            Assert.Equal(Enumerable.Range(1, (int)(change.After.Version - before)).Select(step => before + step), told[change.Key.Id]);
        }
    }

    public long BalanceOf(string id) =>
        Registers.TryGetValue(new RegisterKey(RegisterKind.Wallet, id), out var register) ? WalletValue.Decode(register.Value)!.Value.Balance : -1;

    public MachineState Asset(string id) => AssetRegister.ToState(Registers[new RegisterKey(RegisterKind.Asset, id)])!;

    /// <summary>As after a restart or a state transfer: from registers, block hashes and remembered ids only.</summary>
    public TestLedger Restored(MachineCatalog? machines = null)
    {
        var history = HistoryTree.Empty.Append(LedgerHead.Genesis(Group).BlockHash);
        history = Outcomes.Aggregate(history, (tree, outcome) => tree.Append(outcome.BlockHash));
        var ids = Outcomes.SelectMany(outcome => outcome.Results).Select(executed => new ExecutedId(executed.Result.RequestId, executed.RememberUntilMs));
        var restored = new TestLedger(LedgerState.Restore(Parameters, machines ?? Machines, State.Head, Registers.Values, history, ids)) { _nonce = _nonce };
        foreach (var (key, register) in Registers)
        {
            restored.Registers.Add(key, register);
        }
        restored.Outcomes.AddRange(Outcomes);
        return restored;
    }

    /// <summary>Wallets a (Alice, 100) and b (Bob, 10), both minted by the bank.</summary>
    public static TestLedger WithTwoWallets()
    {
        var ledger = new TestLedger();
        Assert.Equal("ok", ledger.Run(new CreateWallet(Own(Alice, "a"), 0), Alice).Code);
        Assert.Equal("ok", ledger.Run(new CreateWallet(Own(Bob, "b"), 0), Bob).Code);
        Assert.Equal("ok", ledger.Run(new Sum(Own(Alice, "a"), 100), Bank).Code);
        Assert.Equal("ok", ledger.Run(new Sum(Own(Bob, "b"), 10), Bank).Code);
        return ledger;
    }
}
