using System.Text;
using System.Text.Json.Nodes;
using Scew.Protocol.Accounts;
using Scew.Protocol.Groups;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Tests.Requests;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Tests.Vectors;

internal static class ProofVectors
{
    private static readonly Digest History = Enumerable.Range(0, 6).Aggregate(HistoryTree.Empty, (tree, i) => tree.Append(Digest.Of([(byte)i]))).Root;
    private static readonly Register[] Registers =
        [.. Enumerable.Range(0, 6).Select(i => new Register(new RegisterKey(RegisterKind.Wallet, $"w{i}"), i + 1, WalletValue.Contract, WalletValue.State, SampleGroup.Keys[0].Account, new WalletValue(i, []).Encode()))];

    private static readonly StateTrie Trie = Registers.Aggregate(StateTrie.Empty, (trie, register) => trie.Set(register));

    public static JsonNode Trees()
    {
        var roots = new JsonArray();
        for (var count = 0; count <= 9; count++)
        {
            var leaves = Enumerable.Range(0, count).Select(i => MerkleTree.Leaf([(byte)i])).ToArray();
            var paths = MerkleTree.AllPaths(leaves);
            roots.Add(new JsonObject
            {
                ["count"] = count,
                ["root"] = MerkleTree.Root(leaves).ToString(),
                ["paths"] = new JsonArray([.. paths.Select(path => new JsonArray([.. path.Select(hash => (JsonNode)hash.ToString())]))]),
            });
        }
        var proofs = new JsonArray();
        foreach (var id in new[] { "w0", "w5", "nobody", "another" })
        {
            var key = new RegisterKey(RegisterKind.Wallet, id);
            var proof = Trie.Prove(key.Hash());
            proofs.Add(new JsonObject
            {
                ["id"] = id,
                ["key"] = key.Hash().ToString(),
                ["steps"] = new JsonArray([.. proof.Steps.Select(step => new JsonObject { ["bit"] = step.Bit, ["sibling"] = step.Sibling.ToString() })]),
                ["leaf"] = new JsonObject { ["key"] = proof.Leaf!.Key.ToString(), ["register"] = proof.Leaf.RegisterHash.ToString() },
                ["outcome"] = proof.Check(Trie.Root, key.Hash()).ToString(),
            });
        }
        return new JsonObject
        {
            ["description"] = "RFC 6962 trees over the leaves of the one-byte values 0, 1, ...; a state trie over wallets w0 to w5 with proofs; the state root.",
            ["merkle"] = roots,
            ["registers"] = new JsonArray([.. Registers.Select(register => (JsonNode)Base64Url.Encode(register.Encode()))]),
            ["trieRoot"] = Trie.Root.ToString(),
            ["emptyTrieRoot"] = StateTrie.Empty.Root.ToString(),
            ["proofs"] = proofs,
            ["historyRoot"] = History.ToString(),
            ["stateRoot"] = StateRoot.Of(Trie.Root, History).ToString(),
        };
    }

    public static JsonNode Receipts()
    {
        var group = SampleGroup.Group;
        var payload = PayloadCodec.Encode(new RequestPayload([SampleRequests.Ann.Account], group.Genesis, SampleRequests.Nonce, SampleRequests.Transfer(), SampleRequests.ValidUntil));
        var id = RequestId.Of(SampleRequests.Ann.Public, payload);
        var result = """{"from":"a:main","to":"b:main"}"""u8.ToArray();
        var results = Enumerable.Range(0, 5).Select(i => i == 2 ? new RequestResult(id, "ok", result) : new RequestResult(Digest.Of([(byte)i]), "not-owner", "{}"u8.ToArray())).ToList();
        var tree = ResultsTree.Of(group.Genesis, 9, results);
        var state = new AttestedState(0, 9, Digest.Of("block"u8), SampleRequests.ValidUntil - 60_000, StateRoot.Of(Trie.Root, History), tree.Root, 5);
        var certified = CertifiedState.From(new[] { 0, 1, 3 }.Select(i => new Attestation(state, i, SampleGroup.Keys[i].SignDeterministic(state.SigningBytes(group.Genesis)))));
        var receipt = new Receipt(SampleRequests.Ann.DeterministicWire(payload), 2, "ok", result, tree.Paths[2], certified);
        Assert.Equal(ProofFault.None, ReceiptCheck.Verify(receipt, group, SampleGroup.Verifier, new AccountKeyCache()).Fault);

        var reads = new JsonObject();
        foreach (var wallet in new[] { "w3", "nobody" })
        {
            var key = new RegisterKey(RegisterKind.Wallet, wallet);
            var read = new CertifiedRegister(key, Registers.FirstOrDefault(register => register.Key == key), Trie.Prove(key.Hash()), History, certified);
            Assert.Equal(ProofFault.None, read.Check(key, group, SampleGroup.Verifier));
            reads[wallet] = Encoding.UTF8.GetString(read.Encode());
        }
        var head = new HeadStatement(SampleRequests.Nonce, new BlockRef(0, 0, BlockHeader.GenesisBlockHash(group.Genesis)));
        var never = new NeverExecutedStatement(id, 9);
        return new JsonObject
        {
            ["description"] = "A receipt, certified reads, a head and a never-executed statement in the group of genesis.json; each text is the exact canonical JSON.",
            ["genesis"] = group.Genesis.ToString(),
            ["requestId"] = id.ToString(),
            ["leaf"] = results[2].Leaf(group.Genesis, 9, 2).ToString(),
            ["receipt"] = Encoding.UTF8.GetString(receipt.Encode()),
            ["reads"] = reads,
            ["head"] = Encoding.UTF8.GetString(new HeadAnswer(head, null, 1, SampleGroup.Keys[1].SignDeterministic(head.SigningBytes(group.Genesis, 0))).Encode()),
            ["headBytes"] = Base64Url.Encode(head.SigningBytes(group.Genesis, 0)),
            ["neverExecuted"] = Encoding.UTF8.GetString(new NeverExecuted(never, 2, SampleGroup.Keys[2].SignDeterministic(never.SigningBytes(group.Genesis, 0))).Encode()),
            ["neverExecutedBytes"] = Base64Url.Encode(never.SigningBytes(group.Genesis, 0)),
        };
    }

    public static JsonNode Genesis(GenesisDocument document)
    {
        var file = SampleGroup.Keys.Select((key, i) => (key, i)).Aggregate(
            GenesisFile.Unsigned(document), (signed, member) => signed.With(member.i, member.key.SignDeterministic(document.ConsentBytes())));
        Assert.Equal(GenesisFault.None, GenesisFile.Parse(file.Encode()).Result.Fault);
        return new JsonObject
        {
            ["description"] = "A genesis file with all consents; the hash covers the member 'genesis' as canonical JSON behind its tag.",
            ["hash"] = document.Hash().ToString(),
            ["consentBytes"] = Base64Url.Encode(document.ConsentBytes()),
            ["document"] = Encoding.UTF8.GetString(document.Encode()),
            ["file"] = Encoding.UTF8.GetString(file.Encode()),
            ["privateKeys"] = new JsonArray([.. SampleGroup.Keys.Select(key => (JsonNode)Base64Url.Encode(key.Scalar))]),
        };
    }
}
