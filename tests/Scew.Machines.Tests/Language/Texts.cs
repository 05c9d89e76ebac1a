using Scew.Machines.Language;
using Scew.Protocol;

namespace Scew.Machines.Tests.Language;

/// <summary>Machine texts and what tests do with them.</summary>
internal static class Texts
{
    public static readonly Account[] People = [.. Enumerable.Range(1, 6).Select(static one => new Account(Digest.Of([(byte)one])))];

    public static readonly Digest Group = Digest.Of([99]);

    /// <summary>The machine of a text that has no fault.</summary>
    public static Machine Compile(string text, Func<string, Machine?>? known = null)
    {
        var compiled = MachineText.Compile(text, known);
        Assert.True(compiled.Faults.IsEmpty, string.Join("\n", compiled.Faults));
        return compiled.Machine!;
    }

    public static MachineFault[] Faults(string text, Func<string, Machine?>? known = null)
    {
        var compiled = MachineText.Compile(text, known);
        Assert.Equal(compiled.Machine is null, !compiled.Faults.IsEmpty);
        return [.. compiled.Faults];
    }

    /// <summary>A machine with one value, made by one step and changed by another.</summary>
    public static string Small(string type, string value, string begin, string extra = "") =>
        $"""
        machine Small
        {extra}
        value x: {type}
        states Start, Here
        transition create: Start -> Here
          effect x := {begin}
        transition change: Here -> Here
          effect x := {value}
        """;

    public static MachineContext Context(int caller, long timeMs, params int[] beside) =>
        new(People[caller], [.. beside.Select(static one => People[one])], timeMs, 7, "thing", Group) { Members = [.. People[3..]] };

    public static MachineState Next(StepResult result) =>
        result is StepResult.Next next ? next.State : throw new InvalidOperationException(((StepResult.Refused)result).Refusal.Message);
}
