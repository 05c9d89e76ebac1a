using Scew.Protocol;

namespace Scew.Grains.Tests;

public sealed class PeerKnowledgeTests
{
    private static readonly Digest A = Digest.Of("a"u8);
    private static readonly Digest B = Digest.Of("b"u8);

    [Fact]
    public void A_proposal_carries_only_what_the_peer_may_lack_on_its_present_link()
    {
        var knows = new PeerKnowledge();
        knows.Add([A]);
        Assert.Equal([B], knows.Lacks([A, B]).ToArray());
        knows.Reset();
        Assert.Equal([A, B], knows.Lacks([A, B]).ToArray());
    }

    [Fact]
    public void Executed_ids_are_forgotten()
    {
        var knows = new PeerKnowledge();
        knows.Add([A, B]);
        knows.Forget([A]);
        Assert.Equal([A], knows.Lacks([A, B]).ToArray());
    }
}
