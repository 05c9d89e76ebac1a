using System.Collections.Immutable;
using Scew.Protocol.Accounts;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Groups;

/// <summary>
/// Who orders together in one era after genesis, and the key of their secure modules with the epoch in which it came.
/// </summary>
public sealed record Membership(long Epoch, ImmutableArray<Merchant> Merchants, GroupModules? Modules, long ModulesEpoch)
{
    private const int MaxNameBytes = 256;

    /// <summary>Appends epoch, count, then name, x, y, link pin, peer and URL of each merchant, a flag, and the modules' key, maker and epoch.</summary>
    public void Encode(CodecWriter writer)
    {
        writer.Counter(Epoch);
        writer.U32(Merchants.Length);
        foreach (var merchant in Merchants)
        {
            writer.Text(merchant.Name);
            writer.Fixed(merchant.Key.X);
            writer.Fixed(merchant.Key.Y);
            writer.Digest(merchant.LinkKeyPin);
            writer.Text(merchant.Peer);
            writer.Text(merchant.Url);
        }
        writer.Flag(Modules is not null);
        if (Modules is not null)
        {
            writer.Fixed(Modules.Key);
            writer.Text(Modules.Maker);
            writer.Counter(ModulesEpoch);
        }
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static Membership Decode(ref CodecReader reader)
    {
        var epoch = reader.Counter();
        var count = reader.Count(Certificate.MaxMembers, 2 * P256.ScalarBytes + Digest.SizeBytes);
        var merchants = ImmutableArray.CreateBuilder<Merchant>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var name = reader.Text(MaxNameBytes);
            var key = PublicKey.Create(reader.Fixed(P256.ScalarBytes), reader.Fixed(P256.ScalarBytes));
            var merchant = new Merchant(name, key!, reader.Digest(), reader.Text(MaxNameBytes), reader.Text(MaxNameBytes));
            if (key is null)
            {
                reader.Fail();
            }
            merchants.Add(merchant);
        }
        if (!reader.Flag())
        {
            return new Membership(epoch, merchants.ToImmutable(), null, 0);
        }
        return new Membership(epoch, merchants.ToImmutable(), new GroupModules(reader.Fixed(RequestLimits.EncryptionKeyBytes), reader.Text(MaxNameBytes)), reader.Counter());
    }
}
