using System.Collections.Immutable;

namespace Scew.Machines.Drawing.Layout;

/// <summary>
/// Takes small bends out of long arrows: each run of vertices that can stand in one column without pushing a neighbour does so. Order and distances stay.
/// </summary>
internal static class Straightening
{
    private const int Rounds = 6;

    public static void Run(IReadOnlyList<List<LayoutVertex>> layers, IEnumerable<ImmutableArray<LayoutVertex>> ways)
    {
        var all = ways.ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var way in all)
            {
                for (var first = 0; first < way.Length;)
                {
                    first = Align(layers, way, first);
                }
            }
        }
    }

    /// <summary>Aligns the longest run from <paramref name="first"/> on, and gives the vertex behind it.</summary>
    private static int Align(IReadOnlyList<List<LayoutVertex>> layers, ImmutableArray<LayoutVertex> way, int first)
    {
        var (least, most) = (int.MinValue, int.MaxValue);
        var sum = 0L;
        var end = first;
        while (end < way.Length)
        {
            var (left, right) = Room(layers[way[end].Layer], way[end]);
            if (Math.Max(least, left) > Math.Min(most, right))
            {
                break;
            }
            (least, most) = (Math.Max(least, left), Math.Min(most, right));
            sum += way[end].X;
            end++;
        }
        var column = Math.Clamp((int)(sum / (end - first)), least, most);
        for (var i = first; i < end; i++)
        {
            way[i].X = column;
        }
        return end;
    }

    private static (int Left, int Right) Room(List<LayoutVertex> layer, LayoutVertex vertex)
    {
        var at = vertex.Position;
        return (
            at == 0 ? int.MinValue : layer[at - 1].X + HorizontalPlacement.Apart(layer[at - 1], vertex),
            at == layer.Count - 1 ? int.MaxValue : layer[at + 1].X - HorizontalPlacement.Apart(vertex, layer[at + 1]));
    }
}
