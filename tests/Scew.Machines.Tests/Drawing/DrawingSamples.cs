using System.Collections.Immutable;
using Scew.Machines.Applications;
using Scew.Machines.Language;

namespace Scew.Machines.Tests.Drawing;

/// <summary>Machines that the tests draw: what ships, and one text with all kinds of arrows.</summary>
internal static class DrawingSamples
{
    public const string Library = """
        machine Book "a library lends books & <more>"

        value holder: account?, dueBack: time?, staff: list(account, 8)
        states Start, Shelf, Lent, Overdue, Repair, Gone
        final Gone

        transition create: Start -> Shelf
          effect holder := none, dueBack := none, staff := [caller]

        transition lend: Shelf -> Lent (to: account, until: time)
          by owner
          effect holder := input.to, dueBack := input.until

        transition extend: Lent -> Lent (until: time)
          guard caller = owner else "only the owner extends"
          effect dueBack := input.until

        transition remind: Lent, Overdue -> Overdue
          by any of staff

        transition lapse: Lent -> Overdue
          automatic when now >= dueBack

        transition giveBack: Lent, Overdue -> Shelf
          guard caller = owner or caller = holder else "only the owner or the holder gives it back"
          effect holder := none, dueBack := none

        transition mend: Shelf -> Repair
          by owner

        transition mended: Repair -> Shelf
          by owner

        transition dispose: Shelf, Repair, Overdue -> Gone
          by owner and 2 of staff
        """;

    public static ImmutableArray<Machine> All { get; } = [.. MachineCatalog.Shipped.Machines, .. ShippedTexts.Names.Select(static name => Compile(ShippedTexts.Find(name)!)), Compile(Library)];

    private static Machine Compile(string text)
    {
        var compiled = MachineText.Compile(text);
        Assert.Empty(compiled.Faults);
        return compiled.Machine!;
    }
}
