using System.Collections.Immutable;

namespace Scew.Machines.Drawing.Layout;

/// <summary>
/// States on even layers; on its way from an upper to a lower state an arrow has a vertex on every layer between, one of which, on an odd layer, holds its label. As all that takes
/// room is a vertex, and vertices of a layer stand beside each other, nothing can overlap.
/// </summary>
internal sealed class LayeredGraph
{
    private readonly List<LayoutVertex>[] _layers;
    private readonly LayoutVertex[] _states;
    private readonly ImmutableArray<LayoutVertex>[] _ways;

    /// <summary>Builds vertices in the order in which a walk from the start meets them.</summary>
    public LayeredGraph(StateRanks ranks, ImmutableArray<StateCell> cells, ImmutableArray<LabelCell> labels)
    {
        _layers = [.. Enumerable.Range(0, 2 * ranks.Ranks.Max() + 1).Select(static _ => new List<LayoutVertex>())];
        _states = new LayoutVertex[cells.Length];
        _ways = new ImmutableArray<LayoutVertex>[labels.Length];
        for (var state = 0; state < cells.Length; state++)
        {
            var cell = cells[state];
            _states[state] = new LayoutVertex(2 * ranks.Ranks[state], cell.Width / 2, cell.Width - cell.Width / 2 + cell.LoopRoom, cell.Height) { IsState = true };
        }
        var leaving = Enumerable.Range(0, labels.Length).Where(arrow => !labels[arrow].IsLoop).ToLookup(arrow => ranks.Ends(arrow).Upper);
        var labelRoom = new int[_layers.Length];
        foreach (var state in ranks.Order)
        {
            Add(_states[state]);
            foreach (var arrow in leaving[state])
            {
                _ways[arrow] = Way(_states[state], _states[ranks.Ends(arrow).Lower], labels[arrow], labelRoom, ranks.IsReversed(arrow));
            }
        }
    }

    public IReadOnlyList<List<LayoutVertex>> Layers => _layers;

    public LayoutVertex State(int state) => _states[state];

    /// <summary>The vertices between the arrow's two states, from the upper one down.</summary>
    public ImmutableArray<LayoutVertex> WayOf(int arrow) => _ways[arrow];

    private ImmutableArray<LayoutVertex> Way(LayoutVertex upper, LayoutVertex lower, LabelCell label, int[] labelRoom, bool isReversed)
    {
        var labelled = LabelLayer(upper.Layer, lower.Layer, labelRoom, isReversed);
        labelRoom[labelled] += label.Width;
        var way = ImmutableArray.CreateBuilder<LayoutVertex>();
        var previous = upper;
        for (var layer = upper.Layer + 1; layer < lower.Layer; layer++)
        {
            var vertex = layer == labelled
                ? new LayoutVertex(layer, label.Width / 2, label.Width - label.Width / 2, label.Height)
                : new LayoutVertex(layer, 0, 0, 0);
            Add(vertex);
            way.Add(vertex);
            Join(previous, vertex);
            previous = vertex;
        }
        Join(previous, lower);
        return way.ToImmutable();
    }

    /// <summary>Where labels take least room so far; among equals nearest to the state that the arrow leaves.</summary>
    private static int LabelLayer(int upper, int lower, int[] labelRoom, bool isReversed)
    {
        var best = isReversed ? lower - 1 : upper + 1;
        var step = isReversed ? -2 : 2;
        for (var layer = best; layer > upper && layer < lower; layer += step)
        {
            if (labelRoom[layer] < labelRoom[best])
            {
                best = layer;
            }
        }
        return best;
    }

    private static void Join(LayoutVertex upper, LayoutVertex lower)
    {
        var segment = new LayoutSegment(upper, lower);
        upper.Down.Add(segment);
        lower.Up.Add(segment);
    }

    private void Add(LayoutVertex vertex)
    {
        vertex.Position = _layers[vertex.Layer].Count;
        _layers[vertex.Layer].Add(vertex);
    }
}
