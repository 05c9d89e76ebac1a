using FsCheck;
using FsCheck.Fluent;
using Scew.Machines.Drawing.Layout;

namespace Scew.Machines.Tests.Drawing;

/// <summary>Nothing overlaps, and no arrow runs through what is not its own.</summary>
public sealed class GeometryTests
{
    [Fact]
    public void KnownMachinesAreDrawnWithoutOverlaps()
    {
        foreach (var machine in DrawingSamples.All)
        {
            Check(MachineLayout.Of(machine));
            Check(MachineLayout.Of(machine, machine.States[1]));
        }
    }

    [Fact]
    public void RandomMachinesAreDrawnWithoutOverlaps() =>
        Prop.ForAll(RandomMachines.Any(20, 40).ToArbitrary(), static machine => Check(MachineLayout.Of(machine, machine.States[^1])))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void TheGreatestMachineIsDrawnInTime()
    {
        // 63 transitions from each of 62 states: nobody reads it, but nobody should wait for it either.
        var names = Enumerable.Range(0, 64).Select(state => $"S{state}").ToArray();
        Transition Step(int step) => new($"step{step}", [.. names[1..^1]], names[step % 63 + 1], [], Actors.Anyone, [], static (state, _, _) => state);
        var machine = new Machine(
            "great/1", [.. names], [], [], [new("create", [names[0]], names[1], [], Actors.Anyone, [], static (state, _, _) => state), .. Enumerable.Range(1, 63).Select(Step)], []);
        var started = System.Diagnostics.Stopwatch.StartNew();
        var layout = MachineLayout.Of(machine);
        Assert.Equal(1 + 63 * 62, layout.Arrows.Length);
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(30), $"took {started.Elapsed}");
    }

    [Fact]
    public void TheCheckFindsWhatIsWrong()
    {
        // Otherwise no finding would mean nothing.
        Assert.True(new DrawnRect(0, 0, 10, 10).Overlaps(new DrawnRect(9, 9, 5, 5)));
        Assert.False(new DrawnRect(0, 0, 10, 10).Overlaps(new DrawnRect(10, 0, 5, 5)));
        Assert.True(Touches(new DrawnPoint(5, 0), new DrawnPoint(5, 20), new DrawnRect(0, 5, 10, 5)));
        Assert.False(Touches(new DrawnPoint(10, 0), new DrawnPoint(10, 20), new DrawnRect(0, 5, 10, 5)));
        Assert.True(Touches(new DrawnPoint(0, 0), new DrawnPoint(100, 20), new DrawnRect(40, 5, 10, 5)));
    }

    private static void Check(MachineLayout layout)
    {
        var rects = layout.States.Select(state => (What: state.Name, Rect: state.Box)).Concat(layout.Arrows.Select(arrow => (What: arrow.Edge.ToString(), Rect: arrow.Label))).ToArray();
        var page = new DrawnRect(0, 0, layout.Width, layout.Height);
        for (var i = 0; i < rects.Length; i++)
        {
            Assert.True(page.Left < rects[i].Rect.Left && rects[i].Rect.Right < page.Right && page.Top < rects[i].Rect.Top && rects[i].Rect.Bottom < page.Bottom, rects[i].What);
            for (var j = i + 1; j < rects.Length; j++)
            {
                Assert.False(rects[i].Rect.Overlaps(rects[j].Rect), $"{rects[i].What} and {rects[j].What}");
            }
        }
        foreach (var arrow in layout.Arrows)
        {
            CheckRoute(layout, arrow);
        }
        CheckApart(layout);
    }

    private static void CheckRoute(MachineLayout layout, DrawnArrow arrow)
    {
        var from = layout.States.Single(state => state.Name == arrow.Edge.From).Box;
        var to = layout.States.Single(state => state.Name == arrow.Edge.To).Box;
        if (arrow.IsLoop)
        {
            Assert.All(arrow.Route, point => Assert.True(point.X == from.Right && point.Y > from.Top && point.Y < from.Bottom));
            Assert.Equal(from.Right + MachineLayout.LoopReach, arrow.Label.Left);
            return;
        }
        Assert.True(OnEdge(arrow.Route[0], from) && OnEdge(arrow.Route[^1], to), $"{arrow.Edge} joins its states");
        Assert.Contains(arrow.Route.Zip(arrow.Route.Skip(1)), piece => piece.First.X == piece.Second.X && Touches(piece.First, piece.Second, arrow.Label));
        for (var i = 1; i < arrow.Route.Length; i++)
        {
            var (first, second) = (arrow.Route[i - 1], arrow.Route[i]);
            Assert.True(layout.States.All(state => !Touches(first, second, state.Box)), $"{arrow.Edge} runs through a state");
            Assert.True(layout.Arrows.All(other => other == arrow || !Touches(first, second, other.Label)), $"{arrow.Edge} runs through another's label");
        }
    }

    /// <summary>Arrows do not lie on each other: vertical pieces in one column do not share rows.</summary>
    private static void CheckApart(MachineLayout layout)
    {
        var pieces = layout.Arrows.Where(arrow => !arrow.IsLoop)
            .SelectMany(arrow => arrow.Route.Zip(arrow.Route.Skip(1), (first, second) => (arrow.Edge, first.X, To: second.X, Top: Math.Min(first.Y, second.Y), Bottom: Math.Max(first.Y, second.Y))))
            .Where(piece => piece.X == piece.To).GroupBy(piece => piece.X);
        foreach (var column in pieces)
        {
            var sorted = column.OrderBy(piece => piece.Top).ToArray();
            for (var i = 1; i < sorted.Length; i++)
            {
                Assert.True(sorted[i - 1].Edge == sorted[i].Edge || sorted[i - 1].Bottom <= sorted[i].Top, $"{sorted[i - 1].Edge} and {sorted[i].Edge} lie on each other");
            }
        }
    }

    private static bool OnEdge(DrawnPoint point, DrawnRect box) => point.X > box.Left && point.X < box.Right && (point.Y == box.Top || point.Y == box.Bottom);

    /// <summary>Whether a piece, straight or curved, can come into the rectangle: it stays within the rectangle that its ends span.</summary>
    private static bool Touches(DrawnPoint first, DrawnPoint second, DrawnRect rect) =>
        Math.Max(first.X, second.X) > rect.Left && Math.Min(first.X, second.X) < rect.Right && Math.Max(first.Y, second.Y) > rect.Top && Math.Min(first.Y, second.Y) < rect.Bottom;
}
