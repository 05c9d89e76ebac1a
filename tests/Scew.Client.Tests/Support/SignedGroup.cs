using System.Collections.Immutable;
using System.Text;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;
using Scew.Protocol.Trees;

namespace Scew.Client.Tests.Support;

/// <summary>Four merchants' keys, a customer, and what they sign: receipts for tests in which no silo runs.</summary>
internal static class SignedGroup
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    public static DevKeys Keys { get; } = DevKeys.FromNumber(7);

    public static GenesisFile File { get; } = MakeFile(isDev: true);

    /// <summary>The same merchants' group that is not marked dev.</summary>
    public static GenesisFile InEarnest { get; } = MakeFile(isDev: false);

    public static GenesisDocument Genesis => File.Document;

    public static SigningKey Customer { get; } = Keys.Signing("customer/alice");

    public static SignedRequest Request(TimeSpan? valid = null) => RequestSigner.Sign(
        Genesis.ToGroup().Genesis,
        new Transfer(Own("points"), Own("other"), 5, null),
        DateTimeOffset.UtcNow.Add(valid ?? TimeSpan.FromMinutes(1)).ToUnixTimeMilliseconds(),
        Customer).Request!;

    /// <summary>The receipt that three of the four attest; <paramref name="wire"/> replaces the bytes of the request in it.</summary>
    public static byte[] Receipt(SignedRequest request, string code = "ok", byte[]? wire = null)
    {
        var group = Genesis.ToGroup();
        var result = Encoding.UTF8.GetBytes(code == "ok" ? "{}" : """{"message":"there is too little in the wallet"}""");
        var tree = ResultsTree.Of(group.Genesis, 9, [new RequestResult(request.Id, code, result)]);
        var state = new AttestedState(0, 9, Digest.Of("block"u8), request.Payload.ValidUntilMs - 60_000, Digest.Of("state"u8), tree.Root, 1);
        var attestations = Enumerable.Range(0, 3).Select(i => new Attestation(state, i, Keys.Signing("merchant/" + Names[i]).Sign(state.SigningBytes(group.Genesis))));
        return new Receipt(wire ?? request.Wire, 0, code, result, tree.Paths[0], CertifiedState.From(attestations)).Encode();
    }

    /// <summary>The same request id over a signature of something else.</summary>
    public static byte[] WithForeignSignature(SignedRequest request)
    {
        var text = Encoding.ASCII.GetString(request.Wire.Span);
        return Encoding.ASCII.GetBytes(text[..(text.LastIndexOf('.') + 1)] + Base64Url.Encode(Customer.Sign("something else"u8)));
    }

    private static string Own(string name) => IdRules.OwnPrefix(Customer.Account) + ":" + name;

    private static GenesisFile MakeFile(bool isDev)
    {
        var merchants = Names.Select((name, i) => new Merchant(
            name, Keys.Signing("merchant/" + name).PublicKey, Keys.Link("merchant/" + name).Pin, "127.0.0.1:" + (1 + i), "http://127.0.0.1:" + (1 + i))).ToImmutableArray();
        var document = new GenesisDocument("signed", Keys.Salt("genesis"), isDev, merchants, [], GroupParameters.Default);
        return merchants.Select((merchant, i) => (merchant, i)).Aggregate(
            GenesisFile.Unsigned(document), (file, member) => file.With(member.i, Keys.Signing("merchant/" + member.merchant.Name).Sign(document.ConsentBytes())));
    }
}
