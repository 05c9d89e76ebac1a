using System.Collections.Immutable;
using System.Text.Json;
using Scew.Client.DevNets;
using Scew.Keys;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;

namespace Scew.Client.Tests.Cli;

/// <summary>A console whose profile knows a development group of which no merchant runs: everything that needs no network, and how the rest fails.</summary>
public sealed class OfflineGroup : IDisposable
{
    public OfflineGroup()
    {
        Folder = Directory.CreateTempSubdirectory("scew-offline-").FullName;
        var ports = FreePorts.Pick(8);
        var states = Enumerable.Range(0, 4).Select(i => new DevMerchantState(((char)('a' + i)).ToString(), ports[i * 2], ports[(i * 2) + 1], 0)).ToImmutableArray();
        Keys = DevKeys.FromNumber(1);
        Genesis = Make(Keys, states);
        Hash = Genesis.Document.Hash().ToString();
        File.WriteAllBytes(Path.Combine(Folder, "genesis.json"), Genesis.Encode());
        new DevNetState(1, Hash, states).Save(Folder);
        WriteProfile(states);
    }

    public string Folder { get; }

    public DevKeys Keys { get; }

    public GenesisFile Genesis { get; }

    public string Hash { get; }

    public ConsoleRun Console { get; } = new();

    /// <summary>Two votes of member 1 that contradict each other, as <c>GET /v1/evidence</c> serves them.</summary>
    public string EvidenceFile()
    {
        var group = Genesis.Document.ToGroup();
        var votes = new[] { "one"u8.ToArray(), "two"u8.ToArray() }.Select(text =>
        {
            var statement = Statement.Notarize(7, 3, Protocol.Digest.Of(text));
            return new Vote(statement, 1, Keys.Signing("merchant/b").Sign(statement.SigningBytes(group.Genesis, group.Epoch)));
        }).ToArray();
        return Write("evidence.json", new ConflictingVotes(votes[0], votes[1]));
    }

    /// <summary>Certificates of the end and of the finality of one view: b and c signed both.</summary>
    public string ForkFile()
    {
        var group = Genesis.Document.ToGroup();
        Certificate Certify(Statement statement, params int[] signers) => new(statement, [.. signers.Select(signer => new MemberSignature(
            signer, Keys.Signing("merchant/" + Genesis.Document.Merchants[signer].Name).Sign(statement.SigningBytes(group.Genesis, group.Epoch))))]);
        return Write("fork.json", new ConflictingCertificates(
            Certify(Statement.Finalize(7, 3, Protocol.Digest.Of("one"u8)), 0, 1, 2), Certify(Statement.Nullify(7), 1, 2, 3)));
    }

    private string Write(string name, Evidence evidence)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, JsonSerializer.Serialize(new { proof = Protocol.Base64Url.Encode(EvidenceCodec.Encode(evidence)) }));
        return path;
    }

    public void Dispose()
    {
        Console.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static GenesisFile Make(DevKeys keys, ImmutableArray<DevMerchantState> states)
    {
        var merchants = states.Select(state => new Merchant(
            state.Name, keys.Signing("merchant/" + state.Name).PublicKey, keys.Link("merchant/" + state.Name).Pin, "127.0.0.1:" + state.PeerPort, state.Url)).ToImmutableArray();
        var document = new GenesisDocument("offline", keys.Salt("genesis"), true, merchants, [], GroupParameters.Default);
        var file = GenesisFile.Unsigned(document);
        for (var i = 0; i < merchants.Length; i++)
        {
            file = file.With(i, keys.Signing("merchant/" + merchants[i].Name).Sign(document.ConsentBytes()));
        }
        return file;
    }

    private void WriteProfile(ImmutableArray<DevMerchantState> states)
    {
        Assert.Equal(0, Console.Run(["profile", "add", "offline", "--genesis", Hash, .. states.SelectMany(state => new[] { "--merchant", state.Url })]).Exit);
        var path = Path.Combine(Console.Home, "profiles", "offline.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"devFolder\": null", "\"devFolder\": " + JsonSerializer.Serialize(Folder), StringComparison.Ordinal));
        var group = Directory.CreateDirectory(Path.Combine(Console.Home, "groups", Hash)).FullName;
        File.WriteAllBytes(Path.Combine(group, "genesis.json"), Genesis.Encode());
    }
}
