using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Machines.Applications;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Simulation.Sealed;

namespace Scew.Simulation;

/// <summary>
/// A request: the wire bytes hold account, validity and a number from which the operation follows; the id is their hash. Signatures of customers are
/// left out, since no core sees them.
/// </summary>
public sealed record SimulatedRequest(Digest Id, byte[] Wire, ImmutableArray<Account> By, long ValidUntilMs, Operation Operation)
{
    public const int Cost = 1;

    private const int AlarmBytes = 8;
    private const int Wallets = 8;
    private const int Tools = 6;

    /// <summary>Sealed to the secure modules.</summary>
    internal byte[] Envelope { get; init; } = [];

    /// <summary>What an operation on encrypted integers means; null for others.</summary>
    internal SealedStep? Meaning { get; init; }

    /// <summary>From which everything follows but accounts and times.</summary>
    public ulong Number { get; init; }

    /// <summary>Of a kind that an older program does not know, where a scenario has members with one.</summary>
    public bool IsNew => Number % 4 == 1;

    public bool SeveralSigners => By.Length > 1;

    /// <summary>Customer 0 issues points.</summary>
    public static Account Customer(int number) => new(Digest.Of([(byte)number]));

    public static SimulatedRequest Create(Prng random, int customer, long validUntilMs, bool severalSigners)
    {
        var writer = new CodecWriter(32);
        writer.U32(customer);
        writer.Counter(validUntilMs);
        writer.Flag(severalSigners);
        writer.I64((long)random.Next());
        return Parse(writer.ToArray());
    }

    /// <summary>One on an encrypted integer in the place of another, made from what its customer read of it.</summary>
    internal static SimulatedRequest CreateSealed(SimulatedRequest other, int customer, string variable, Register? read, SealedRequests sealing)
    {
        var writer = new CodecWriter(256);
        writer.U32(customer);
        writer.Counter(other.ValidUntilMs);
        writer.Flag(other.SeveralSigners);
        writer.I64((long)other.Number);
        writer.Text(variable);
        writer.Bytes(read?.Encode() ?? []);
        return Parse(writer.ToArray(), sealing);
    }

    /// <summary>One that does something with alarms around this time.</summary>
    public static SimulatedRequest CreateAlarm(Prng random, int customer, long validUntilMs, long atMs)
    {
        var writer = new CodecWriter(40);
        writer.U32(customer);
        writer.Counter(validUntilMs);
        writer.Flag(false);
        writer.I64((long)random.Next());
        writer.Counter(atMs);
        return Parse(writer.ToArray());
    }

    /// <summary>Of bytes that have nothing to do with encrypted integers.</summary>
    public static SimulatedRequest Parse(byte[] wire) => Parse(wire, null);

    /// <summary>Of bytes that <paramref name="sealing"/> is given for, or that have nothing to do with encrypted integers.</summary>
    internal static SimulatedRequest Parse(byte[] wire, SealedRequests? sealing)
    {
        var reader = new CodecReader(wire);
        var customer = reader.U32(int.MaxValue);
        var validUntilMs = reader.Counter();
        ImmutableArray<Account> by = reader.Flag() ? [Customer(customer), Customer(customer + 1)] : [Customer(customer)];
        var number = (ulong)reader.I64();
        var id = Digest.Of(wire);
        // Behind the fields there may be anything that makes the request longer, but no variable's id.
        var rest = reader;
        if (rest.Remaining > AlarmBytes && rest.Text(IdRules.MaxLength) is { Length: > 0 } variable)
        {
            var read = Register.Decode(rest.Bytes(Register.MaxValueBytes));
            var made = sealing!.Make(id, number, variable, read, operation => new RequestPayload(by, default, NonceOf(id), operation, validUntilMs));
            return new SimulatedRequest(id, wire, by, validUntilMs, made.Operation) { Number = number, Envelope = made.Envelope, Meaning = made.Meaning };
        }
        var operation = reader.Complete ? OperationOf(number) : SimulatedAlarm.OperationOf(number, reader.Counter());
        return new SimulatedRequest(id, wire, by, validUntilMs, operation) { Number = number };
    }

    public RequestMeta Meta(int broughtBy) => new(Id, By[0], broughtBy, ValidUntilMs, SeveralSigners, Wire.Length, Cost);

    /// <summary>What the ledger gets.</summary>
    public SignedRequest Signed(Digest genesis) =>
        new(Id, Wire, new RequestPayload(By, genesis, NonceOf(Id), Operation, ValidUntilMs) { Envelope = Envelope }, Cost);

    private static string NonceOf(Digest id) => Base64Url.Encode(id.ToArray().AsSpan(0, RequestLimits.NonceBytes));

    /// <summary>time &lt; validUntil &lt;= time + window, written down a second time on purpose.</summary>
    public bool ValidAt(long timeMs, long windowMs, long longWindowMs) =>
        timeMs < ValidUntilMs && ValidUntilMs - timeMs <= (SeveralSigners ? longWindowMs : windowMs);

    private static Operation OperationOf(ulong number)
    {
        // What has parts comes from a source of its own, so that it took the place of some requests and left the others as they were.
        var compound = new Prng(number ^ 0xC0_3B0D);
        return compound.OneIn(5) ? Compound(compound) : Simple(new Prng(number));
    }

    private static Operation Simple(Prng random) => random.Below(10) switch
    {
        0 or 1 => new CreateWallet(Wallet(random), 100),
        2 => Mint(random),
        3 => new Balance(Wallet(random)),
        _ => Move(random),
    };

    private static Operation Compound(Prng random) => random.Below(6) switch
    {
        0 or 1 or 2 => new ConditionalUpdate(
            new Compare(Wallet(random), (Comparison)(1 + random.Below(6)), random.Below(200)), [.. Enumerable.Range(0, 2 + random.Below(2)).Select(_ => Update(random))]),
        3 => Legs(random),
        4 => new AssetCreate(Tool(random), EShare.Name, Input(("title", new MachineValue.Text("a drill")), ("deposit", new MachineValue.Int(random.Below(90))))),
        _ => Step(random),
    };

    private static Operation Update(Prng random) => random.Below(4) switch
    {
        0 => Mint(random),
        1 => Legs(random),
        _ => Move(random),
    };

    private static AssetTransition Step(Prng random)
    {
        var input = Input(("to", new MachineValue.AccountRef(Customer(random.Below(3)))), ("until", new MachineValue.Time(World.EpochMs + random.Below(60_000))));
        return random.Below(5) switch
        {
            0 => new AssetTransition(Tool(random), "retire", Input()),
            1 or 2 => new AssetTransition(Tool(random), "offer", input),
            _ => new AssetTransition(Tool(random), "giveBack", Input()),
        };
    }

    private static Sum Mint(Prng random) => new(Wallet(random), 1 + random.Below(50));

    private static Transfer Move(Prng random) => new(Wallet(random), Wallet(random), 1 + random.Below(30), null);

    private static AtomicTransfer Legs(Prng random) =>
        new([.. Enumerable.Range(0, 2 + random.Below(2)).Select(_ => new TransferLeg(Wallet(random), Wallet(random), 1 + random.Below(60), null))]);

    private static ImmutableSortedDictionary<string, MachineValue> Input(params (string Name, MachineValue Value)[] values) =>
        values.ToImmutableSortedDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);

    private static string Wallet(Prng random) => "w" + (char)('0' + random.Below(Wallets));

    private static string Tool(Prng random) => "t" + (char)('0' + random.Below(Tools));
}
