using System.Collections.Immutable;
using System.Net;
using Scew.Client.Receipts;
using Scew.Client.Transport;
using Scew.Protocol;
using Scew.Protocol.Pages;
using Scew.Protocol.Receipts;

namespace Scew.Client.Pages;

/// <summary>Asks every merchant for its word on its page, and fetches a page from its address as a browser does: each file plain and compressed.</summary>
internal sealed class PageReader(ImmutableArray<MerchantEndpoint> merchants, ReceiptVerifier verifier, ClientOptions options)
{
    private const int MaxAtOnce = 8;

    public async Task<PageCheck> CheckAsync(Uri page, CancellationToken cancellation)
    {
        ImmutableArray<PageWord> words = [.. await Task.WhenAll(merchants.Select(merchant => WordAsync(merchant, cancellation)))];
        if (PageCheck.Majority(words, verifier.Group.MaxFaulty + 1) is not { } manifest)
        {
            return new PageCheck(null, words, []);
        }
        using var plain = MerchantEndpoint.CreateHttpClient();
        using var packed = MerchantEndpoint.CreateHttpClient(DecompressionMethods.GZip);
        // Browsers take brotli on a secure connection.
        using var dense = MerchantEndpoint.CreateHttpClient(DecompressionMethods.All);
        MerchantEndpoint[] ways = [.. new[] { plain, packed, dense }.Select(http => new MerchantEndpoint(0, page.Authority, page, http))];
        var index = manifest.Files.FirstOrDefault(static file => file.Path == "/index.html");
        var asked = index is null ? manifest.Files : manifest.Files.Insert(0, index with { Path = "/" });
        var files = new List<PageFileFinding>();
        foreach (var some in asked.Chunk(MaxAtOnce))
        {
            files.AddRange(await Task.WhenAll(some.Select(file => CompareAsync(ways, file, cancellation))));
        }
        files.AddRange(await ExtraAsync(ways[0], manifest, cancellation));
        return new PageCheck(manifest, words, [.. files]);
    }

    private async Task<PageWord> WordAsync(MerchantEndpoint merchant, CancellationToken cancellation)
    {
        PageWord None(string reason) => new(merchant.Index, merchant.Name, null, reason);
        switch (await merchant.GetAsync("/v1/page", options.ReadTimeout, cancellation))
        {
            case MerchantAnswer.Body body:
                if (SignedPage.Parse(body.Bytes) is not { } signed)
                {
                    return None($"{merchant.Name}'s answer does not verify: {ProofFaults.Sentence(ProofFault.Malformed)}");
                }
                // What another member signed is that one's word, whoever shows it.
                var fault = signed.Signer != merchant.Index ? ProofFault.OtherSubject : signed.Check(verifier.Group, verifier.Members);
                return fault == ProofFault.None ? new PageWord(merchant.Index, merchant.Name, signed.Manifest, "") : None($"{merchant.Name}'s answer does not verify: {ProofFaults.Sentence(fault)}");
            case MerchantAnswer.Problem problem:
                return None($"{merchant.Name} answers {problem.Code}: {problem.Detail}");
            case MerchantAnswer.Unreachable unreachable:
                return None(unreachable.Reason);
            default:
                throw new InvariantException("a merchant's answer is one of three");
        }
    }

    private async Task<PageFileFinding> CompareAsync(MerchantEndpoint[] ways, PageFileHash file, CancellationToken cancellation)
    {
        foreach (var way in ways)
        {
            var answer = await way.GetAsync(file.Path, options.ReadTimeout, cancellation);
            if (answer is not MerchantAnswer.Body body)
            {
                return new PageFileFinding(file.Path, PageFileState.Missing, answer is MerchantAnswer.Problem problem ? $"status {problem.Status}" : ((MerchantAnswer.Unreachable)answer).Reason);
            }
            if (Digest.Of(body.Bytes) is var hash && hash != file.Hash)
            {
                return new PageFileFinding(file.Path, PageFileState.Differs, $"{hash} ({body.Bytes.Length} bytes{(way != ways[0] ? ", sent compressed" : "")})");
            }
        }
        return new PageFileFinding(file.Path, PageFileState.Same, "");
    }

    /// <summary>Files that the address itself says it serves beside those that were signed; whoever signed that: the bytes are there or not.</summary>
    private async Task<IEnumerable<PageFileFinding>> ExtraAsync(MerchantEndpoint page, PageManifest manifest, CancellationToken cancellation)
    {
        var known = manifest.Files.Select(static file => file.Path).ToHashSet(StringComparer.Ordinal);
        return await page.GetAsync("/v1/page", options.ReadTimeout, cancellation) is MerchantAnswer.Body body && SignedPage.Parse(body.Bytes) is { } own
            ? own.Manifest.Files.Where(file => !known.Contains(file.Path)).Select(static file => new PageFileFinding(file.Path, PageFileState.Extra, file.Hash.ToString()))
            : [];
    }
}
