using System.Collections.Immutable;

namespace Scew.Machines.Drawing.Layout;

/// <summary>
/// Where everything of a drawing stands, after Sugiyama: states in layers from the start down, labels in layers between them, few crossings, straight ways. By construction no
/// two boxes or labels overlap and no arrow passes through one that is not its own. Whole pixels throughout, the same everywhere.
/// </summary>
public sealed class MachineLayout
{
    /// <summary>How far an arrow back to its own state bends to the right of the box, in pixels.</summary>
    public const int LoopReach = 30;

    internal const int NameSize = 15;
    internal const int LabelSize = 13;
    internal const int SmallSize = 12;
    internal const int LabelLine = 16;
    internal const int PortGap = 16;
    private const int Margin = 20;
    private const int StatePadding = 12;
    private const int LabelPadding = 3;
    private const int LoopHalf = 8;
    private const int LeastGap = 22;
    private const int MostGap = 110;
    private const int Slope = 8;

    private readonly LayeredGraph _graph;
    private readonly ImmutableArray<StateCell> _cells;
    private readonly ImmutableArray<LabelCell> _labels;
    private readonly StateRanks _ranks;
    private readonly int[] _tops;
    private readonly int[] _bottoms;

    private MachineLayout(Machine machine, string? current)
    {
        var edges = DrawnEdge.Of(machine);
        _labels = [.. edges.Select(LabelCell.Of)];
        _ranks = new StateRanks(machine.States.Length, [.. edges.Select(edge => (machine.States.IndexOf(edge.From), machine.States.IndexOf(edge.To)))]);
        var marks = machine.States.Select(state => DrawnState.MarksOf(state == machine.States[0], machine.FinalStates.Contains(state), state == current)).ToArray();
        _cells = [.. machine.States.Select((state, index) => Cell(state, marks[index], index))];
        _graph = new LayeredGraph(_ranks, _cells, _labels);
        CrossingReduction.Run(_graph.Layers);
        HorizontalPlacement.Run(_graph.Layers);
        Straightening.Run(_graph.Layers, Enumerable.Range(0, edges.Length).Where(arrow => !_labels[arrow].IsLoop).Select(_graph.WayOf));
        var left = _graph.Layers.Min(static layer => layer.Min(static vertex => vertex.X - vertex.Left));
        foreach (var vertex in _graph.Layers.SelectMany(static layer => layer))
        {
            vertex.X += Margin - left;
        }
        (_tops, _bottoms) = Rows();
        Width = Margin + _graph.Layers.Max(static layer => layer.Max(static vertex => vertex.X + vertex.Right));
        Height = Margin + _bottoms[^1];
        States = [.. machine.States.Select((state, index) => new DrawnState(state, Box(index), index == 0, machine.FinalStates.Contains(state), state == current))];
        Arrows = Draw(edges);
    }

    /// <summary>Columns of the drawing.</summary>
    public int Width { get; }

    /// <summary>Rows of the drawing.</summary>
    public int Height { get; }

    /// <summary>The boxes, in the machine's order.</summary>
    public ImmutableArray<DrawnState> States { get; }

    /// <summary>The arrows, in the order of <see cref="DrawnEdge.Of"/>.</summary>
    public ImmutableArray<DrawnArrow> Arrows { get; }

    /// <summary>Lays out a machine.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="current">The state to mark, or null.</param>
    public static MachineLayout Of(Machine machine, string? current = null) => new(machine, current);

    private StateCell Cell(string name, string marks, int state)
    {
        ImmutableArray<int> loops = [.. Enumerable.Range(0, _labels.Length).Where(arrow => _labels[arrow].IsLoop && _ranks.Ends(arrow).Upper == state)];
        var others = Enumerable.Range(0, _labels.Length).Where(arrow => !_labels[arrow].IsLoop).Select(_ranks.Ends).ToArray();
        return StateCell.Of(name, marks, others.Count(ends => ends.Lower == state), others.Count(ends => ends.Upper == state), loops, _labels);
    }

    /// <summary>Top and bottom of each layer. The wider arrows swing between two layers, the further they stand apart.</summary>
    private (int[] Tops, int[] Bottoms) Rows()
    {
        var layers = _graph.Layers;
        var tops = new int[layers.Count];
        var bottoms = new int[layers.Count];
        var y = Margin - StatePadding;
        for (var layer = 0; layer < layers.Count; layer++)
        {
            var height = layers[layer].Max(static vertex => vertex.Height);
            tops[layer] = y;
            bottoms[layer] = y + height + 2 * (layer % 2 == 0 ? StatePadding : LabelPadding);
            var swing = layers[layer].Max(static vertex => vertex.Down.Select(static segment => Math.Abs(segment.UpperX - segment.LowerX)).DefaultIfEmpty().Max());
            y = bottoms[layer] + Math.Clamp(swing / Slope, LeastGap, MostGap);
        }
        return (tops, bottoms);
    }

    private DrawnRect Box(int state)
    {
        var vertex = _graph.State(state);
        return new DrawnRect(vertex.X - vertex.Left, (_tops[vertex.Layer] + _bottoms[vertex.Layer] - vertex.Height) / 2, _cells[state].Width, vertex.Height);
    }

    private ImmutableArray<DrawnArrow> Draw(ImmutableArray<DrawnEdge> edges)
    {
        var arrows = new DrawnArrow[edges.Length];
        for (var state = 0; state < _cells.Length; state++)
        {
            var box = States[state].Box;
            foreach (var (loop, top) in _cells[state].LoopTops(_labels))
            {
                var label = new DrawnRect(box.Right + LoopReach, box.Top + top, _labels[loop].Width, _labels[loop].Height);
                ImmutableArray<DrawnPoint> route = [new(box.Right, label.MiddleY - LoopHalf), new(box.Right, label.MiddleY + LoopHalf)];
                arrows[loop] = new DrawnArrow(edges[loop], label, _labels[loop].Lines, route);
            }
        }
        for (var arrow = 0; arrow < edges.Length; arrow++)
        {
            if (!_labels[arrow].IsLoop)
            {
                var label = _graph.WayOf(arrow).Single(static vertex => vertex.Height > 0);
                var top = (_tops[label.Layer] + _bottoms[label.Layer] - label.Height) / 2;
                var room = new DrawnRect(label.X - label.Left, top, _labels[arrow].Width, label.Height);
                arrows[arrow] = new DrawnArrow(edges[arrow], room, _labels[arrow].Lines, Route(arrow));
            }
        }
        return [.. arrows];
    }

    private ImmutableArray<DrawnPoint> Route(int arrow)
    {
        var (upper, lower) = _ranks.Ends(arrow);
        var way = _graph.WayOf(arrow);
        var first = way[0].Up.Single();
        var last = way[^1].Down.Single();
        var points = new List<DrawnPoint> { new(first.UpperX, States[upper].Box.Bottom), new(first.UpperX, _bottoms[first.Upper.Layer]) };
        foreach (var vertex in way)
        {
            points.Add(new DrawnPoint(vertex.X, _tops[vertex.Layer]));
            points.Add(new DrawnPoint(vertex.X, _bottoms[vertex.Layer]));
        }
        points.Add(new DrawnPoint(last.LowerX, _tops[last.Lower.Layer]));
        points.Add(new DrawnPoint(last.LowerX, States[lower].Box.Top));
        if (_ranks.IsReversed(arrow))
        {
            points.Reverse();
        }
        return [.. points];
    }
}
