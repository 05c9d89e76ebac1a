using System.Collections.Immutable;
using Scew.Machines.Language.Compiling;
using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Checking;

/// <summary>What one transition looks at, so that nothing else has to be varied.</summary>
internal sealed record TransitionLooks(Transition Transition)
{
    /// <summary>The inputs in ordinal order of their names, as values hold them.</summary>
    public ImmutableArray<Declaration> Inputs { get; } = Transition.Inputs.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));

    /// <summary>Inputs that a condition looks at, or that come into a value that one looks at.</summary>
    public SortedSet<string> Relevant { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Who calls makes a difference.</summary>
    public bool Caller { get; set; }

    /// <summary>The caller is asked for, not only who signed.</summary>
    public bool NamesCaller { get; set; }

    /// <summary>The machine of an asset that calls is asked for.</summary>
    public bool CallerMachine { get; set; }

    /// <summary>What lets stand for, until they are read.</summary>
    public Dictionary<string, Expression> Lets { get; } = new(StringComparer.Ordinal);

    /// <summary>Who signs is asked for.</summary>
    public bool HasRole { get; set; }

    /// <summary>Who signs beside the caller makes a difference.</summary>
    public bool CoSigners { get; set; }

    /// <summary>The moment makes a difference.</summary>
    public bool Now { get; set; }

    /// <summary>The height makes a difference.</summary>
    public bool Height { get; set; }

    /// <summary>The sentences of its guards in the order in which they are asked, each once; the first is who may act where a machine came as C#.</summary>
    public ImmutableArray<string> Guards { get; init; } = [];

    /// <summary>What asking each guard costs.</summary>
    public ImmutableArray<long> GuardCosts { get; init; } = [];

    /// <summary>What taking the whole transition costs.</summary>
    public long Cost { get; init; }

    /// <summary>What each guard and those before it ask for: where one refuses, nothing else can make a difference.</summary>
    public ImmutableArray<Reads> GuardReads { get; init; } = [];

    /// <summary>Places of the inputs in the order in which guards first ask for them.</summary>
    public ImmutableArray<int> Order { get; set; } = [];

    /// <summary>How many inputs of <see cref="Order"/> each guard and those before it ask for.</summary>
    public int[] GuardInputs { get; init; } = [];

    /// <summary>Durations that stand in its clauses.</summary>
    public SortedSet<long> DurationsMs { get; } = [];

    /// <summary>A condition adds or subtracts, so what it compares with may be the sum of two numbers.</summary>
    public bool Sums { get; set; }
}
