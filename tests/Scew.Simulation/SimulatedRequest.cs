using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Simulation;

/// <summary>
/// A request: the wire bytes hold account, validity and a number from which the operation follows; the id is their hash. Signatures of customers are
/// left out, since no core sees them.
/// </summary>
public sealed record SimulatedRequest(Digest Id, byte[] Wire, ImmutableArray<Account> By, long ValidUntilMs, Operation Operation)
{
    public const int Cost = 1;

    private const int Wallets = 8;

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

    public static SimulatedRequest Parse(byte[] wire)
    {
        var reader = new CodecReader(wire);
        var customer = reader.U32(int.MaxValue);
        var validUntilMs = reader.Counter();
        ImmutableArray<Account> by = reader.Flag() ? [Customer(customer), Customer(customer + 1)] : [Customer(customer)];
        return new SimulatedRequest(Digest.Of(wire), wire, by, validUntilMs, OperationOf(new Prng((ulong)reader.I64())));
    }

    public RequestMeta Meta(int broughtBy) => new(Id, By[0], broughtBy, ValidUntilMs, SeveralSigners, Wire.Length, Cost);

    /// <summary>What the ledger gets.</summary>
    public SignedRequest Signed(Digest genesis) =>
        new(Id, Wire, new RequestPayload(By, genesis, Id.ToString()[..22], Operation, ValidUntilMs), Cost);

    /// <summary>time &lt; validUntil &lt;= time + window, written down a second time on purpose.</summary>
    public bool ValidAt(long timeMs, long windowMs, long longWindowMs) =>
        timeMs < ValidUntilMs && ValidUntilMs - timeMs <= (SeveralSigners ? longWindowMs : windowMs);

    private static Operation OperationOf(Prng random) => random.Below(10) switch
    {
        0 or 1 => new CreateWallet(Wallet(random), 100),
        2 => new Sum(Wallet(random), 1 + random.Below(50)),
        3 => new Balance(Wallet(random)),
        _ => new Transfer(Wallet(random), Wallet(random), 1 + random.Below(30), null),
    };

    private static string Wallet(Prng random) => "w" + (char)('0' + random.Below(Wallets));
}
