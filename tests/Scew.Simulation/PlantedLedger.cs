using System.Buffers.Binary;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Simulation;

/// <summary>Defects of execution, put in before and behind the unmodified ledger core.</summary>
internal static class PlantedLedger
{
    /// <summary>A replica's own checks see nothing of this: every register and every root follows from what ran.</summary>
    public static SignedRequest Given(Defect defect, SignedRequest request) =>
        defect == Defect.PartialUpdate && request.Payload.Operation is ConditionalUpdate { Updates: { Length: > 1 } updates } update
            ? request with { Payload = request.Payload with { Operation = update with { Updates = updates[..(updates.Length / 2)] } } }
            : request;

    /// <summary>What an older program makes of a request that it took though it does not know it: nothing, and a receipt that says so.</summary>
    public static SimulatedRequest Understood(SimulatedRequest request, bool byOlder) =>
        byOlder && request.IsNew ? request with { Operation = new Balance("nobody"), Envelope = [], Meaning = null } : request;

    /// <summary>What a start makes of a stored register.</summary>
    public static Register Read(Defect defect, Register register) =>
        defect == Defect.TimersArmedAgain && register is { Contract: SimulatedAlarm.Name, State: "Rung" } && AssetRegister.ToState(register) is { Timers.IsEmpty: true } state
            ? AssetRegister.ToRegister(register.Key.Id, register.Version, register.Contract, Rearmed(state))
            : register;

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

    /// <summary>By the machine itself, as no one else may: set anew for the time that is past.</summary>
    private static MachineState Rearmed(MachineState state)
    {
        var machine = SimulatedAlarm.Machines.Find(SimulatedAlarm.Name)!;
        var context = new MachineContext(state.Owner, [], 0, 0, "a", default);
        var set = machine.Step(state with { Name = "Off" }, "set", state.Values, context);
        return set is StepResult.Next next ? next.State with { Name = state.Name } : state;
    }

    private static byte[] Number(ulong value) => BitConverter.GetBytes(value);
}
