using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Codec;

namespace Scew.Simulation;

/// <summary>A request as the ordering protocol needs it: the wire bytes hold what <see cref="RequestMeta"/> asks for, the id is their hash.</summary>
public sealed record SimulatedRequest(Digest Id, byte[] Wire, Account Account, long ValidUntilMs, bool SeveralSigners, int Cost)
{
    public static SimulatedRequest Create(Prng random, Account account, long validUntilMs, bool severalSigners)
    {
        var writer = new CodecWriter(96);
        writer.Digest(account.Thumbprint);
        writer.Counter(validUntilMs);
        writer.Flag(severalSigners);
        writer.I64((long)random.Next());
        return Parse(writer.ToArray());
    }

    public static SimulatedRequest Parse(byte[] wire)
    {
        var reader = new CodecReader(wire);
        return new SimulatedRequest(Digest.Of(wire), wire, new Account(reader.Digest()), reader.Counter(), reader.Flag(), 1);
    }

    public RequestMeta Meta(int broughtBy) => new(Id, Account, broughtBy, ValidUntilMs, SeveralSigners, Wire.Length, Cost);

    /// <summary>time &lt; validUntil &lt;= time + window, written down a second time on purpose.</summary>
    public bool ValidAt(long timeMs, long windowMs, long longWindowMs) =>
        timeMs < ValidUntilMs && ValidUntilMs - timeMs <= (SeveralSigners ? longWindowMs : windowMs);
}
