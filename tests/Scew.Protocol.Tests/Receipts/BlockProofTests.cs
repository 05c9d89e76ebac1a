using System.Text;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Tests.Receipts;

/// <summary>An old block under a newer history root.</summary>
[Trait("row", "A18")]
public sealed class BlockProofTests
{
    private static readonly Digest[] Blocks = [.. Enumerable.Range(0, 70).Select(static i => Digest.Of(Encoding.ASCII.GetBytes($"block {i}")))];

    [Fact]
    public void EveryKeptBlockHasItsPathWhereverHistoryBegins()
    {
        for (var start = 0; start <= 33; start++)
        {
            var tree = Blocks.Take(start).Aggregate(HistoryTree.Empty, static (grown, block) => grown.Append(block));
            foreach (var count in new[] { start + 1, start + 2, 34, 64, 65, 70 }.Where(count => count > start))
            {
                var root = Blocks.Take(count).Aggregate(HistoryTree.Empty, static (grown, block) => grown.Append(block)).Root;
                for (var height = start; height < count; height++)
                {
                    var path = tree.Prove(Blocks[start..], height, count);
                    Assert.Equal(HistoryTree.Prove(Blocks.Take(count), height).ToArray(), path!.Value.ToArray());
                    Assert.True(HistoryTree.Verify(root, Blocks[height], height, count, path.Value));
                }
                Assert.Null(tree.Prove(Blocks[start..], start - 1, count));
                Assert.Null(tree.Prove(Blocks[start..], count, count));
                Assert.Null(tree.Prove(Blocks[start..], start, 71));
            }
        }
    }

    [Fact]
    public void TheBlockTheHeightThePathAndTheMembersAreAllChecked()
    {
        var group = SampleGroup.Group;
        var trie = Digest.Of("trie"u8);
        var tree = Blocks.Aggregate(HistoryTree.Empty, static (grown, block) => grown.Append(block));
        var state = SampleReceipt.Create().Certified.State with { Height = 69, StateRoot = StateRoot.Of(trie, tree.Root) };
        var proof = new BlockProof(12, Blocks[12], HistoryTree.Prove(Blocks, 12), tree.Root, trie, Certify(state));

        Assert.Equal(ProofFault.None, proof.Check(12, Blocks[12], group, SampleGroup.Verifier));
        Assert.Equal(proof.Encode(), BlockProof.Parse(proof.Encode())!.Encode());
        Assert.Equal(ProofFault.OtherSubject, proof.Check(13, Blocks[12], group, SampleGroup.Verifier));
        Assert.Equal(ProofFault.OtherSubject, proof.Check(12, Blocks[13], group, SampleGroup.Verifier));
        Assert.Equal(ProofFault.Path, (proof with { Height = 13 }).Check(13, Blocks[12], group, SampleGroup.Verifier));
        Assert.Equal(ProofFault.Path, (proof with { Path = proof.Path.SetItem(0, trie) }).Check(12, Blocks[12], group, SampleGroup.Verifier));
        Assert.Equal(ProofFault.Path, (proof with { TrieRoot = tree.Root }).Check(12, Blocks[12], group, SampleGroup.Verifier));
        Assert.Equal(ProofFault.Path, (proof with { Certified = Certify(state with { Height = 11 }) }).Check(12, Blocks[12], group, SampleGroup.Verifier));
        var few = proof with { Certified = proof.Certified with { Signatures = proof.Certified.Signatures[..2] } };
        Assert.Equal(ProofFault.NoQuorum, few.Check(12, Blocks[12], group, SampleGroup.Verifier));
        Assert.Equal(ProofFault.Epoch, (proof with { Certified = Certify(state with { Epoch = state.Epoch + 1 }) }).Check(12, Blocks[12], group, SampleGroup.Verifier));
    }

    private static CertifiedState Certify(AttestedState state) => CertifiedState.From(new[] { 0, 1, 3 }.Select(member => SampleGroup.Attest(member, state)));
}
