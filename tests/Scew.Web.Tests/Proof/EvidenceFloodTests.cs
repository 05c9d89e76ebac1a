using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.WebTests.Proof;

/// <summary>Who is found out may prove it of himself without end: neither the page's memory nor the proofs against others are lost to that.</summary>
[Collection(RealGroup.Name)]
[Trait("row", "H17")]
public sealed class EvidenceFloodTests(RealGroup group)
{
    [Fact]
    public async Task Of_a_merchant_that_accuses_itself_without_end_some_is_kept()
    {
        await using var page = await SiloPage.OpenAsync(group);
        var (flood, other) = (Enumerable.Range(1, 100).Select(view => Proof(3, view)).ToArray(), Proof(1, 1));
        await page.AlterAsync((route, merchant, path) => !path.StartsWith("/v1/evidence", StringComparison.Ordinal) ? route.ContinueAsync()
            : SiloPage.FulfillAsync(route, 200, merchant == 2 ? Page(flood[..50], "more") : merchant == 0 ? Page([other], null) : Page(flood[50..], null)));

        var kept = await page.CallAsync<JsonElement[]>("evidence");

        Assert.Equal(
            [(group.Net.Merchants[1].Name, 1), (group.Net.Merchants[3].Name, 20)],
            kept.GroupBy(one => one.GetProperty("names")[0].GetString()!).Select(same => (same.Key, same.Count())).OrderBy(same => same.Item2));
    }

    private string Proof(int signer, long view)
    {
        Vote Vote(string block)
        {
            var statement = Statement.Notarize(view, 1, Digest.Of(Encoding.UTF8.GetBytes(block)));
            return new Vote(statement, signer, group.Net.Merchants[signer].Key.Sign(statement.SigningBytes(group.Client.Verifier.Group.Genesis, 0)));
        }
        return Base64Url.Encode(EvidenceCodec.Encode(new ConflictingVotes(Vote("a"), Vote("b"))));
    }

    private static byte[] Page(string[] proofs, string? next) =>
        Encoding.UTF8.GetBytes(new JsonObject { ["items"] = new JsonArray([.. proofs.Select(proof => (JsonNode)new JsonObject { ["proof"] = proof })]), ["next"] = next }.ToJsonString());
}
