using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>As leader extends an older notarised block than the highest; now with every nullification of the gap, now with some of them missing.</summary>
internal sealed class Forker(LiarContext context) : Liar(context)
{
    private const int MaxKept = 128;

    private readonly SortedDictionary<long, Certificate> _notarizations = [];
    private readonly SortedDictionary<long, Certificate> _nullifications = [];

    public override LiarKind Kind => LiarKind.Forker;

    protected override void React(ReplicaEvent cause, Clock now, ImmutableArray<Effect>.Builder output)
    {
        switch (cause)
        {
            case Received { Message: CertificateMessage message }:
                Keep(message.Certificate);
                break;
            case Received { Message: Proposal proposal }:
                Keep(proposal.Block.Justification);
                break;
        }
    }

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (MessageOf(effect) is CertificateMessage message)
        {
            Keep(message.Certificate);
        }
        if (OwnProposal(effect) is not { Block: var block } || OneIn(4) || Fork(block) is not { } fork)
        {
            output.Add(effect);
            return;
        }
        var proposal = Propose(fork);
        output.AddRange(Receivers(effect).Select(peer => new Send(peer, proposal)));
    }

    private Block? Fork(Block block)
    {
        Keep(block.Justification);
        var view = block.Header.View;
        var older = _notarizations.Keys.Where(kept => kept < view).TakeLast(6).ToArray();
        if (older.Length == 0)
        {
            return null;
        }
        var parent = _notarizations[older[Below(older.Length)]];
        var gap = Enumerable.Range(1, (int)(view - parent.Statement.View - 1)).Select(step => parent.Statement.View + step)
            .Where(_nullifications.ContainsKey).Select(kept => _nullifications[kept]);
        return Block.Create(
            Group.Genesis, Group.Epoch, parent.Statement.Height + 1, view, parent.Statement.Block, block.Header.TimeMs, block.RequestIds,
            new Justification(parent, [.. gap]));
    }

    private void Keep(Justification justification)
    {
        if (justification.Parent is { } parent)
        {
            Keep(parent);
        }
        foreach (var nullification in justification.Nullifications)
        {
            Keep(nullification);
        }
    }

    private void Keep(Certificate certificate)
    {
        var kept = certificate.Statement.Kind == StatementKind.Nullify ? _nullifications : _notarizations;
        kept[certificate.Statement.View] = certificate;
        if (kept.Count > MaxKept)
        {
            kept.Remove(kept.First().Key);
        }
    }
}
