using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars.Tests;

/// <summary>A group of four whose member 0 lies; signatures are not checked here.</summary>
internal static class Fixture
{
    public const int Self = 0;

    public static Group Group { get; } = new(Digest.Of("genesis"u8), 0, 4);

    public static Clock Now { get; } = new(5000, 1_790_000_000_000);

    public static LiarContext Context(ulong seed = 1, bool dev = true) =>
        new(new ReplicaConfig(Group, Self, default), Sign, state => new Attestation(state, Self, new byte[64]), seed, dev);

    public static ILiar Liar(LiarKind kind, ulong seed = 1)
    {
        Assert.Equal(LiarRefusal.None, LiarFactory.TryCreate(kind, Context(seed), out var liar));
        return liar!;
    }

    public static Vote Sign(Statement statement) => new(statement, Self, new byte[64]);

    /// <summary>A block at height 1 in <paramref name="view"/> with two requests.</summary>
    public static Block Block(long view) => Protocol.Ordering.Block.Create(
        Group.Genesis, 0, 1, view, BlockHeader.GenesisBlockHash(Group.Genesis), Now.WallMs, [Digest.Of("a"u8), Digest.Of("b"u8)], new Justification(null, []));

    public static Broadcast Proposal(Block block) =>
        new(new Proposal(block, Sign(Statement.Notarize(block.Header.View, block.Header.Height, block.Hash)), []));

    public static Received ReceivedProposal(Block block) =>
        new(2, new Proposal(block, new Vote(Statement.Notarize(block.Header.View, 1, block.Hash), 2, new byte[64]), []));

    public static IEnumerable<(int To, PeerMessage Message)> Messages(ImmutableArray<Effect> effects) => effects.SelectMany(effect => effect switch
    {
        Send send => [(send.To, send.Message)],
        Broadcast broadcast => Enumerable.Range(1, 3).Select(peer => (peer, broadcast.Message)),
        _ => [],
    });
}
