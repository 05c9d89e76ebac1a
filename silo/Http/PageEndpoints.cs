using Scew.Grains;
using Scew.Protocol.Api;
using Scew.Protocol.Pages;

namespace Scew.Silo.Http;

/// <summary>This merchant's signed word on the files of its page, so that others can compare what a page's address sends with what its merchant, and the others, stand for.</summary>
internal sealed class PageEndpoints(PageFiles files, MerchantContext merchant)
{
    private readonly byte[]? _signed = files.All.IsEmpty ? null : Sign(files, merchant);

    public IResult Page() => _signed is null ? Problems.Of(Codes.NotFound, "this silo serves no page") : new BytesResult(_signed);

    private static byte[] Sign(PageFiles files, MerchantContext merchant)
    {
        var manifest = new PageManifest([.. files.All.Select(static file => new PageFileHash(file.Path, file.Hash))]);
        return new SignedPage(manifest, merchant.Self, merchant.Sign(manifest.SigningBytes(merchant.Group.Genesis, merchant.Group.Epoch))).Encode();
    }
}
