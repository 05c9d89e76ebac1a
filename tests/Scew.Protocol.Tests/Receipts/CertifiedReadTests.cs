using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Tests.Receipts;

public sealed class CertifiedReadTests
{
    private static readonly Group Group = SampleGroup.Group;
    private static readonly Digest History = Digest.Of("history"u8);
    private static readonly Register[] Registers =
        [.. Enumerable.Range(0, 20).Select(i => new Register(new RegisterKey(RegisterKind.Wallet, $"w{i}"), i + 1, "wallet", "Open", SampleGroup.Keys[0].Account, [(byte)i]))];

    private static readonly StateTrie Trie = Registers.Aggregate(StateTrie.Empty, (trie, register) => trie.Set(register));

    internal static CertifiedRegister Read(RegisterKey key)
    {
        var state = new AttestedState(0, 9, Digest.Of("block"u8), 5, StateRoot.Of(Trie.Root, History), MerkleTree.EmptyRoot, 0);
        return new CertifiedRegister(
            key, Registers.FirstOrDefault(register => register.Key == key), Trie.Prove(key.Hash()), History,
            CertifiedState.From(new[] { 0, 1, 2 }.Select(member => SampleGroup.Attest(member, state))));
    }

    [Fact]
    public void PresenceAndAbsenceVerifyAfterATripThroughJson()
    {
        foreach (var id in new[] { "w3", "w19", "nobody" })
        {
            var key = new RegisterKey(RegisterKind.Wallet, id);
            var bytes = Read(key).Encode();
            var read = CertifiedRegister.Parse(bytes);
            Assert.NotNull(read);
            Assert.Equal(bytes, read.Encode());
            Assert.Equal(ProofFault.None, read.Check(key, Group, SampleGroup.Verifier));
            Assert.Equal(id == "nobody", read.Register is null);
        }
    }

    [Fact]
    public void EveryLieIsNamed()
    {
        var key = new RegisterKey(RegisterKind.Wallet, "w3");
        var read = Read(key);
        var other = new RegisterKey(RegisterKind.Wallet, "w4");
        var absent = new RegisterKey(RegisterKind.Wallet, "nobody");
        ProofFault Check(CertifiedRegister changed, RegisterKey? asked = null) => changed.Check(asked ?? key, Group, SampleGroup.Verifier);
        Assert.Equal(ProofFault.OtherSubject, Check(read, other));
        Assert.Equal(ProofFault.OtherSubject, Check(read with { Key = other }, other));
        Assert.Equal(ProofFault.Path, Check(read with { Register = null }));
        Assert.Equal(ProofFault.Path, Check(read with { Register = read.Register! with { Version = 77 } }));
        Assert.Equal(ProofFault.Path, Check(read with { HistoryRoot = default }));
        Assert.Equal(ProofFault.Path, Check(Read(absent) with { Register = read.Register! with { Key = absent } }, absent));
        Assert.Equal(ProofFault.Path, Check(Read(absent) with { Key = key }));
        Assert.Equal(ProofFault.NoQuorum, Check(read with { Certified = read.Certified with { Signatures = read.Certified.Signatures.RemoveAt(0) } }));
    }

    [Fact]
    public void NoChangedByteIsAccepted()
    {
        var key = new RegisterKey(RegisterKind.Wallet, "w3");
        var bytes = Read(key).Encode();
        var random = new Random(5);
        for (var round = 0; round < 2000; round++)
        {
            var changed = (byte[])bytes.Clone();
            changed[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(7));
            Assert.True(CertifiedRegister.Parse(changed) is not { } read || read.Check(key, Group, SampleGroup.Verifier) != ProofFault.None);
        }
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Null(CertifiedRegister.Parse(bytes.AsSpan(0, length)));
        }
    }
}
