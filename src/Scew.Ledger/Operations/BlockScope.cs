using System.Collections.Immutable;
using System.Text;
using Scew.Homomorphic.Hybrid;
using Scew.Machines;
using Scew.Machines.Language;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Json;
using Scew.Protocol.Registers;

namespace Scew.Ledger.Operations;

/// <summary>What operations of one block work on.</summary>
internal sealed record BlockScope(
    LedgerParameters Parameters, MachineCatalog Machines, BlockInput Block, RegisterOverlay Registers, ImmutableSortedSet<string> WalletIds, Deployers Deployers)
{
    private const int HashLength = 43;

    private readonly Dictionary<Digest, bool> _points = [];
    private readonly Dictionary<string, ImmutableArray<string>> _older = new(StringComparer.Ordinal);

    /// <summary>Steps that were taken in this block.</summary>
    public StepMemo Memo => Registers.Memo;

    /// <summary>What secure modules answered in this block.</summary>
    public ModuleAnswers Modules { get; } = new();

    /// <summary>A machine that ships or that is deployed as of now, or null.</summary>
    public Machine? Machine(string name)
    {
        if (Machines.Find(name) is { } ships)
        {
            return ships;
        }
        // Whether it is deployed is a matter of registers; what was compiled before only saves time.
        return IsDeployed(name) && Register(RegisterKind.Machine, name).Content is RegisterContent.MachineText deployed
            ? Machines.FindCompiled(name) ?? Compile(name, deployed.Text)
            : null;
    }

    /// <summary>Whether these bytes are a point of the curve. Asking the platform costs as much as verifying a signature, and a request may run again and again: it is asked once a block.</summary>
    public bool IsPublicKey(byte[] point)
    {
        var name = Digest.Of(point);
        if (!_points.TryGetValue(name, out var isPoint))
        {
            isPoint = HybridKeys.IsPublicKey(point);
            _points.Add(name, isPoint);
        }
        return isPoint;
    }

    /// <summary>Whether the name is that of a text, which a register holds if it is deployed.</summary>
    public static bool IsDeployed(string name) => name.Length == HashLength;

    /// <summary>What an account deployed so far, in this block too.</summary>
    public Deployers.Deployed DeployedBy(Account account) =>
        Registers.NewTexts(account).Aggregate(Deployers.Of(account), static (deployed, text) => deployed.And(Encoding.UTF8.GetByteCount(text)));

    /// <summary>One that waits for an older one is tried once until something is loaded: there may be very many ways to it through the machines that migrate from it.</summary>
    private Machine? Compile(string name, string text)
    {
        if (Registers.Waiting.Contains(name))
        {
            return null;
        }
        if (!_older.TryGetValue(name, out var names))
        {
            names = MachineText.MigratesFrom(text);
            _older.Add(name, names);
        }
        var missing = 0;
        foreach (var older in names)
        {
            missing += Machine(older) is null ? 1 : 0;
        }
        if (missing > 0)
        {
            Registers.Waiting.Add(name);
            return null;
        }
        return Machines.Compile(name, text, Machine);
    }

    public WorkingRegister Register(RegisterKind kind, string id) => Registers[new RegisterKey(kind, id)];

    /// <summary>The wallet, or null when there is none.</summary>
    public RegisterContent.Wallet? Wallet(string id) => Register(RegisterKind.Wallet, id).Content as RegisterContent.Wallet;

    public RegisterContent.Wallet Write(string walletId, ChangeCause cause) =>
        (RegisterContent.Wallet)Registers.Write(Register(RegisterKind.Wallet, walletId), cause);

    public static Refusal UnknownWallet(string id) => new(Codes.UnknownWallet, $"there is no wallet '{id}'", RefusalDetail.Text("id", id));

    public static Refusal NotOwner(string id, Account owner) =>
        new(Codes.NotOwner, $"'{id}' belongs to another account", RefusalDetail.Text("id", id), RefusalDetail.Account("owner", owner));

    /// <summary>{"balance":"5","id":"a"}.</summary>
    public static void WriteBalance(JsonWriter json, string id, long balance) =>
        json.StartObject().Name("balance").Amount(balance).Name("id").Text(id).EndObject();
}
