using System.Text;
using Scew.Protocol.Pages;
using Scew.Protocol.Receipts;
using Scew.Protocol.Tests.Groups;

namespace Scew.Protocol.Tests.Pages;

public sealed class SignedPageTests
{
    [Fact]
    public void AMembersSignatureHoldsForItsManifestItselfAndThisGroup()
    {
        var page = SignedPage.Parse(SamplePage.Signed(1).Encode())!;
        Assert.Equal(SamplePage.Manifest().Hash(), page.Manifest.Hash());
        Assert.Equal(ProofFault.None, page.Check(SampleGroup.Group, SampleGroup.Verifier));
        Assert.Equal(ProofFault.Signature, (page with { Signer = 2 }).Check(SampleGroup.Group, SampleGroup.Verifier));
        Assert.Equal(ProofFault.Signers, (page with { Signer = 4 }).Check(SampleGroup.Group, SampleGroup.Verifier));
        var other = new PageManifest(page.Manifest.Files.SetItem(0, page.Manifest.Files[0] with { Hash = Digest.Of("altered"u8) }));
        Assert.Equal(ProofFault.Signature, (page with { Manifest = other }).Check(SampleGroup.Group, SampleGroup.Verifier));
        var elsewhere = new Protocol.Ordering.Group(Digest.Of("another group"u8), SampleGroup.Group.Epoch, SampleGroup.Group.Size);
        Assert.Equal(ProofFault.Signature, page.Check(elsewhere, SampleGroup.Verifier));
    }

    [Theory]
    [InlineData("/app.js", true)]
    [InlineData("/a/b-c_d.e.js", true)]
    [InlineData("/x", true)]
    [InlineData("/", false)]
    [InlineData("", false)]
    [InlineData("app.js", false)]
    [InlineData("/a/", false)]
    [InlineData("//app.js", false)]
    [InlineData("/../app.js", false)]
    [InlineData("/.git", false)]
    [InlineData("/a/.hidden/b", false)]
    [InlineData("/a b", false)]
    [InlineData("/a?b", false)]
    [InlineData("/a%2eb", false)]
    [InlineData("/\u00e9", false)]
    public void PathsAreThoseThatAnUrlCarriesUnchanged(string path, bool isPath)
    {
        Assert.Equal(isPath, PageManifest.IsPath(path));
        Assert.Equal(isPath, PageManifest.Parse(new PageManifest([new PageFileHash(path, Digest.Of("x"u8))]).Encode()) is not null);
    }

    [Fact]
    public void OnlySortedFilesWithoutRepeatsAndNotTooManyAreAManifest()
    {
        var (a, b) = (new PageFileHash("/a", Digest.Of("a"u8)), new PageFileHash("/b", Digest.Of("b"u8)));
        Assert.NotNull(PageManifest.Parse(new PageManifest([a, b]).Encode()));
        Assert.NotNull(PageManifest.Parse(new PageManifest([]).Encode()));
        Assert.Null(PageManifest.Parse(new PageManifest([b, a]).Encode()));
        Assert.Null(PageManifest.Parse(new PageManifest([a, a]).Encode()));
        PageManifest Many(int count) => new([.. Enumerable.Range(0, count).Select(i => new PageFileHash($"/{i:D5}", a.Hash))]);
        Assert.NotNull(PageManifest.Parse(Many(PageManifest.MaxFiles).Encode()));
        Assert.Null(PageManifest.Parse(Many(PageManifest.MaxFiles + 1).Encode()));
        var text = Encoding.UTF8.GetString(new PageManifest([a]).Encode());
        Assert.Null(PageManifest.Parse(Encoding.UTF8.GetBytes(text + "\n")));
        Assert.Null(PageManifest.Parse(Encoding.UTF8.GetBytes(text.Replace(":1}", ":2}", StringComparison.Ordinal))));
        Assert.Null(PageManifest.Parse(Encoding.UTF8.GetBytes(text.Replace("{\"files\"", "{ \"files\"", StringComparison.Ordinal))));
    }
}
