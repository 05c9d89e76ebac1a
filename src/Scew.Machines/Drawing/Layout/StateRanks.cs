using System.Collections.Immutable;

namespace Scew.Machines.Drawing.Layout;

/// <summary>
/// How far down each state stands. Arrows that close a circle are taken the other way round; then a state stands below all that lead to it (longest path).
/// </summary>
internal sealed class StateRanks
{
    private readonly ImmutableArray<(int From, int To)> _arrows;
    private readonly List<int>[] _leaving;
    private readonly Visit[] _visits;
    private readonly bool[] _reversed;
    private readonly List<int> _finished = [];

    /// <summary>Ranks <paramref name="states"/> states, of which 0 is the start.</summary>
    public StateRanks(int states, ImmutableArray<(int From, int To)> arrows)
    {
        _arrows = arrows;
        _leaving = [.. Enumerable.Range(0, states).Select(static _ => new List<int>())];
        _visits = new Visit[states];
        _reversed = new bool[arrows.Length];
        for (var arrow = 0; arrow < arrows.Length; arrow++)
        {
            if (arrows[arrow].From != arrows[arrow].To)
            {
                _leaving[arrows[arrow].From].Add(arrow);
            }
        }
        for (var state = 0; state < states; state++)
        {
            Follow(state);
        }
        _finished.Reverse();
        Ranks = Rank(states);
    }

    private enum Visit : byte
    {
        None,
        Open,
        Done,
    }

    /// <summary>Per state, 0 on top.</summary>
    public int[] Ranks { get; }

    /// <summary>The states so that every arrow, taken the way that counts, leads forward.</summary>
    public IReadOnlyList<int> Order => _finished;

    /// <summary>The arrow's upper and lower state.</summary>
    public (int Upper, int Lower) Ends(int arrow) => _reversed[arrow] ? (_arrows[arrow].To, _arrows[arrow].From) : _arrows[arrow];

    public bool IsReversed(int arrow) => _reversed[arrow];

    // At most 64 states, so the stack is deep enough.
    private void Follow(int state)
    {
        if (_visits[state] != Visit.None)
        {
            return;
        }
        _visits[state] = Visit.Open;
        // The last child finishes first and stands last; so those that are declared first come first.
        for (var i = _leaving[state].Count - 1; i >= 0; i--)
        {
            var arrow = _leaving[state][i];
            if (_visits[_arrows[arrow].To] == Visit.Open)
            {
                _reversed[arrow] = true;
            }
            else
            {
                Follow(_arrows[arrow].To);
            }
        }
        _visits[state] = Visit.Done;
        _finished.Add(state);
    }

    private int[] Rank(int states)
    {
        var ranks = new int[states];
        var below = new List<int>[states];
        var isBelow = new bool[states];
        for (var state = 0; state < states; state++)
        {
            below[state] = [];
        }
        for (var arrow = 0; arrow < _arrows.Length; arrow++)
        {
            var (upper, lower) = Ends(arrow);
            if (upper != lower)
            {
                below[upper].Add(lower);
                isBelow[lower] = true;
            }
        }
        foreach (var state in _finished)
        {
            foreach (var lower in below[state])
            {
                ranks[lower] = Math.Max(ranks[lower], ranks[state] + 1);
            }
        }
        // What nothing leads to stands just above what it leads to, and not beside the start.
        for (var state = 1; state < states; state++)
        {
            if (!isBelow[state])
            {
                ranks[state] = below[state].Count == 0 ? 1 : Math.Max(0, below[state].Min(lower => ranks[lower]) - 1);
            }
        }
        return ranks;
    }
}
