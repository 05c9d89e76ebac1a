using System.Collections.Immutable;
using Scew.Grains;
using Scew.Liars;
using Scew.Protocol.Groups;
using Scew.Silo.Commands;

namespace Scew.Silo.Hosting;

/// <summary>Makes the lies that a configuration asks for, which only a group marked for development allows.</summary>
internal static class SiloLies
{
    private static readonly SortedDictionary<string, LiarKind> Names = new(StringComparer.Ordinal)
    {
        ["equivocate"] = LiarKind.Equivocator,
        ["slow-leader"] = LiarKind.SlowLeader,
        ["censor"] = LiarKind.Censor,
        ["false-attester"] = LiarKind.FalseAttester,
        ["wrong-receipt"] = LiarKind.WrongReceipt,
    };

    /// <exception cref="SiloFailure">There are lies to tell, and the group is not marked for development.</exception>
    public static void RequireDev(IReadOnlyCollection<string> lies, GenesisDocument genesis)
    {
        if (lies.Count > 0 && !genesis.Dev)
        {
            throw NotDev();
        }
    }

    public static MerchantLiar? Make(IReadOnlyCollection<string> lies, MerchantContext merchant)
    {
        if (lies.Count == 0)
        {
            return null;
        }
        var liars = ImmutableArray.CreateBuilder<ILiar>();
        foreach (var lie in lies)
        {
            if (!Names.TryGetValue(lie, out var kind))
            {
                throw new SiloFailure(ExitCodes.Usage, $"'{lie}' is no lie that a silo can tell; there are {string.Join(", ", Names.Keys)}");
            }
            var context = new LiarContext(merchant.ReplicaConfig, merchant.Sign, merchant.SignAnew, 1, merchant.Genesis.Dev);
            if (LiarFactory.TryCreate(kind, context, out var liar) != LiarRefusal.None || liar is null)
            {
                throw NotDev();
            }
            liars.Add(liar);
        }
        return new MerchantLiar(liars.ToImmutable());
    }

    private static SiloFailure NotDev() => new(ExitCodes.Usage, "lies are for groups whose genesis is marked 'dev'; remove 'lie' from the configuration");
}
