using System.Xml.Linq;

namespace Scew.Architecture.Tests;

/// <summary>Who may reference whom. A project that does not exist yet is left out on both sides.</summary>
public class ProjectArrowsTests
{
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Scew.Protocol"] = [],
        ["Scew.Consensus"] = ["Scew.Protocol"],
        ["Scew.Machines"] = ["Scew.Protocol"],
        ["Scew.Homomorphic"] = ["Scew.Protocol"],
        ["Scew.Keys"] = ["Scew.Protocol"],
        ["Scew.Storage"] = ["Scew.Protocol"],
        ["Scew.Agent"] = ["Scew.Protocol", "Scew.Keys"],
        ["Orleans.Embedded"] = [],
        ["Scew.Ledger"] = ["Scew.Protocol", "Scew.Machines", "Scew.Homomorphic"],
        ["Scew.Liars"] = ["Scew.Protocol", "Scew.Consensus", "Scew.Ledger"],
        ["Scew.Grains"] =
        [
            "Scew.Protocol", "Scew.Consensus", "Scew.Machines", "Scew.Homomorphic", "Scew.Ledger", "Scew.Liars", "Scew.Keys", "Scew.Storage", "Orleans.Embedded",
        ],
        ["Scew.Silo"] = ["Scew.Agent", "Scew.Grains"],
        ["Scew.Client"] = ["Scew.Protocol", "Scew.Homomorphic", "Scew.Keys"],
        ["Scew.Console"] = ["Scew.Client", "Scew.Machines", "Scew.Silo"],
        ["Scew.Simulation"] = ["Scew.Protocol", "Scew.Consensus", "Scew.Machines", "Scew.Homomorphic", "Scew.Ledger", "Scew.Liars"],
    };

    private static readonly string[] TestPackages =
        ["xunit", "nunit", "mstest", "fscheck", "coverlet", "moq", "nsubstitute", "benchmarkdotnet", "microsoft.net.test.sdk", "microsoft.playwright", "testinghost"];

    public static TheoryData<string> SourceProjects() => [.. Arrows.Keys.Where(ProjectExists)];

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void A_project_references_exactly_what_the_design_draws(string project)
    {
        var expected = Arrows[project].Where(ProjectExists).Order(StringComparer.Ordinal);
        var actual = Elements(project, "ProjectReference").Select(Target).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Every_project_outside_tests_has_its_row()
    {
        var unknown = SourceTree.ProjectFiles().Where(path => !SourceTree.Relative(path).StartsWith("tests/", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension).Where(name => !Arrows.ContainsKey(name!));
        Assert.Empty(unknown);
    }

    [Fact]
    public void The_console_references_the_silo_for_building_only()
    {
        var silo = Elements("Scew.Console", "ProjectReference").Single(element => Target(element) == "Scew.Silo");
        Assert.Equal("false", (string?)silo.Attribute("ReferenceOutputAssembly"));
    }

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void A_source_project_has_no_test_package(string project)
    {
        if (!SourceTree.Relative(Locate(project)).StartsWith("tests/", StringComparison.Ordinal))
        {
            var packages = Elements(project, "PackageReference").Select(element => ((string)element.Attribute("Include")!).ToLowerInvariant());
            Assert.DoesNotContain(packages, package => TestPackages.Any(package.Contains));
        }
    }

    [Fact]
    public void Every_source_project_has_its_test_project()
    {
        var missing = SourceTree.ProjectFiles().Where(path => SourceTree.Relative(path).StartsWith("src/", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path) + ".Tests").Where(name => !ProjectExists(name));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(SourceTree.Root, "Scew.sln")).Replace('\\', '/');
        var missing = SourceTree.ProjectFiles().Select(SourceTree.Relative).Where(path => !solution.Contains(path, StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    /// <summary>Elements of a project file and of the files that it imports by a plain path.</summary>
    private static IEnumerable<XElement> Elements(string project, string name)
    {
        var path = Locate(project);
        var document = XDocument.Load(path);
        var imported = document.Descendants("Import").Select(element => (string?)element.Attribute("Project")).OfType<string>()
            .Where(file => !file.Contains('$', StringComparison.Ordinal)).Select(file => XDocument.Load(Path.Combine(Path.GetDirectoryName(path)!, file)));
        return imported.Prepend(document).SelectMany(file => file.Descendants(name));
    }

    private static string Target(XElement reference) =>
        Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/'));

    private static bool ProjectExists(string name) => SourceTree.ProjectFiles().Any(path => Path.GetFileNameWithoutExtension(path) == name);

    private static string Locate(string name) => SourceTree.ProjectFiles().Single(path => Path.GetFileNameWithoutExtension(path) == name);
}
