using System.Text.RegularExpressions;

namespace Scew.Architecture.Tests;

/// <summary>What lies where: sizes, READMEs, no stray files, native calls in one place.</summary>
public partial class TreeTests
{
    private const int MaxLines = 500;

    private static readonly string[] AllowedTopLevel =
    [
        "src", "tests", "silo", "client", "db", "Scew.sln", "README.md", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props",
        "global.json", ".editorconfig", ".gitignore", ".gitattributes", ".ci", "LICENSE",
    ];

    private static readonly string[] TextExtensions =
        [".cs", ".csproj", ".props", ".targets", ".md", ".json", ".sql", ".js", ".html", ".css", ".txt", ".sh", ".yml", ".yaml", ".sln", ""];

    [Fact]
    public void No_source_file_is_longer_than_500_lines()
    {
        var tooLong = SourceTree.Files("*.cs").Select(path => (File: SourceTree.Relative(path), Lines: File.ReadLines(path).Count()))
            .Where(entry => entry.Lines > MaxLines);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Every_project_folder_has_a_readme_of_one_screen()
    {
        var wrong = SourceTree.ProjectFiles().Select(path => Path.Combine(Path.GetDirectoryName(path)!, "README.md"))
            .Where(path => !File.Exists(path) || new FileInfo(path).Length < 80);
        Assert.Empty(wrong.Select(SourceTree.Relative));
    }

    [Fact]
    public void There_are_no_plans_or_progress_notes()
    {
        var notes = SourceTree.Files("*").Select(SourceTree.Relative).Where(path => NoteName().IsMatch(Path.GetFileName(path)));
        Assert.Empty(notes);
    }

    [Fact]
    public void The_top_level_has_only_its_entries() =>
        Assert.Empty(SourceTree.TopLevel().Select(entry => entry.Name).Except(AllowedTopLevel));

    [Fact]
    public void Native_calls_stand_in_these_files()
    {
        var native = SourceTree.Files("*.cs").Where(path => !SourceTree.Relative(path).StartsWith("tests/", StringComparison.Ordinal))
            .Where(path => NativeImport().IsMatch(File.ReadAllText(path))).Select(SourceTree.Relative);
        Assert.Empty(native.Except(["src/Scew.Agent/NativeCalls.cs", "src/Scew.Homomorphic/Native/LibCrypto.cs"]));
    }

    [Fact]
    public void Nothing_refers_to_the_folder_of_the_specification()
    {
        // Spelled in two parts, so that this file does not find itself.
        const string Outside = ".." + "/shared";
        var referring = SourceTree.Files("*").Where(path => TextExtensions.Contains(Path.GetExtension(path)))
            .Where(path => File.ReadAllText(path).Contains(Outside, StringComparison.Ordinal)).Select(SourceTree.Relative);
        Assert.Empty(referring);
    }

    [Fact]
    public void Tests_stand_in_test_projects_only()
    {
        var misplaced = SourceTree.Files("*.cs").Where(path => !SourceTree.Relative(path).StartsWith("tests/", StringComparison.Ordinal))
            .Where(path => TestAttribute().IsMatch(File.ReadAllText(path))).Select(SourceTree.Relative);
        Assert.Empty(misplaced);
    }

    [GeneratedRegex("^(PLAN|TODO|NOTES?|PROGRESS|STATUS|ROADMAP|JOURNAL|SCRATCH|WORKLOG|HANDOVER)([-_.].*)?\\.(md|txt)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex NoteName();

    [GeneratedRegex("\\[\\s*(DllImport|LibraryImport)\\b", RegexOptions.ExplicitCapture)]
    private static partial Regex NativeImport();

    [GeneratedRegex("^\\s*\\[(Fact|Theory|Property)\\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TestAttribute();
}
