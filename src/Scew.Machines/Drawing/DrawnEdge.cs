using System.Collections.Immutable;

namespace Scew.Machines.Drawing;

/// <summary>
/// One arrow of a drawing: a transition from one of the states that it leaves. <paramref name="Who"/> is who may act, null where time does;
/// <paramref name="After"/> is the time that an automatic transition waits for, else null.
/// </summary>
public sealed record DrawnEdge(string Transition, string From, string To, string? Who, string? After)
{
    /// <summary>What stands below the transition's name: <c>by owner</c>, <c>after dueBack</c>.</summary>
    public string Condition => After is null ? "by " + Who : "after " + After;

    /// <summary>One arrow per transition and state that it leaves, in the order of definition.</summary>
    public static ImmutableArray<DrawnEdge> Of(Machine machine)
    {
        var edges = ImmutableArray.CreateBuilder<DrawnEdge>();
        foreach (var transition in machine.Transitions)
        {
            var after = transition.Automatic is null ? null : DrawnText.Clean(DrawnActors.After(transition.Automatic));
            var who = after is null ? DrawnText.Clean(DrawnActors.Of(machine, transition)) : null;
            foreach (var from in transition.From)
            {
                edges.Add(new DrawnEdge(transition.Name, from, transition.To, who, after));
            }
        }
        return edges.ToImmutable();
    }

    /// <summary>A sentence for those who do not see the drawing.</summary>
    public override string ToString() => $"{Transition}: {From} to {To}, {Condition}";
}
