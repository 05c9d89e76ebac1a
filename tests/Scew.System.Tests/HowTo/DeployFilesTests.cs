using System.Text.RegularExpressions;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.HowTo;

/// <summary>The files under <c>silo/deploy</c> say what the program takes: commands, options, members, ports, paths of the API. Containers and clusters themselves are not run.</summary>
public sealed partial class DeployFilesTests
{
    private static readonly string Folder = Path.Combine(HowToPage.Root, "silo", "deploy");

    [Theory]
    [InlineData("systemd/scew-silo.service")]
    [InlineData("systemd/scew-agent.service")]
    [InlineData("container/Dockerfile")]
    [InlineData("kubernetes/merchant.yaml")]
    public async Task EveryCommandIsOneOfTheProgram(string file)
    {
        var found = Commands().Matches(Read(file)).Select(match => match.Groups["words"].Value.Split([' ', '"', ','], StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.NotEmpty(found);
        foreach (var words in found)
        {
            var help = await SiloRun.StartAsync(words[0], "--help");
            Assert.Equal(0, help.ExitCode);
            Assert.All(words.Where(word => word.StartsWith("--", StringComparison.Ordinal)), word => Assert.Contains(word, help.Output, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task TheClustersConfigurationIsOneAndItsPortsAndProbesAreTheSilos()
    {
        var text = Read("kubernetes/merchant.yaml");
        var json = ConfigMap().Match(text).Groups["json"].Value;
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("silo.json"), json);
        var doctor = await SiloRun.StartAsync("doctor", "--config", folder.File("silo.json"));
        Assert.Contains("ok       configuration", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("0.0.0.0:8443", json, StringComparison.Ordinal);
        Assert.Contains("containerPort: 8443", text, StringComparison.Ordinal);
        Assert.Contains("0.0.0.0:7001", json, StringComparison.Ordinal);
        Assert.Contains("containerPort: 7001", text, StringComparison.Ordinal);
        Assert.Contains("EXPOSE 8443 7001", Read("container/Dockerfile"), StringComparison.Ordinal);
        var routes = await File.ReadAllTextAsync(Path.Combine(HowToPage.Root, "silo", "Http", "Routes.cs"));
        Assert.All(Probes().Matches(text), probe => Assert.Contains($"\"{probe.Groups["path"].Value}\"", routes, StringComparison.Ordinal));
        // What the manifest has the user put into the secret is what the configuration names.
        var secrets = Secrets().Matches(text).Select(match => match.Groups["file"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.All(Files().Matches(json), file => Assert.Contains(file.Groups["file"].Value, secrets));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    // "scew-silo run --config X" of a unit, and the lists of words of the others.
    [GeneratedRegex("""(?:/scew-silo"?,? ?"?|CMD \["|args: \[")(?<words>(?:run|agent|health)\b[^\]\n]*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Commands();

    [GeneratedRegex(@"silo\.json: \|\n(?<json>(?:    [^\n]*\n)+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ConfigMap();

    [GeneratedRegex("path: (?<path>/[a-z/]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Probes();

    [GeneratedRegex(@"--from-file=(?<file>[a-z0-9.]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Secrets();

    [GeneratedRegex(@": ""(?<file>[a-z0-9.]*(?:\.json|\.p12|\.password|passphrase))""", RegexOptions.ExplicitCapture)]
    private static partial Regex Files();
}
