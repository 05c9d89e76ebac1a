using System.Diagnostics;
using System.Globalization;
using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks;

/// <summary>What one step of a machine costs, on one thread: eShare as a text and as C#, and how long the texts that ship take to compile.</summary>
internal static class MachinesCommand
{
    private const int Steps = 500_000;
    private const int Rounds = 5;

    private static readonly Account Owner = new(Digest.Of([1]));
    private static readonly Account Borrower = new(Digest.Of([2]));

    public static int Run()
    {
        Console.WriteLine("| step | text, ns | C#, ns |");
        Console.WriteLine("|---|---|---|");
        var text = MachineText.Compile(ShippedTexts.Tool).Machine!;
        foreach (var (name, caller, isOffered) in new[] { ("offer", Owner, false), ("giveBack", Borrower, true), ("offer", Borrower, false) })
        {
            var refused = name == "offer" && caller == Borrower ? ", refused" : string.Empty;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name}{refused} | {Measure(text, name, caller, isOffered):F0} | {Measure(EShare.Machine, name, caller, isOffered):F0} |"));
        }
        Console.WriteLine();
        Console.WriteLine("| text | bytes | compiles in, ms |");
        Console.WriteLine("|---|---|---|");
        foreach (var name in ShippedTexts.Names)
        {
            var source = ShippedTexts.Find(name)!;
            var ms = Fastest(10, () => MachineText.Compile(source)).TotalMilliseconds / 10;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {source.Length} | {ms:F2} |"));
        }
        return 0;
    }

    /// <summary>The fastest round: others only add to it.</summary>
    private static double Measure(Machine machine, string name, Account caller, bool isOffered)
    {
        var offer = MachineValues.Empty.Set("to", Borrower).Set("until", new MachineValue.Time(100));
        var tool = MachineValues.Empty.Set("title", new MachineValue.Text("drill")).Set("deposit", new MachineValue.Int(5));
        var byOwner = new MachineContext(Owner, [], 2, 1, "drill", default);
        var state = ((StepResult.Next)machine.Create(tool, byOwner)).State;
        if (isOffered)
        {
            state = ((StepResult.Next)machine.Step(state, "offer", offer, byOwner)).State;
        }
        var (input, context) = (name == "offer" ? offer : MachineValues.Empty, byOwner with { Caller = caller });
        return Fastest(Steps, () => machine.Step(state, name, input, context)).TotalNanoseconds / Steps;
    }

    private static TimeSpan Fastest(int times, Func<object> run)
    {
        var fastest = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < times; i++)
            {
                run();
            }
            fastest = watch.Elapsed < fastest ? watch.Elapsed : fastest;
        }
        return fastest;
    }
}
