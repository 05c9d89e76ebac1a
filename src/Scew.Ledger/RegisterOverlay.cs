using System.Collections.Immutable;
using Scew.Ledger.Operations;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>All registers of a block in work, with an undo log per request: a refused request leaves no trace.</summary>
internal sealed class RegisterOverlay(RegisterRules rules)
{
    /// <summary>Steps that were taken in this block.</summary>
    public StepMemo Memo { get; } = new();

    /// <summary>Names of machines that cannot be compiled before what is missing is loaded.</summary>
    public HashSet<string> Waiting { get; } = new(StringComparer.Ordinal);

    private readonly Dictionary<RegisterKey, WorkingRegister> _missing = [];

    private readonly Dictionary<RegisterKey, WorkingRegister> _registers = [];
    private readonly List<WorkingRegister> _order = [];
    private readonly List<(WorkingRegister Register, RegisterContent? Previous)> _undo = [];
    private readonly SortedSet<string> _newWallets = new(StringComparer.Ordinal);

    /// <summary>Ids of the wallets that this block opened so far.</summary>
    public SortedSet<string> NewWallets => _newWallets;

    public bool Has(RegisterKey key) => _registers.ContainsKey(key);

    public void Load(RegisterKey key, Digest keyHash, Register? register)
    {
        var content = register is null ? null : RegisterContent.Of(register);
        Invariant.Require(register is null || (register.Key == key && content is not null), "a register is answered as it was written");
        var working = new WorkingRegister(key, keyHash, register, content);
        Invariant.Require(_registers.TryAdd(key, working), "a register is loaded once");
        _order.Add(working);
    }

    /// <summary>Something was touched that is not loaded: what the request did counts for nothing, and it runs again.</summary>
    public bool IsShort => _missing.Count > 0;

    /// <summary>Finds the machines of this block.</summary>
    public required Func<string, Machine?> Machines { get; init; }

    /// <summary>The register. One that is not loaded seems to be absent, until the request is taken back.</summary>
    public WorkingRegister this[RegisterKey key]
    {
        get
        {
            if (!_registers.TryGetValue(key, out var register) && !_missing.TryGetValue(key, out register))
            {
                register = new WorkingRegister(key, default, null, null);
                _missing.Add(key, register);
            }
            return register;
        }
    }

    /// <summary>What has to be loaded before the request runs again, in order of keys.</summary>
    public ImmutableArray<RegisterKey> TakeMissing()
    {
        var missing = _missing.Keys.Order().ToImmutableArray();
        _missing.Clear();
        Waiting.Clear();
        return missing;
    }

    /// <summary>Writes by the register's rules. The operation checked all that a client can get wrong, so a refusal here is our bug.</summary>
    public RegisterContent Write(WorkingRegister register, ChangeCause cause)
    {
        var reason = rules.Apply(register.Key, register.Content, cause, Machines, Memo, out var next);
        Invariant.Require(reason is null && next is not null, reason ?? "a write has a content");
        _undo.Add((register, register.Content));
        if (register is { Content: null, Key.Kind: RegisterKind.Wallet })
        {
            _newWallets.Add(register.Key.Id);
        }
        register.Write(next, cause);
        return next;
    }

    /// <summary>The texts that an account deployed in this block.</summary>
    public IEnumerable<string> NewTexts(Account account) =>
        _order.Where(static register => register.Original is null).Select(static register => register.Content).OfType<RegisterContent.MachineText>()
            .Where(machine => machine.Owner == account).Select(static machine => machine.Text);

    /// <summary>What was loaded so far.</summary>
    public IEnumerable<WorkingRegister> Loaded => _order;

    /// <summary>Starts a request.</summary>
    public void Begin() => _undo.Clear();

    /// <summary>Takes back all that the request wrote.</summary>
    public void Rollback()
    {
        for (var i = _undo.Count - 1; i >= 0; i--)
        {
            var (register, previous) = _undo[i];
            register.Undo(previous);
            if (previous is null && register.Key.Kind == RegisterKind.Wallet)
            {
                _newWallets.Remove(register.Key.Id);
            }
        }
        _undo.Clear();
    }

    /// <summary>The registers that the request wrote, in order of first write, and those among them that it created.</summary>
    public (ImmutableArray<RegisterKey> Written, ImmutableArray<RegisterKey> Created) Touched()
    {
        if (_undo.Count == 0)
        {
            return ([], []);
        }
        var written = ImmutableArray.CreateBuilder<RegisterKey>(_undo.Count);
        var created = ImmutableArray<RegisterKey>.Empty;
        HashSet<RegisterKey>? seen = _undo.Count > 8 ? [] : null;
        foreach (var (register, previous) in _undo)
        {
            if (seen is null ? !written.Contains(register.Key) : seen.Add(register.Key))
            {
                written.Add(register.Key);
                created = previous is null ? created.Add(register.Key) : created;
            }
        }
        return (written.ToImmutable(), created);
    }

    /// <summary>The versions that assets reached since <see cref="Begin"/>, in order of writing: each write raises one by one.</summary>
    public ImmutableArray<AssetVersion> AssetVersions()
    {
        ImmutableArray<AssetVersion>.Builder? versions = null;
        foreach (var (register, previous) in _undo)
        {
            if (register.Key.Kind == RegisterKind.Asset)
            {
                (versions ??= ImmutableArray.CreateBuilder<AssetVersion>()).Add(new AssetVersion(register.Key.Id, (previous?.Version ?? 0) + 1));
            }
        }
        return versions?.DrainToImmutable() ?? [];
    }

    /// <summary>Every change of the block in order of keys, and the place of each in the trie.</summary>
    public (ImmutableArray<RegisterChange> Changes, ImmutableArray<Digest> KeyHashes) Changes()
    {
        var changed = new List<WorkingRegister>();
        foreach (var register in _order)
        {
            if (register.Changed)
            {
                changed.Add(register);
            }
        }
        changed.Sort(static (left, right) => left.Key.CompareTo(right.Key));
        RequireSupplyConserved(changed);
        var changes = ImmutableArray.CreateBuilder<RegisterChange>(changed.Count);
        var keyHashes = ImmutableArray.CreateBuilder<Digest>(changed.Count);
        foreach (var register in changed)
        {
            changes.Add(register.ToChange());
            keyHashes.Add(register.KeyHash);
        }
        return (changes.MoveToImmutable(), keyHashes.MoveToImmutable());
    }

    /// <summary>The armed timers of every asset that the block changed, before and after.</summary>
    public IEnumerable<(string AssetId, ArmedTimers? Before, ArmedTimers? After)> ChangedTimers()
    {
        foreach (var register in _order)
        {
            if (register is { Changed: true, Content: RegisterContent.Asset after })
            {
                yield return (register.Key.Id, (register.Original as RegisterContent.Asset)?.State.Timers, after.State.Timers);
            }
        }
    }

    /// <summary>The sum of all balances moves exactly as the sum over issuers of minted - burned.</summary>
    private static void RequireSupplyConserved(List<WorkingRegister> changed)
    {
        Int128 difference = 0;
        foreach (var register in changed)
        {
            difference += Weight(register.Content) - Weight(register.Original);
        }
        Invariant.Require(difference == 0, "a block conserves the supply");
    }

    private static Int128 Weight(RegisterContent? content) => content switch
    {
        RegisterContent.Wallet wallet => wallet.Value.Balance,
        RegisterContent.Issuer issuer => (Int128)issuer.Value.Burned - issuer.Value.Minted,
        _ => 0,
    };
}
