using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Scew.Protocol.Accounts;
using Scew.Protocol.Agents;
using Scew.Protocol.Codec;
using Scew.Protocol.Groups;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Pages;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;
using Scew.Protocol.Tests.Agents;
using Scew.Protocol.Tests.Fuzz;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Tests.Pages;
using Scew.Protocol.Tests.Receipts;
using Scew.Protocol.Tests.Vectors;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Tests.Formats;

/// <summary>
/// E9: one hash over 1,024 generated values of every type that is sent, stored or signed. A type without a line here, and a line that changes, fails; the file is written
/// again only by <c>SCEW_REGENERATE_VECTORS=1</c>.
/// </summary>
public sealed class FormatDriftTests
{
    private const int Values = 1024;

    private static readonly Digest Genesis = RandomValue.Genesis;

    private static byte[] Written(Action<CodecWriter> write)
    {
        var writer = new CodecWriter();
        write(writer);
        return writer.ToArray();
    }

    private static IEnumerable<(string Name, Type Type, Func<Prng, byte[]> Make)> Lines()
    {
        foreach (var type in RandomValue.Concrete(typeof(PeerMessage)))
        {
            yield return ("message/" + type.Name, type, random => MessageCodec.Encode((PeerMessage)RandomValue.Of(type, random, "")!));
        }
        foreach (var type in RandomValue.Concrete(typeof(Evidence)))
        {
            yield return ("evidence/" + type.Name, typeof(EvidenceCodec), random => EvidenceCodec.Encode((Evidence)RandomValue.Of(type, random, "")!));
        }
        foreach (var type in RandomValue.Concrete(typeof(Operation)))
        {
            yield return ("operation/" + type.Name, typeof(PayloadCodec), random => PayloadCodec.EncodeOperation((Operation)RandomValue.Of(type, random, "")!));
        }
        foreach (var line in Encoded().Concat(Signed()).Concat(Hashed()))
        {
            yield return line;
        }
    }

    private static (string, Type, Func<Prng, byte[]>) Line<T>(string name, Func<T, byte[]> make) => (name, typeof(T), random => make(RandomValue.Of<T>(random)));

    private static IEnumerable<(string, Type, Func<Prng, byte[]>)> Encoded() =>
    [
        Line<Vote>("vote", value => Written(value.Encode)),
        Line<Statement>("statement", value => Written(value.Encode)),
        Line<Certificate>("certificate", value => Written(value.Encode)),
        Line<Justification>("justification", value => Written(value.Encode)),
        Line<BlockHeader>("header", value => Written(value.Encode)),
        Line<Block>("block", value => Written(value.Encode)),
        Line<AttestedState>("attested-state", value => Written(value.Encode)),
        Line<Attestation>("attestation", value => Written(value.Encode)),
        ("anchor", typeof(StateAnchor), random => Written(((AnchorAnswer)AnchorOf(random)).Anchor!.Encode)),
        Line<Register>("register", value => value.Encode()),
        Line<WalletValue>("wallet", value => value.Encode()),
        Line<IssuerValue>("issuer", value => value.Encode()),
        Line<VariableValue>("variable", value => value.Encode()),
        Line<PaillierKeyValue>("paillier-key", value => value.Encode()),
        Line<EncryptionKeyValue>("encryption-key", value => value.Encode()),
        ("register/encrypted", typeof(Register), random => RandomVariable.Register(random).Encode()),
        ("payload/encrypted", typeof(PayloadCodec), random => PayloadCodec.Encode(WithEnvelope(RandomVariable.Operation(random), random))),
        Line<RequestPayload>("payload", PayloadCodec.Encode),
        Line<PublicKey>("request-header", RequestHeader.Encode),
        Line<Receipt>("receipt", value => value.Encode()),
        Line<CertifiedState>("certified-state", value => value.Encode()),
        Line<CertifiedRegister>("certified-register", value => value.Encode()),
        Line<BlockProof>("block-proof", value => value.Encode()),
        Line<HeadAnswer>("head-answer", value => value.Encode()),
        Line<NeverExecuted>("never-executed-answer", value => value.Encode()),
        ("page-manifest", typeof(PageManifest), random => SamplePage.Manifest(random).Encode()),
        ("signed-page", typeof(SignedPage), random => new SignedPage(SamplePage.Manifest(random), random.Below(9), random.Bytes(64)).Encode()),
        ("agent-order", typeof(AgentOrderCodec), random => AgentOrderCodec.Encode(SampleOrders.Order(random))),
        ("release-list", typeof(ReleaseList), random => SampleOrders.Releases(random).Encode()),
        ("signed-release-list", typeof(SignedReleaseList), random => new SignedReleaseList(SampleOrders.Releases(random), random.Bytes(64)).Encode()),
        ("agent-header", typeof(JwsHeader), random => new JwsHeader("scew-agent+jws").Encode(RandomValue.Of<PublicKey>(random))),
        ("asset-history", typeof(AssetHistoryPage), random => SampleHistory.Page(random.Below).Encode()),
        Line<GenesisDocument>("genesis", value => value.Encode()),
        ("membership", typeof(Membership), random => Written(SampleEras.Random(random).Encode)),
        ("group-register", typeof(GroupValue), random => new GroupValue(SampleEras.Random(random), [], new EpochEnd(random.Digest(), random.Below(1000), SampleEras.Random(random))).With(new Account(random.Digest()), random.Digest()).Encode()),
        ("plan", typeof(GroupPlan), random => Encoding.UTF8.GetBytes(GroupPlan.Unsigned(random.Digest(), random.Below(9), SampleEras.Random(random).Merchants, null).With(0, random.Bytes(64)).Text)),
        ("handover", typeof(Handover), random => new Handover(RandomValue.Of<CertifiedRegister>(random), RandomValue.Of<BlockHeader>(random), RandomValue.Of<Certificate>(random).Signatures).Encode()),
        ("handovers", typeof(HandoverFile), random => HandoverFile.Encode([.. Enumerable.Range(0, random.Below(3)).Select(_ => SampleEras.Handover.Encode())])),
        ("genesis-modules", typeof(GenesisDocument), random => (RandomValue.Of<GenesisDocument>(random) with { Modules = RandomValue.Of<GroupModules>(random) }).Encode()),
        ("genesis-file", typeof(GenesisFile), random => new GenesisFile(RandomValue.Of<GenesisDocument>(random), [random.Bytes(64), []]).Encode()),
        Line<MerchantCard>("merchant-card", value => value.Encode()),
        ("request-header-text", typeof(RequestHeader), random => RequestHeader.Encode(RandomValue.Of<PublicKey>(random))),
        ("base64url", typeof(Base64Url), random => Encoding.ASCII.GetBytes(Base64Url.Encode(random.Bytes(random.Below(60))))),
    ];

    private static RequestPayload WithEnvelope(Operation operation, Prng random) =>
        RandomValue.Of<RequestPayload>(random) with { Operation = operation, Envelope = RandomVariable.EnvelopeFor(operation, random) };

    private static PeerMessage AnchorOf(Prng random)
    {
        while (true)
        {
            if (RandomValue.Of<AnchorAnswer>(random) is { Anchor: not null } answer)
            {
                return answer;
            }
        }
    }

    private static IEnumerable<(string, Type, Func<Prng, byte[]>)> Signed() =>
    [
        Line<Statement>("signed/statement", value => value.SigningBytes(Genesis, 3)),
        Line<AttestedState>("signed/attested-state", value => value.SigningBytes(Genesis)),
        Line<HeadStatement>("signed/head", value => value.SigningBytes(Genesis, 3)),
        Line<NeverExecutedStatement>("signed/never-executed", value => value.SigningBytes(Genesis, 3)),
        ("signed/page", typeof(PageManifest), random => SamplePage.Manifest(random).SigningBytes(Genesis, 3)),
        ("signed/releases", typeof(ReleaseList), random => SampleOrders.Releases(random).SigningBytes()),
        ("signed/agent-order", typeof(SignedOrder), random => SignedOrder.SigningInput(RandomValue.Of<PublicKey>(random), SampleOrders.Order(random))),
        Line<GenesisDocument>("signed/genesis-consent", value => value.ConsentBytes()),
        ("signed/plan-consent", typeof(GroupPlan), random => GroupPlan.Unsigned(random.Digest(), random.Below(9), SampleEras.Random(random).Merchants, null).ConsentBytes()),
        Line<Merchant>("signed/merchant-card", MerchantCard.SigningBytes),
        ("signed/request", typeof(RequestBuilder), random => RequestBuilder.SigningInput(RandomValue.Of<PublicKey>(random), PayloadCodec.Encode(RandomValue.Of<RequestPayload>(random)))),
    ];

    private static IEnumerable<(string, Type, Func<Prng, byte[]>)> Hashed() =>
    [
        Line<BlockHeader>("hash/block", value => value.Hash(Genesis).ToArray()),
        Line<Justification>("hash/justification", value => value.Hash().ToArray()),
        ("hash/body", typeof(Block), random => Block.HashBody(RandomValue.Of<System.Collections.Immutable.ImmutableArray<Digest>>(random)).ToArray()),
        Line<RegisterKey>("hash/register-key", value => value.Hash().ToArray()),
        Line<RequestResult>("hash/result", value => value.Leaf(Genesis, 5, 6).ToArray()),
        Line<GenesisDocument>("hash/genesis", value => value.Hash().ToArray()),
        ("hash/state-root", typeof(StateRoot), random => StateRoot.Of(random.Digest(), random.Digest()).ToArray()),
        ("hash/merkle-root", typeof(MerkleTree), random => MerkleTree.Root([.. Enumerable.Range(0, random.Below(20)).Select(_ => random.Digest())]).ToArray()),
        ("hash/history-root", typeof(HistoryTree), random => Enumerable.Range(0, random.Below(20)).Aggregate(HistoryTree.Empty, (tree, _) => tree.Append(random.Digest())).Root.ToArray()),
        ("hash/trie-root", typeof(StateTrie), random => Enumerable.Range(0, random.Below(20)).Aggregate(StateTrie.Empty, (trie, _) => trie.Set(random.Digest(), random.Digest())).Root.ToArray()),
        ("leader-order", typeof(Group), random => LeaderOrder(new Group(random.Digest(), random.Below(9), 4 + random.Below(9)))),
        ("own-prefix", typeof(IdRules), random => Encoding.ASCII.GetBytes(IdRules.OwnPrefix(new Account(random.Digest())))),
    ];

    private static byte[] LeaderOrder(Group group) => [.. Enumerable.Range(1, group.Size).Select(view => (byte)group.Leader(view))];

    [Fact]
    [Trait("row", "E9")]
    public void AThousandValuesOfEveryTypeHaveTheCommittedHash()
    {
        var hashes = new JsonObject();
        foreach (var (name, _, make) in Lines())
        {
            var random = new Prng(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var i = 0; i < Values; i++)
            {
                var bytes = make(random);
                hash.AppendData(BitConverter.GetBytes(bytes.Length));
                hash.AppendData(bytes);
            }
            hashes[name] = Base64Url.Encode(hash.GetHashAndReset());
        }
        GoldenVectors.Compare("format-hashes", new JsonObject { ["description"] = $"SHA-256 over {Values} generated values of each type, each behind its length.", ["hashes"] = hashes });
    }

    // A new type that can be written or signed needs a line above; the messages, evidence and operations find theirs themselves.
    [Fact]
    [Trait("row", "E9")]
    public void EveryTypeThatCanBeWrittenIsCovered()
    {
        string[] names = ["Encode", "SigningBytes", "ConsentBytes"];
        Type[] parts = [typeof(CodecWriter), typeof(Json.JsonWriter), typeof(MessageCodec), typeof(MemberSignature)];
        var writable = typeof(Digest).Assembly.GetTypes()
            .Where(type => type.IsPublic && type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Any(method => names.Contains(method.Name)))
            .Except(parts);
        Assert.Empty(writable.Except(Lines().Select(line => line.Type)).Select(type => type.Name));
    }
}
