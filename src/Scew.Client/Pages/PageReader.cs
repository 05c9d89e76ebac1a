using System.Collections.Immutable;
using Scew.Client.Eras;
using Scew.Client.Transport;
using Scew.Protocol;
using Scew.Protocol.Pages;
using Scew.Protocol.Receipts;

namespace Scew.Client.Pages;

/// <summary>Asks every merchant for its word on its page, and fetches a page from its address: each file plain, and as a browser does.</summary>
internal sealed class PageReader(ImmutableArray<MerchantEndpoint> merchants, Era era, ClientOptions options)
{
    private const int MaxAtOnce = 8;

    public async Task<PageCheck> CheckAsync(Uri page, CancellationToken cancellation)
    {
        ImmutableArray<PageWord> words = [.. await Task.WhenAll(merchants.Select(merchant => WordAsync(merchant, cancellation)))];
        if (PageCheck.Majority(words, era.Group.MaxFaulty + 1) is not { } manifest)
        {
            return new PageCheck(null, words, []);
        }
        using var fetch = new PageFetch(page, options.ReadTimeout);
        var index = manifest.Files.FirstOrDefault(static file => file.Path == "/index.html");
        var asked = index is null ? manifest.Files : manifest.Files.Insert(0, index with { Path = "/" });
        var files = new List<PageFileFinding>();
        foreach (var some in asked.Chunk(MaxAtOnce))
        {
            files.AddRange(await Task.WhenAll(some.Select(file => CompareAsync(fetch, file, cancellation))));
        }
        files.AddRange(await ExtraAsync(fetch, manifest, cancellation));
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
                var fault = signed.Signer != merchant.Index ? ProofFault.OtherSubject : signed.Check(era.Group, era.Members);
                return fault == ProofFault.None ? new PageWord(merchant.Index, merchant.Name, signed.Manifest, "") : None($"{merchant.Name}'s answer does not verify: {ProofFaults.Sentence(fault)}");
            case MerchantAnswer.Problem problem:
                return None($"{merchant.Name} answers {problem.Code}: {problem.Detail}");
            case MerchantAnswer.Unreachable unreachable:
                return None(unreachable.Reason);
            default:
                throw new InvariantException("a merchant's answer is one of three");
        }
    }

    private static async Task<PageFileFinding> CompareAsync(PageFetch fetch, PageFileHash file, CancellationToken cancellation)
    {
        foreach (var asBrowser in new[] { false, true })
        {
            var (bytes, found) = await fetch.GetAsync(file.Path, asBrowser, cancellation);
            if (bytes is null)
            {
                return new PageFileFinding(file.Path, PageFileState.Missing, found);
            }
            if (Digest.Of(bytes) is var hash && hash != file.Hash)
            {
                return new PageFileFinding(file.Path, PageFileState.Differs, $"{hash} ({bytes.Length} bytes{(asBrowser ? ", sent to a browser" : "")})");
            }
        }
        return new PageFileFinding(file.Path, PageFileState.Same, "");
    }

    /// <summary>Files that the address itself says it serves beside those that were signed; whoever signed that: the bytes are there or not.</summary>
    private static async Task<IEnumerable<PageFileFinding>> ExtraAsync(PageFetch fetch, PageManifest manifest, CancellationToken cancellation)
    {
        var known = manifest.Files.Select(static file => file.Path).ToHashSet(StringComparer.Ordinal);
        return (await fetch.GetAsync("/v1/page", asBrowser: false, cancellation)).Bytes is { } bytes && SignedPage.Parse(bytes) is { } own
            ? own.Manifest.Files.Where(file => !known.Contains(file.Path)).Select(static file => new PageFileFinding(file.Path, PageFileState.Extra, file.Hash.ToString()))
            : [];
    }
}
