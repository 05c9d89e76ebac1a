using System.Diagnostics;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;
using Xunit.Abstractions;

namespace Scew.Protocol.Tests.Trees;

public sealed class StateTrieTests(ITestOutputHelper output)
{
    private static Digest Key(int i) => Digest.Of([(byte)i, (byte)(i >> 8), (byte)(i >> 16)]);

    // The definition: split the sorted keys at the first bit in which they differ.
    private static Digest NaiveRoot(IReadOnlyList<KeyValuePair<Digest, Digest>> sorted)
    {
        if (sorted.Count == 0)
        {
            return Digest.Of([]);
        }
        if (sorted.Count == 1)
        {
            return Digest.Of([0, .. sorted[0].Key.ToArray(), .. sorted[0].Value.ToArray()]);
        }
        var bit = 0;
        while (sorted[0].Key.Bit(bit) == sorted[^1].Key.Bit(bit))
        {
            bit++;
        }
        var left = sorted.Where(pair => !pair.Key.Bit(bit)).ToList();
        var right = sorted.Where(pair => pair.Key.Bit(bit)).ToList();
        return Digest.Of([1, (byte)bit, .. NaiveRoot(left).ToArray(), .. NaiveRoot(right).ToArray()]);
    }

    [Fact]
    public void AgreesWithTheDefinitionInAnyOrder()
    {
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            var model = new SortedDictionary<Digest, Digest>();
            var trie = StateTrie.Empty;
            var last = new List<(Digest, Digest)>();
            for (var i = random.Next(0, 80); i > 0; i--)
            {
                var (key, value) = (Key(random.Next(60)), Key(random.Next()));
                model[key] = value;
                trie = trie.Set(key, value);
                if (random.Next(5) == 0)
                {
                    Assert.Equal(NaiveRoot([.. model]), trie.Root);
                }
            }
            last.AddRange(model.Select(pair => (pair.Key, pair.Value)));
            var shuffled = last.OrderBy(_ => random.Next());
            Assert.Equal(model.Count, trie.Count);
            Assert.Equal(NaiveRoot([.. model]), trie.Root);
            Assert.Equal(trie.Root, StateTrie.Empty.SetAll(shuffled).Root);
            for (var i = 0; i < 70; i++)
            {
                var key = Key(i);
                var proof = trie.Prove(key);
                var present = model.TryGetValue(key, out var value);
                Assert.Equal(present ? TrieOutcome.Present : TrieOutcome.Absent, proof.Check(trie.Root, key));
                Assert.Equal(present ? value : null, trie.Find(key));
                Assert.True(!present || proof.Leaf!.RegisterHash == value);
            }
        }
    }

    [Fact]
    public void NoChangedProofIsAccepted()
    {
        var trie = StateTrie.Empty.SetAll(Enumerable.Range(0, 50).Select(i => (Key(i), Key(i + 1000))));
        for (var i = 0; i < 60; i++)
        {
            var key = Key(i);
            var proof = trie.Prove(key);
            var steps = proof.Steps;
            var leaf = proof.Leaf!;
            List<TrieProof> changed = [proof with { Leaf = null }, proof with { Leaf = leaf with { RegisterHash = Key(1) } }, proof with { Leaf = leaf with { Key = Key(77) } }];
            for (var at = 0; at < steps.Length; at++)
            {
                changed.Add(proof with { Steps = steps.RemoveAt(at) });
                changed.Add(proof with { Steps = steps.Insert(at, steps[at]) });
                changed.Add(proof with { Steps = steps.SetItem(at, steps[at] with { Bit = (byte)(steps[at].Bit + 1) }) });
                changed.Add(proof with { Steps = steps.SetItem(at, steps[at] with { Sibling = Key(5000) }) });
            }
            Assert.All(changed, bad => Assert.Equal(TrieOutcome.Invalid, bad.Check(trie.Root, key)));
            // A true proof says nothing about another root, and never the opposite about another key.
            Assert.Equal(TrieOutcome.Invalid, proof.Check(Key(3), key));
            for (var other = 0; other < 60; other++)
            {
                var outcome = proof.Check(trie.Root, Key(other));
                Assert.True(outcome == TrieOutcome.Invalid || outcome == (other < 50 ? TrieOutcome.Present : TrieOutcome.Absent));
            }
        }
        Assert.Equal(TrieOutcome.Absent, StateTrie.Empty.Prove(Key(1)).Check(StateTrie.Empty.Root, Key(1)));
        Assert.Equal(TrieOutcome.Invalid, StateTrie.Empty.Prove(Key(1)).Check(trie.Root, Key(1)));
    }

    [Fact]
    public void OldTriesStayWhatTheyWere()
    {
        var before = StateTrie.Empty.Set(Key(1), Key(2));
        var root = before.Root;
        var after = before.Set(Key(1), Key(3)).Set(Key(4), Key(5));
        Assert.Equal(root, before.Root);
        Assert.NotEqual(root, after.Root);
        Assert.Equal(2, after.Count);
        Assert.Equal(root, before.Set(Key(1), Key(2)).Root);
    }

    [Fact]
    public void ARegisterIsSetByItsKeyAndBytes()
    {
        var register = new Register(new RegisterKey(RegisterKind.Wallet, "a"), 1, "wallet", "Open", default, [1]);
        var trie = StateTrie.Empty.Set(register);
        Assert.Equal(Digest.Of(register.Encode()), trie.Find(register.Key.Hash()));
        Assert.Equal(register.Encode(), Register.Decode(register.Encode())!.Encode());
    }

    [Fact]
    public void ARegisterThatDecodesIsWrittenAsItWasRead()
    {
        var random = new Random(3);
        var bytes = new Register(new RegisterKey(RegisterKind.Asset, "söge"), 7, "builtin/eshare/1", "Ready", default, [1, 2, 3]).Encode();
        for (var i = 0; i < 50_000; i++)
        {
            var changed = bytes.ToArray();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            // A copy has nothing remembered and writes itself anew.
            if (Register.Decode(changed) is { } register)
            {
                Assert.Equal(changed, (register with { }).Encode());
            }
        }
        var copy = Register.Decode(bytes)! with { Version = 8 };
        Assert.NotEqual(bytes, copy.Encode());
        Assert.NotEqual(Register.Decode(bytes), copy);
        Assert.Equal(Register.Decode(bytes), copy with { Version = 7 });
    }

    [Fact]
    public void AHundredThousandRegistersTakeSomeHundredChangesABlock()
    {
        var trie = StateTrie.Empty.SetAll(Enumerable.Range(0, 100_000).Select(i => (Key(i), Key(i))));
        Assert.NotEqual(default, trie.Root);
        var start = Stopwatch.GetTimestamp();
        for (var block = 0; block < 10; block++)
        {
            trie = trie.SetAll(Enumerable.Range(0, 500).Select(i => (Key(i * 190 + block), Key(block))));
            Assert.NotEqual(default, trie.Root);
        }
        output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds / 10:F2} ms a block of 500 changes");
        Assert.Equal(100_000, trie.Count);
    }
}
