using FsCheck;
using FsCheck.Fluent;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Tests.Language;

/// <summary>The seed's machine as a text means what it means as C#.</summary>
public sealed class EShareTextTests
{
    private static readonly string Text = ShippedTexts.Tool;

    private static readonly string[] Steps = ["offer", "giveBack", "retire", "sell"];

    [Fact]
    public void TheTextIsFormattedAndHasNoFault()
    {
        var compiled = MachineText.Compile(Text);
        Assert.Empty(compiled.Faults);
        Assert.Equal(Text, MachineText.Format(Text).Text);
        Assert.Equal(43, compiled.Machine!.Name.Length);
    }

    [Fact]
    public void EveryStepComesToTheSame()
    {
        var machine = MachineText.Compile(Text).Machine!;
        var step =
            from name in Gen.Elements(Steps)
            from caller in Gen.Choose(0, 2)
            from to in Gen.Choose(0, 2)
            from until in Gen.Choose(0, 4)
            select (Name: name, Caller: caller, To: to, Until: (long)until);
        var lives = from creator in Gen.Choose(0, 2) from steps in step.ListOf() select (Creator: creator, Steps: steps);
        Prop.ForAll(lives.ToArbitrary(), life =>
        {
            var (creator, steps) = life;
            var input = MachineValues.Empty.Set("title", new MachineValue.Text("drill")).Set("deposit", new MachineValue.Int(5));
            var left = Assert.IsType<StepResult.Next>(EShare.Machine.Create(input, Context(creator, 1))).State;
            var right = Assert.IsType<StepResult.Next>(machine.Create(input, Context(creator, 1))).State;
            Assert.Equal(left, right);
            foreach (var (name, caller, to, until) in steps)
            {
                var with = name == "offer" ? MachineValues.Empty.Set("to", People[to]).Set("until", new MachineValue.Time(until)) : MachineValues.Empty;
                var first = EShare.Machine.Step(left, name, with, Context(caller, 2));
                var second = machine.Step(right, name, with, Context(caller, 2));
                if (first is StepResult.Refused refused)
                {
                    var other = Assert.IsType<StepResult.Refused>(second).Refusal;
                    Assert.Equal((refused.Refusal.Code, refused.Refusal.Message.Replace(EShare.Name, machine.Name, StringComparison.Ordinal)), (other.Code, other.Message));
                    continue;
                }
                left = ((StepResult.Next)first).State;
                right = Assert.IsType<StepResult.Next>(second).State;
                Assert.Equal(left, right);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ARefusalTellsWhatTheGuardLookedAt()
    {
        var machine = MachineText.Compile(Text).Machine!;
        var ready = Assert.IsType<StepResult.Next>(machine.Create(MachineValues.Empty.Set("title", new MachineValue.Text("drill")).Set("deposit", new MachineValue.Int(0)), Context(0, 5))).State;
        var late = MachineValues.Empty.Set("to", People[1]).Set("until", new MachineValue.Time(4));
        var refusal = Assert.IsType<StepResult.Refused>(machine.Step(ready, "offer", late, Context(0, 5))).Refusal;
        Assert.Equal("the return date is in the past", refusal.Message);
        (string, MachineValue)[] because = [("input.until", new MachineValue.Time(4)), ("now", new MachineValue.Time(5))];
        Assert.Equal(because, refusal.Because.ToArray());
    }

    private static readonly Account[] People = [.. Enumerable.Range(1, 3).Select(one => new Account(Digest.Of([(byte)one])))];

    private static MachineContext Context(int caller, long timeMs) => new(People[caller], [], timeMs, 1, "drill", default);
}
