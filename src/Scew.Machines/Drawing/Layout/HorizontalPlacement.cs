namespace Scew.Machines.Drawing.Layout;

/// <summary>
/// Columns of all vertices. Each wants to stand where its arrows would be straight; a layer gives every vertex the place nearest to that (least squares) at which the order
/// stays and nothing overlaps, found by joining neighbours that get into each other's way (pool adjacent violators). Whole pixels throughout.
/// </summary>
internal static class HorizontalPlacement
{
    private const int Gap = 22;
    private const int PassageGap = 14;
    private const int Rounds = 6;
    private const int LastRounds = 14;

    public static void Run(IReadOnlyList<List<LayoutVertex>> layers)
    {
        foreach (var layer in layers)
        {
            AttachArrows(layer);
            Pack(layer);
        }
        for (var round = 0; round < Rounds; round++)
        {
            Pass(layers, down: true, above: true, below: false);
            Pass(layers, down: false, above: false, below: true);
        }
        for (var round = 0; round < LastRounds; round++)
        {
            Pass(layers, down: round % 2 == 0, above: true, below: true);
        }
    }

    /// <summary>Arrows are attached to a box in the order in which they go.</summary>
    private static void AttachArrows(List<LayoutVertex> layer)
    {
        foreach (var vertex in layer.Where(static vertex => vertex.IsState))
        {
            var down = vertex.Down.OrderBy(static segment => segment.Lower.Position).ToArray();
            for (var i = 0; i < down.Length; i++)
            {
                down[i].UpperPort = Port(vertex, i, down.Length);
            }
            var up = vertex.Up.OrderBy(static segment => segment.Upper.Position).ToArray();
            for (var i = 0; i < up.Length; i++)
            {
                up[i].LowerPort = Port(vertex, i, up.Length);
            }
        }
    }

    private static int Port(LayoutVertex vertex, int index, int count) => (2 * vertex.Left * (index + 1) / (count + 1)) - vertex.Left;

    private static void Pack(List<LayoutVertex> layer)
    {
        for (var i = 0; i < layer.Count; i++)
        {
            layer[i].X = i == 0 ? layer[i].Left : layer[i - 1].X + Apart(layer[i - 1], layer[i]);
        }
    }

    private static void Pass(IReadOnlyList<List<LayoutVertex>> layers, bool down, bool above, bool below)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            Settle(layers[down ? i : layers.Count - 1 - i], above, below);
        }
    }

    private static void Settle(List<LayoutVertex> layer, bool above, bool below)
    {
        var blocks = new List<Block>(layer.Count);
        var offset = 0L;
        for (var i = 0; i < layer.Count; i++)
        {
            offset += i == 0 ? 0 : Apart(layer[i - 1], layer[i]);
            var (sum, weight) = Wish(layer[i], above, below);
            var block = new Block(sum - offset * weight, weight, 1);
            while (blocks.Count > 0 && blocks[^1].Value >= block.Value)
            {
                block = blocks[^1].Join(block);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);
        }
        var at = 0;
        offset = 0;
        foreach (var block in blocks)
        {
            for (var i = 0; i < block.Count; i++, at++)
            {
                offset += at == 0 ? 0 : Apart(layer[at - 1], layer[at]);
                layer[at].X = (int)(block.Value + offset);
            }
        }
    }

    /// <summary>The weighted sum of the columns at which the arrows would be straight, and the weights. What has no arrow that way stays, but pushes nobody.</summary>
    private static (long Sum, long Weight) Wish(LayoutVertex vertex, bool above, bool below)
    {
        var (sum, weight) = (0L, 0L);
        if (above)
        {
            foreach (var segment in vertex.Up)
            {
                sum += 4L * segment.Weight * (segment.UpperX - segment.LowerPort);
                weight += 4L * segment.Weight;
            }
        }
        if (below)
        {
            foreach (var segment in vertex.Down)
            {
                sum += 4L * segment.Weight * (segment.LowerX - segment.UpperPort);
                weight += 4L * segment.Weight;
            }
        }
        return weight == 0 ? (vertex.X, 1) : (sum, weight);
    }

    public static int Apart(LayoutVertex left, LayoutVertex right) => left.Right + right.Left + (left.IsPassage && right.IsPassage ? PassageGap : Gap);

    /// <summary>Vertices that stand as close as they may; <see cref="Value"/> is the column of the first one less its offset in the layer.</summary>
    private readonly record struct Block(long Sum, long Weight, int Count)
    {
        public long Value { get; } = Rounded(Sum, Weight);

        public Block Join(Block next) => new(Sum + next.Sum, Weight + next.Weight, Count + next.Count);

        private static long Rounded(long sum, long weight)
        {
            var doubled = 2 * sum + weight;
            var quotient = doubled / (2 * weight);
            return doubled < 0 && doubled % (2 * weight) != 0 ? quotient - 1 : quotient;
        }
    }
}
