using System.Text.Json.Nodes;
using Scew.Protocol.Codec;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Tests.Messages;

namespace Scew.Protocol.Tests.Vectors;

internal static class OrderingVectors
{
    private static readonly Group Group = SampleGroup.Group;
    private static readonly Digest Hash = Digest.Of("block"u8);
    private static readonly AttestedState State = new(0, 9, Hash, 1_790_000_000_000, Digest.Of("state"u8), Digest.Of("results"u8), 5);

    public static JsonNode Statements()
    {
        var vectors = new JsonArray();
        foreach (var statement in new[] { Statement.Notarize(7, 5, Hash), Statement.Nullify(7), Statement.Finalize(7, 5, Hash) })
        {
            var bytes = statement.SigningBytes(Group.Genesis, Group.Epoch);
            var certificate = new Certificate(statement, [.. new[] { 0, 1, 3 }.Select(i => new MemberSignature(i, SampleGroup.Keys[i].SignDeterministic(bytes)))]);
            Assert.Equal(CertificateFault.None, CertificateCheck.Check(certificate, Group, SampleGroup.Verifier));
            vectors.Add(new JsonObject
            {
                ["kind"] = statement.Kind.ToString(),
                ["view"] = statement.View,
                ["height"] = statement.Height,
                ["block"] = statement.Block.ToString(),
                ["signedBytes"] = Base64Url.Encode(bytes),
                ["certificate"] = Encoded(certificate.Encode),
            });
        }
        var attested = State.SigningBytes(Group.Genesis);
        var attestation = new Attestation(State, 2, SampleGroup.Keys[2].SignDeterministic(attested));
        return new JsonObject
        {
            ["description"] = "Statements of members 0, 1 and 3 of a group of four in epoch 0 as certificates, and an attestation of member 2. Binary values are base64url.",
            ["genesis"] = Group.Genesis.ToString(),
            ["members"] = new JsonArray([.. SampleGroup.Keys.Select(key => JsonNode.Parse(key.Public.Jwk))]),
            ["leaders"] = new JsonArray([.. Enumerable.Range(1, 8).Select(view => (JsonNode)Group.Leader(view))]),
            ["vectors"] = vectors,
            ["attestedBytes"] = Base64Url.Encode(attested),
            ["attestation"] = Encoded(attestation.Encode),
        };
    }

    public static JsonNode Blocks()
    {
        var vectors = new JsonArray();
        foreach (var block in new[]
        {
            Block.Create(Group.Genesis, 0, 1, 1, BlockHeader.GenesisBlockHash(Group.Genesis), 1_790_000_000_000, [], new Justification(null, [])),
            SampleMessages.Block(2, Hash, Group.Genesis),
        })
        {
            vectors.Add(new JsonObject
            {
                ["height"] = block.Header.Height,
                ["view"] = block.Header.View,
                ["time"] = block.Header.TimeMs,
                ["parent"] = block.Header.Parent.ToString(),
                ["requests"] = new JsonArray([.. block.RequestIds.Select(id => (JsonNode)id.ToString())]),
                ["bodyHash"] = block.Header.BodyHash.ToString(),
                ["justificationHash"] = block.Header.JustificationHash.ToString(),
                ["hash"] = block.Hash.ToString(),
                ["bytes"] = Encoded(block.Encode),
            });
        }
        return new JsonObject
        {
            ["description"] = "Blocks and their hashes. Signatures inside are stand-ins and do not verify.",
            ["genesis"] = Group.Genesis.ToString(),
            ["genesisBlock"] = BlockHeader.GenesisBlockHash(Group.Genesis).ToString(),
            ["vectors"] = vectors,
        };
    }

    public static JsonNode Messages()
    {
        var vectors = new JsonArray();
        foreach (var message in SampleMessages.All())
        {
            vectors.Add(new JsonObject { ["type"] = message.GetType().Name, ["bytes"] = Base64Url.Encode(MessageCodec.Encode(message)) });
        }
        return new JsonObject { ["description"] = "Peer messages without the frame's length.", ["genesis"] = Group.Genesis.ToString(), ["vectors"] = vectors };
    }

    public static JsonNode Evidence()
    {
        Vote Vote(int member, Statement statement) => new(statement, member, SampleGroup.Keys[member].SignDeterministic(statement.SigningBytes(Group.Genesis, 0)));
        Attestation Attest(int member, AttestedState state) => new(state, member, SampleGroup.Keys[member].SignDeterministic(state.SigningBytes(Group.Genesis)));
        Certificate Quorum(Statement statement, params int[] signers) =>
            new(statement, [.. signers.Select(signer => new MemberSignature(signer, Vote(signer, statement).Signature))]);
        (string Name, Evidence Evidence)[] all =
        [
            ("two-notarize-votes", new ConflictingVotes(Vote(1, Statement.Notarize(7, 5, Hash)), Vote(1, Statement.Notarize(7, 5, Group.Genesis)))),
            ("nullify-and-finalize", new ConflictingVotes(Vote(2, Statement.Nullify(7)), Vote(2, Statement.Finalize(7, 5, Hash)))),
            ("two-attestations", new ConflictingAttestations(Attest(3, State), Attest(3, State with { StateRoot = Hash }))),
            ("notarize-and-finalize-is-correct", new ConflictingVotes(Vote(2, Statement.Notarize(7, 5, Hash)), Vote(2, Statement.Finalize(7, 5, Hash)))),
            ("fork", new ConflictingCertificates(Quorum(Statement.Finalize(7, 5, Hash), 0, 1, 2), Quorum(Statement.Nullify(7), 1, 2, 3))),
            ("notarization-and-nullification-are-correct", new ConflictingCertificates(Quorum(Statement.Notarize(7, 5, Hash), 0, 1, 2), Quorum(Statement.Nullify(7), 1, 2, 3))),
            ("different-views-are-correct", new ConflictingVotes(Vote(2, Statement.Nullify(8)), Vote(2, Statement.Finalize(7, 5, Hash)))),
        ];
        var vectors = new JsonArray();
        foreach (var (name, evidence) in all)
        {
            var members = EvidenceCheck.Accused(evidence, Group, SampleGroup.Verifier);
            int? accused = members.IsEmpty ? null : members[0];
            var vector = new JsonObject { ["name"] = name, ["bytes"] = Base64Url.Encode(EvidenceCodec.Encode(evidence)), ["accused"] = accused };
            if (members.Length > 1)
            {
                vector["allAccused"] = new JsonArray([.. members.Select(member => (JsonNode)member)]);
            }
            vectors.Add(vector);
        }
        return new JsonObject
        {
            ["description"] = "Evidence and whom it accuses; null where it proves nothing.",
            ["genesis"] = Group.Genesis.ToString(),
            ["members"] = new JsonArray([.. SampleGroup.Keys.Select(key => JsonNode.Parse(key.Public.Jwk))]),
            ["vectors"] = vectors,
        };
    }

    private static string Encoded(Action<CodecWriter> encode)
    {
        var writer = new CodecWriter();
        encode(writer);
        return Base64Url.Encode(writer.Written);
    }
}
