using Scew.Protocol.Pages;
using Scew.Protocol.Tests.Fuzz;
using Scew.Protocol.Tests.Groups;

namespace Scew.Protocol.Tests.Pages;

/// <summary>Manifests of pages.</summary>
internal static class SamplePage
{
    private static readonly string[] Paths = ["/app.js", "/index.html", "/pages/home.js", "/proof/hash.js", "/style.css"];

    /// <summary>Some of the paths, with hashes.</summary>
    public static PageManifest Manifest(Prng random) => new([.. Paths.Where(_ => random.OneIn(2)).Select(path => new PageFileHash(path, random.Digest()))]);

    /// <summary>All of the paths.</summary>
    public static PageManifest Manifest() => new([.. Paths.Select(path => new PageFileHash(path, Digest.Of(System.Text.Encoding.ASCII.GetBytes(path))))]);

    public static SignedPage Signed(int member) => new(Manifest(), member, SampleGroup.Keys[member].Sign(Manifest().SigningBytes(SampleGroup.Group.Genesis, SampleGroup.Group.Epoch)));
}
