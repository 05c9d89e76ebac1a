using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Scew.Architecture.Tests;

/// <summary>What a build takes from outside is named to the digit, and the tree holds no secret.</summary>
public sealed partial class SupplyTests
{
    private static readonly string[] Binary = [".png", ".ico", ".db", ".zip", ".gz", ".woff2"];

    // Bad input of tests, named one by one, so that a new one is looked at.
    private static readonly string[] Shown = ["tests/Scew.Protocol.Tests/Agents/OrderTests.cs: https://user:secret" + "@r"];

    [Fact]
    [Trait("row", "I10")]
    public void Every_package_has_one_exact_version_in_one_place()
    {
        var central = XDocument.Load(Path.Combine(SourceTree.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToList();
        Assert.InRange(central.Count, 10, 100);
        Assert.Empty(central.Where(package => !Exact().IsMatch(package.Attribute("Version")?.Value ?? "")).Select(package => package.ToString()));
        var names = central.Select(package => package.Attribute("Include")!.Value).ToList();
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
        foreach (var path in SourceTree.ProjectFiles().Concat(SourceTree.Files("*.props")).Concat(SourceTree.Files("*.targets")))
        {
            foreach (var reference in XDocument.Load(path).Descendants("PackageReference"))
            {
                Assert.True(reference.Attribute("Version") is null && reference.Attribute("VersionOverride") is null, $"{SourceTree.Relative(path)}: {reference}");
                Assert.Contains(reference.Attribute("Include")?.Value ?? reference.Attribute("Update")!.Value, names);
            }
        }
        // The compiler and the runtime are part of what a build takes.
        Assert.Matches("\"version\": \"10\\.", File.ReadAllText(Path.Combine(SourceTree.Root, "global.json")));
        Assert.Empty(SourceTree.Files("package.json").Concat(SourceTree.Files("*.tgz")).Concat(SourceTree.Files("*.nupkg")).Concat(SourceTree.Files("*.dll")).Select(SourceTree.Relative));
    }

    [Fact]
    [Trait("row", "I13")]
    public void No_file_holds_a_secret()
    {
        var found = SourceTree.Files("*").Where(path => !Binary.Contains(Path.GetExtension(path)))
            .SelectMany(path => Secret().Matches(File.ReadAllText(path)).Select(match => $"{SourceTree.Relative(path)}: {match.Value}"))
            .Where(hit => !Shown.Contains(hit));
        Assert.Empty(found);
        Assert.DoesNotContain(SourceTree.Files("*").Select(SourceTree.Relative), path => KeyFile().IsMatch(path));
    }

    [Fact]
    [Trait("row", "I13")]
    public void The_search_finds_what_it_looks_for()
    {
        foreach (var planted in new[] { "-----BEGIN " + "EC PRIVATE KEY-----", "AKIA" + "IOSFODNN7EXAMPLQ", "postgres://olive:" + "hunter22@db/olive", "ghp_" + new string('a', 36) })
        {
            Assert.Matches(Secret(), planted);
        }
        Assert.Matches(KeyFile(), "silo/deploy/olive.p12");
    }

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?$")]
    private static partial Regex Exact();

    // Private keys, tokens of the usual services, addresses with a password in them.
    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abp]-[A-Za-z0-9-]{20,}|(postgres|postgresql|https?)://[a-z0-9_]+:[^@\\s\"'{}<>]{6,}@[a-z]")]
    private static partial Regex Secret();

    [GeneratedRegex(@"\.(pem|pfx|p12|key|keystore|pgpass)$|(^|/)(id_rsa|id_ed25519|\.env)$")]
    private static partial Regex KeyFile();
}
