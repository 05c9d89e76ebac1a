using System.Buffers.Binary;
using System.Collections.Immutable;
using Scew.Ledger;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;

namespace Scew.Simulation;

/// <summary>Defects of execution, put in behind the unmodified ledger core.</summary>
internal static class PlantedLedger
{
    /// <summary>Of two conditional changes the second is lost, everywhere alike.</summary>
    public static ImmutableArray<RegisterChange> Changes(Defect defect, ImmutableArray<RegisterChange> changes) =>
        defect == Defect.PartialUpdate && changes.Length > 1 ? changes.RemoveAt(changes.Length - 1) : changes;

    public static AttestedState State(Defect defect, AttestedState state, IEnumerable<Register> registers, int member) => defect switch
    {
        Defect.HashTableOrder => state with { StateRoot = InTableOrder(registers, member) },
        Defect.RandomExecution when state.Height % 5 == 0 => state with { StateRoot = Digest.Of(Number(Prng.Mix((ulong)member, (ulong)state.Height))) },
        _ => state,
    };

    /// <summary>.NET seeds the hashes of strings anew in every process; the seed here is the member.</summary>
    private static Digest InTableOrder(IEnumerable<Register> registers, int member)
    {
        var bytes = registers.OrderBy(register => Prng.Mix((ulong)member, BinaryPrimitives.ReadUInt64LittleEndian(Digest.Of(register.Value).ToArray())))
            .SelectMany(register => Digest.Of(register.Value).ToArray()).ToArray();
        return Digest.Of(bytes);
    }

    private static byte[] Number(ulong value) => BitConverter.GetBytes(value);
}
