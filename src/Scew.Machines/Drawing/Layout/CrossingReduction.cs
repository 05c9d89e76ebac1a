namespace Scew.Machines.Drawing.Layout;

/// <summary>
/// Orders the vertices of each layer so that few arrows cross: each goes to the barycentre of its neighbours, in sweeps down and up, then neighbours change places where that helps.
/// The best order met is kept; ties leave things where they were, so the answer is always the same.
/// </summary>
internal static class CrossingReduction
{
    private const int Sweeps = 16;
    private const int FewSweeps = 2;
    private const int Many = 4_000;
    private const long Scale = 1 << 20;

    public static void Run(IReadOnlyList<List<LayoutVertex>> layers)
    {
        var segments = layers.Sum(static layer => layer.Sum(static vertex => vertex.Down.Count));
        var best = Positions(layers);
        var fewest = Count(layers);
        for (var sweep = 0; sweep < (segments > Many ? FewSweeps : Sweeps) && fewest > 0; sweep++)
        {
            Sweep(layers, down: sweep % 2 == 0);
            if (segments <= Many)
            {
                Transpose(layers);
            }
            var crossings = Count(layers);
            if (crossings < fewest)
            {
                (fewest, best) = (crossings, Positions(layers));
            }
        }
        Restore(layers, best);
    }

    /// <summary>Crossings between all neighbouring layers.</summary>
    public static long Count(IReadOnlyList<List<LayoutVertex>> layers)
    {
        var crossings = 0L;
        for (var layer = 0; layer + 1 < layers.Count; layer++)
        {
            // Inversions, counted in a tree of prefix sums.
            var tree = new int[layers[layer + 1].Count + 1];
            var seen = 0;
            foreach (var vertex in layers[layer])
            {
                foreach (var segment in vertex.Down)
                {
                    crossings += seen;
                    for (var at = segment.Lower.Position + 1; at > 0; at &= at - 1)
                    {
                        crossings -= tree[at];
                    }
                }
                foreach (var segment in vertex.Down)
                {
                    for (var at = segment.Lower.Position + 1; at < tree.Length; at += at & -at)
                    {
                        tree[at]++;
                    }
                    seen++;
                }
            }
        }
        return crossings;
    }

    private static void Sweep(IReadOnlyList<List<LayoutVertex>> layers, bool down)
    {
        for (var i = 1; i < layers.Count; i++)
        {
            var layer = layers[down ? i : layers.Count - 1 - i];
            Renumber(layer, [.. layer.OrderBy(vertex => Barycentre(vertex, down))]);
        }
    }

    private static long Barycentre(LayoutVertex vertex, bool down)
    {
        var neighbours = down ? vertex.Up : vertex.Down;
        return neighbours.Count == 0
            ? vertex.Position * Scale
            : neighbours.Sum(segment => (down ? segment.Upper : segment.Lower).Position * Scale) / neighbours.Count;
    }

    private static void Transpose(IReadOnlyList<List<LayoutVertex>> layers)
    {
        foreach (var layer in layers)
        {
            for (var i = 0; i + 1 < layer.Count; i++)
            {
                var (left, right) = (layer[i], layer[i + 1]);
                if (Between(right, left) < Between(left, right))
                {
                    (layer[i], layer[i + 1]) = (right, left);
                    (left.Position, right.Position) = (i + 1, i);
                }
            }
        }
    }

    /// <summary>Crossings of the arrows of two neighbours, the first standing left.</summary>
    private static int Between(LayoutVertex left, LayoutVertex right)
    {
        var crossings = 0;
        foreach (var one in left.Up)
        {
            crossings += right.Up.Count(other => other.Upper.Position < one.Upper.Position);
        }
        foreach (var one in left.Down)
        {
            crossings += right.Down.Count(other => other.Lower.Position < one.Lower.Position);
        }
        return crossings;
    }

    private static LayoutVertex[][] Positions(IReadOnlyList<List<LayoutVertex>> layers) => [.. layers.Select(static layer => layer.ToArray())];

    private static void Restore(IReadOnlyList<List<LayoutVertex>> layers, LayoutVertex[][] order)
    {
        for (var layer = 0; layer < layers.Count; layer++)
        {
            Renumber(layers[layer], order[layer]);
        }
    }

    private static void Renumber(List<LayoutVertex> layer, LayoutVertex[] order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            layer[i] = order[i];
            order[i].Position = i;
        }
    }
}
