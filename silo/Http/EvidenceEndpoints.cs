using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Scew.Consensus;
using Scew.Grains;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Ordering;
using Scew.Silo.Limits;
using Scew.Storage;

namespace Scew.Silo.Http;

/// <summary>Proofs of merchants' lies: what this merchant holds, and what customers bring, whom the accused's own silo would not listen to.</summary>
internal sealed class EvidenceEndpoints(MerchantContext merchant, IReplicaStore store, ReplicaInbox inbox, RequestGate gate)
{
    private const int MaxPage = 50;
    private const int MaxProofBytes = 64 * 1024;

    public async Task<IResult> PageAsync(string? after, int? limit)
    {
        if (limit is < 1 or > MaxPage || (after is not null && !Digest.TryParse(after, out _)))
        {
            return Problems.Of(Codes.BadId, $"after is the id of a piece, limit 1 to {MaxPage}");
        }
        var all = (await store.ReadEvidenceAsync()).Select(Item).DistinctBy(item => item.Id).ToList();
        var from = after is null ? 0 : all.FindIndex(item => item.Id == after) + 1;
        var page = all.Skip(from).Take(limit ?? MaxPage).ToArray();
        var next = from + page.Length < all.Count ? page[^1].Id : null;
        return Json(new EvidenceResponse(merchant.Group.Genesis.ToString(), [.. page], next), ApiJson.Default.EvidenceResponse);
    }

    public async Task<IResult> TakeAsync(HttpContext http)
    {
        if (await RequestBody.ReadAsync(http) is not { } body || Proof(body) is not { Length: <= MaxProofBytes } proof)
        {
            gate.ChargeBad(http);
            return Problems.Of(Codes.Malformed, $"evidence is its proof of at most {MaxProofBytes} bytes, or JSON whose member 'proof' holds it as base64url");
        }
        if (EvidenceCodec.Decode(proof) is not { } evidence || Accused(evidence) is not { Length: > 0 } accused)
        {
            gate.ChargeBad(http);
            return Problems.Of(Codes.BadSignature, "this proves nothing against anyone: it is no evidence, or its signatures are not those of members of this group");
        }
        var id = Digest.Of(proof);
        var known = (await store.ReadEvidenceAsync()).Any(stored => Digest.Of(EvidenceCodec.Encode(stored.Evidence)) == id);
        if (!known)
        {
            // The replica decides whether it is new, keeps it and tells the others.
            inbox.Post(new EvidenceBrought(evidence));
        }
        return Json(new EvidenceTaken(id.ToString(), [.. accused.Select(one => NameOf(evidence, one))], known), ApiJson.Default.EvidenceTaken);
    }

    private ImmutableArray<int> Accused(Evidence evidence) => EvidenceCheck.Accused(evidence, merchant.Group, merchant.Verifier);

    private EvidenceItem Item(StoredEvidence stored)
    {
        var proof = EvidenceCodec.Encode(stored.Evidence);
        return new EvidenceItem(
            Digest.Of(proof).ToString(), stored.Accused, NameOf(stored.Evidence, stored.Accused), Kind(stored.Evidence), Describe(stored.Evidence), Base64Url.Encode(proof),
            stored.Evidence is ConflictingCertificates ? Accused(stored.Evidence) : null);
    }

    /// <summary>An index is of the era in which the evidence verifies: in another one it may be nobody's, or somebody else's.</summary>
    private string NameOf(Evidence evidence, int accused)
    {
        for (var epoch = merchant.Eras.Length - 1; epoch > 0; epoch--)
        {
            var era = merchant.Eras[epoch];
            var verifier = epoch == merchant.Eras.Length - 1 ? merchant.Verifier : (IMemberVerifier)era.CreateVerifier()!;
            if (EvidenceCheck.Accused(evidence, era.ToGroup(), verifier).Contains(accused))
            {
                return era.Merchants[accused].Name;
            }
        }
        return accused < merchant.Eras[0].Merchants.Length ? merchant.Eras[0].Merchants[accused].Name : "a former member";
    }

    private static byte[]? Proof(byte[] body)
    {
        if (body is not [(byte)'{', ..])
        {
            return body;
        }
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            var root = document.RootElement.TryGetProperty("data", out var data) ? data : document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("proof", out var proof) || proof.GetString() is not { } text)
            {
                return null;
            }
            var bytes = new byte[text.Length * 6L / 8];
            return Base64Url.TryDecode(text, bytes, out var written) ? bytes[..written] : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Kind(Evidence evidence) => evidence switch
    {
        ConflictingVotes => "conflicting-votes",
        ConflictingAttestations => "conflicting-attestations",
        _ => "conflicting-certificates",
    };

    private static string Describe(Evidence evidence) => evidence switch
    {
        ConflictingVotes { First.Statement: var a, Second.Statement: var b } =>
            string.Create(CultureInfo.InvariantCulture, $"signed {a.Kind} for block {a.Block.Short} and {b.Kind} for block {b.Block.Short} in view {a.View}"),
        ConflictingAttestations { First.State: var a } => string.Create(CultureInfo.InvariantCulture, $"attested two different states of height {a.Height}"),
        _ => "signed both of two certificates that exclude each other",
    };

    private static BytesResult Json<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type));
}
