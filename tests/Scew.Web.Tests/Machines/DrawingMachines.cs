using System.Globalization;
using System.Text;
using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Machines.Tests.Language;

namespace Scew.WebTests.Machines;

/// <summary>Machines that are drawn: what ships, one with all kinds of arrows, and random ones whose arrows lead anywhere.</summary>
internal static class DrawingMachines
{
    private const string Library = """
        machine Book "a library lends books & <more>; direction LR"

        value holder: account?, dueBack: time?, staff: list(account, 8)
        states Start, Shelf, Lent, Overdue, Repair, Gone, Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww
        final Gone, Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww

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
          guard caller = owner or caller = holder else "only the owner or the holder \"gives\" it back"
          effect holder := none, dueBack := none
        transition mend: Shelf -> Repair
          by owner and (2 of staff or owner)
        transition mended: Repair -> Shelf
          guard (caller = owner or caller in staff) and dueBack is none
        transition dispose: Shelf, Repair, Overdue -> Gone
          guard not (caller = holder)
        transition wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww: Repair -> Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww
          guard caller in [owner] and size("<script>alert(1)</script> & \\ \" direction TB é 漢字 😀") > 3
        """;

    public static Machine[] Known { get; } = [EShare.Machine, .. ShippedTexts.Names.Select(static name => Texts.Compile(ShippedTexts.Find(name)!)), Texts.Compile(Library)];

    /// <summary>63 steps from each of 63 states.</summary>
    public static Machine Greatest { get; } = Texts.Compile(
        $"machine W\nstates {States(0, 64)}\ntransition create: S0 -> S1\n" + string.Concat(Enumerable.Range(0, 63).Select(static i => $"transition t{i}: {States(1, 63)} -> S{i + 1}\n")));

    public static Machine Random(int seed)
    {
        var random = new Random(seed);
        var states = random.Next(2, 14);
        var text = new StringBuilder("machine R\nvalue due: time?\nstates ").AppendJoin(", ", Enumerable.Range(0, states).Select(static i => $"S{i}"));
        text.Append("\ntransition create: S0 -> S1\n");
        for (var i = random.Next(30); i > 0; i--)
        {
            var from = Enumerable.Range(1, states - 1).Where(_ => random.Next(states) < 2).Select(static state => $"S{state}").DefaultIfEmpty("S1");
            text.Append(CultureInfo.InvariantCulture, $"transition step{i}: {string.Join(", ", from)} -> S{random.Next(1, states)}\n");
            text.Append(random.Next(3) switch { 0 when i < 16 => "  automatic when now >= due\n", 1 => "  by owner\n", _ => string.Empty });
        }
        return Texts.Compile(text.ToString());
    }

    private static string States(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(static i => $"S{i}"));
}
