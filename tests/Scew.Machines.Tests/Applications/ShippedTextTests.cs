using Scew.Machines.Applications;
using Scew.Machines.Checking;
using Scew.Machines.Language;

namespace Scew.Machines.Tests.Applications;

/// <summary>What holds of every text that ships.</summary>
public sealed class ShippedTextTests
{
    public static TheoryData<string> Names => [.. ShippedTexts.Names];

    [Fact]
    public void AllAreInTheAssembly()
    {
        Assert.Equal(["lending", "points", "programme", "tool"], ShippedTexts.Names);
        Assert.Equal(ShippedTexts.Find("lending"), ShippedTexts.Lending);
        Assert.Null(ShippedTexts.Find("nothing"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EachIsFormattedAndPassesTheChecks(string name)
    {
        var text = ShippedTexts.Find(name)!;
        var machine = MachineText.Compile(text).Machine;
        Assert.NotNull(machine);
        Assert.Equal(text, MachineText.Format(text).Text);
        Assert.False(MachineChecker.Check(machine, CheckBounds.Deployment).HasErrors);
    }
}
