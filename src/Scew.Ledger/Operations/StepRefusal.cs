using System.Collections.Immutable;
using Scew.Machines;

namespace Scew.Ledger.Operations;

/// <summary>A machine's refusal for people: where the asset stands, what the guard looked at, and what the caller may do instead.</summary>
internal static class StepRefusal
{
    /// <summary>Operations of guards that are spent on telling what is open; a machine that needs more leaves the rest untold.</summary>
    private const int MaxOpenCost = 4000;

    public static Refusal Of(string id, Machine? machine, MachineRefusal refusal, MachineContext context)
    {
        var details = ImmutableArray.CreateBuilder<RefusalDetail>();
        details.Add(RefusalDetail.Text("id", id));
        details.Add(RefusalDetail.Account("owner", refusal.State.Owner));
        details.Add(RefusalDetail.Text("state", refusal.State.Name));
        details.Add(RefusalDetail.Text("transition", refusal.Transition));
        details.Add(RefusalDetail.Values("values", refusal.State.Values));
        if (!refusal.Because.IsEmpty)
        {
            details.Add(RefusalDetail.Looks("because", refusal.Because));
        }
        if (refusal.Input is not null)
        {
            details.Add(RefusalDetail.Text("input", refusal.Input));
        }
        if (!refusal.AllowedFrom.IsDefaultOrEmpty)
        {
            details.Add(RefusalDetail.Texts("allowedFrom", refusal.AllowedFrom));
        }
        // After a migration nobody is asked: the state is the older machine's.
        if (machine is not null && refusal.State.Name != machine.States[0])
        {
            details.Add(RefusalDetail.Texts("open", Open(machine, refusal.State, context)));
        }
        return new Refusal(refusal.Code, refusal.Message, details.ToImmutable(), []);
    }

    private static ImmutableArray<string> Open(Machine machine, MachineState state, MachineContext context)
    {
        var open = ImmutableArray.CreateBuilder<string>();
        var cost = 0;
        foreach (var transition in machine.Transitions)
        {
            if (!transition.From.Contains(state.Name))
            {
                continue;
            }
            cost += transition.Cost;
            if (cost > MaxOpenCost)
            {
                break;
            }
            if (machine.Open(transition, state, context).IsOpen)
            {
                open.Add(transition.Name);
            }
        }
        return open.ToImmutable();
    }
}
