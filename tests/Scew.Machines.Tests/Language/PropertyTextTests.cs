using Scew.Machines.Language;

namespace Scew.Machines.Tests.Language;

/// <summary>Declared properties as texts.</summary>
public sealed class PropertyTextTests
{
    private const string Text = """
        machine Lamp

        states Start, Off, On

        transition create: Start -> Off

        transition light: Off -> On

        transition dim: On -> Off

        property never create after On
        property On only after light
        property from On eventually Off
        property light excludes dim

        """;

    [Fact]
    public void EveryKindIsReadAndWritten()
    {
        var machine = MachineText.Compile(Text).Machine!;
        Assert.Equal(["never-after", "only-after", "eventually", "excludes"], machine.Properties.Select(static one => one.Kind));
        Assert.Equal(["never create after On", "On only after light", "from On eventually Off", "light excludes dim"], machine.Properties.Select(static one => one.ToString()));
        Assert.Equal(Text, MachineText.Format(Text).Text);
    }

    [Fact]
    public void StatesDoNotExcludeEachOther()
    {
        var fault = Assert.Single(MachineText.Compile(Text.Replace("light excludes dim", "light excludes On", StringComparison.Ordinal)).Faults);
        Assert.Equal("only transitions exclude each other", fault.Message);
    }

    [Fact]
    public void AMachineHasAtMost32Properties()
    {
        var most = Text + string.Concat(Enumerable.Repeat("property never create after On\n", 28));
        Assert.Empty(MachineText.Compile(most).Faults);
        Assert.Equal("a machine has at most 32 properties", Assert.Single(MachineText.Compile(most + "property never create after On\n").Faults).Message);
    }
}
