using System.Text;
using System.Text.Json.Nodes;
using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Groups;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Tests.Fuzz;
using Scew.Protocol.Tests.Groups;

namespace Scew.WebTests.Proof;

/// <summary>Valid proofs with a byte changed everywhere, and with parts cut, doubled and swapped: the page takes exactly what C# takes, which of a changed one is next to nothing.</summary>
public class MutationTests
{
    private static readonly Group Group = SampleGroup.Group;
    private static readonly P256Verifier Verifier = SampleGroup.Verifier;
    private static readonly AccountKeyCache Accounts = new();
    private static readonly byte[] Genesis = SampleGroup.File().Encode();

    [Fact]
    public Task A_changed_receipt() => SameVerdictsAsync("receipt", Text("receipts", "receipt"), null, bytes =>
        Receipt.Parse(bytes) is { } receipt && ReceiptCheck.Verify(receipt, Group, Verifier, Accounts).Fault == ProofFault.None);

    [Fact]
    public Task A_changed_register() => SameVerdictsAsync("register", Text("receipts", "reads", "w3"), new { Kind = "wallet", Id = "w3" }, bytes =>
        CertifiedRegister.Parse(bytes)?.Check(new RegisterKey(RegisterKind.Wallet, "w3"), Group, Verifier) == ProofFault.None);

    [Fact]
    public Task A_changed_absence() => SameVerdictsAsync("register", Text("receipts", "reads", "nobody"), new { Kind = 1, Id = "nobody" }, bytes =>
        CertifiedRegister.Parse(bytes)?.Check(new RegisterKey(RegisterKind.Wallet, "nobody"), Group, Verifier) == ProofFault.None);

    [Fact]
    public Task A_changed_genesis() => SameVerdictsAsync("genesis", Genesis, null, bytes => GenesisFile.Parse(bytes).File is not null);

    [Fact]
    public Task A_changed_genesis_with_modules() =>
        SameVerdictsAsync("genesis", Text("genesis-modules", "file"), null, bytes => GenesisFile.Parse(bytes).File is not null);

    [Fact]
    public async Task A_changed_head()
    {
        var nonce = (string)Vectors("requests")["vectors"]![0]!["payload"]!.GetValue<string>().Split("\"nonce\":\"")[1][..22];
        bool Takes(byte[] bytes) => HeadAnswer.Parse(bytes) is { } head && HeadCheck.Check(head, nonce, Group, Verifier) == ProofFault.None;
        await SameVerdictsAsync("head", Text("receipts", "head"), new { Nonce = nonce }, Takes);
        await SameVerdictsAsync("head", HeadAt(7, nonce), new { Nonce = nonce }, Takes);
    }

    [Fact]
    public Task A_changed_statement_that_a_request_was_never_executed()
    {
        var request = Vectors("receipts")["requestId"]!.GetValue<string>();
        Assert.True(Digest.TryParse(request, out var id));
        return SameVerdictsAsync("never", Text("receipts", "neverExecuted"), new { Request = request }, bytes =>
            NeverExecuted.Parse(bytes) is { } one && one.Statement.RequestId == id && one.Signer < Group.Size
            && Verifier.Verify(one.Signer, one.Statement.SigningBytes(Group.Genesis, Group.Epoch), one.Signature));
    }

    [Fact]
    public async Task Changed_evidence()
    {
        foreach (var vector in Vectors("evidence")["vectors"]!.AsArray())
        {
            var bytes = Decode(vector!["bytes"]!.GetValue<string>());
            await SameVerdictsAsync("evidence", bytes, null, changed => EvidenceCodec.Decode(changed) is { } evidence && !EvidenceCheck.Accused(evidence, Group, Verifier).IsEmpty, isText: false);
        }
    }

    private static async Task SameVerdictsAsync(string what, byte[] valid, object? subject, Func<byte[], bool> takes, bool isText = true)
    {
        var random = new Prng(11);
        var inputs = new List<byte[]> { valid };
        for (var at = 0; at < valid.Length; at++)
        {
            inputs.Add([.. valid[..at], (byte)(valid[at] ^ (1 << random.Below(8))), .. valid[(at + 1)..]]);
        }
        inputs.AddRange(Enumerable.Range(0, 400).Select(_ => Mutator.Change(random, valid, inputs[random.Below(inputs.Count)], isText)));
        await using var page = await ProofPage.OpenAsync();
        var taken = (await page.CallAsync<int[]>(ProofPage.Checks, "taken", what, Genesis, inputs, subject)).ToHashSet();
        Assert.Equal(takes(valid), taken.Contains(0));
        for (var i = 0; i < inputs.Count; i++)
        {
            Assert.True(takes(inputs[i]) == taken.Contains(i), $"{what}, input {i}: the page {(taken.Contains(i) ? "takes" : "refuses")} {Encoding.Latin1.GetString(inputs[i])}");
        }
    }

    private static byte[] HeadAt(long height, string nonce)
    {
        var block = Digest.Of([7]);
        var statement = new HeadStatement(nonce, new BlockRef(9, height, block));
        return new HeadAnswer(statement, SampleGroup.Certificate(Statement.Finalize(9, height, block)), 2, SampleGroup.Keys[2].Sign(statement.SigningBytes(Group.Genesis, 0))).Encode();
    }

    private static byte[] Text(string file, params string[] path) => Encoding.UTF8.GetBytes(path.Aggregate(Vectors(file), (node, name) => node[name]!).GetValue<string>());

    private static JsonNode Vectors(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(ServedFiles.Wwwroot, "..", "..", "tests", "Scew.Protocol.Tests", "Vectors", file + ".json")))!;

    private static byte[] Decode(string text)
    {
        var bytes = new byte[text.Length * 6 / 8];
        Assert.True(Base64Url.TryDecode(text, bytes, out _));
        return bytes;
    }
}
