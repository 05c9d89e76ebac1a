using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>How far an own statement got.</summary>
internal enum OwnStage
{
    /// <summary>Not made.</summary>
    None,

    /// <summary>Decided: from here on it counts as made.</summary>
    Signing,

    /// <summary>Signed, waits for the disk.</summary>
    Writing,

    /// <summary>Out.</summary>
    Sent,
}

/// <summary>All that is known of one view above the final one: at most one vote a member and kind, three certificates, a few blocks.</summary>
internal sealed class ViewState(long view, int members)
{
    private readonly Vote?[] _notarize = new Vote?[members];
    private readonly Vote?[] _nullify = new Vote?[members];
    private readonly Vote?[] _finalize = new Vote?[members];

    public long View { get; } = view;

    public Certificate? Notarization { get; set; }

    public Certificate? Nullification { get; set; }

    public Certificate? Finalization { get; set; }

    /// <summary>The first proposal: the only one that this replica may vote for.</summary>
    public BlockNode? First { get; set; }

    /// <summary>Distinct proposals taken; the second is evidence, more are not kept.</summary>
    public int Proposals { get; set; }

    /// <summary>Blocks of this view in the tree: proposals and what a certificate named.</summary>
    public List<BlockNode> Blocks { get; } = [];

    public OwnStage NotarizeStage { get; set; }

    public OwnStage NullifyStage { get; set; }

    public OwnStage FinalizeStage { get; set; }

    /// <summary>This replica's own block, while it waits for its signature and after.</summary>
    public Block? OwnBlock { get; set; }

    /// <summary>One of the own timers ended this view.</summary>
    public bool TimerFired { get; set; }

    /// <summary>Members against whom evidence of this view was shown already.</summary>
    public bool[] Accused { get; } = new bool[members];

    public Vote?[] Votes(StatementKind kind) => kind switch
    {
        StatementKind.Notarize => _notarize,
        StatementKind.Nullify => _nullify,
        _ => _finalize,
    };

    public Certificate? Certificate(StatementKind kind) => kind switch
    {
        StatementKind.Notarize => Notarization,
        StatementKind.Nullify => Nullification,
        _ => Finalization,
    };

    /// <summary>A kept vote of the same member that no correct member makes beside this one.</summary>
    public Vote? Contradicted(Vote vote)
    {
        foreach (var votes in (ReadOnlySpan<Vote?[]>)[_notarize, _nullify, _finalize])
        {
            if (votes[vote.Signer] is { } other && EvidenceCheck.Contradict(other.Statement, vote.Statement))
            {
                return other;
            }
        }
        return null;
    }

    public int Count(Statement statement, int except = -1)
    {
        var votes = Votes(statement.Kind);
        var count = 0;
        for (var member = 0; member < votes.Length; member++)
        {
            if (member != except && votes[member] is { } vote && vote.Statement == statement)
            {
                count++;
            }
        }
        return count;
    }
}
