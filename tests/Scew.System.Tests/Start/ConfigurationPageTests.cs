using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Scew.Client.DevNets;
using Scew.SystemTests.HowTo;

namespace Scew.SystemTests.Start;

/// <summary>The reference page names every member of a configuration, and no other: read from the program that is tested.</summary>
public sealed partial class ConfigurationPageTests
{
    [Theory]
    [InlineData("SiloConfig", "Configuration of a silo")]
    [InlineData("SiloLimits", "Limits of one address")]
    [InlineData("AgentConfig", "Configuration of an agent")]
    [InlineData("ClusterConfig", "The cluster of a merchant")]
    [InlineData("NodeConfig", "Configuration of a process beside the ordering silo")]
    public void EveryMemberStandsOnThePageAndNoOther(string type, string section)
    {
        var page = File.ReadAllText(Path.Combine(HowToPage.Root, "silo", "docs", "configuration.md"));
        var rows = page.Split('\n').SkipWhile(line => !line.StartsWith('#') || !line.Contains(section, StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line => Member().Matches(line.Split('|')[1]).Select(match => match.Groups["name"].Value));
        Assert.Equal(MembersOf(type).Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    // A member of the file has a setter and is not ignored by the serializer.
    private static List<string> MembersOf(string name)
    {
        using var stream = File.OpenRead(SiloProgram.Find().DllPath);
        using var image = new PEReader(stream);
        var reader = image.GetMetadataReader();
        var type = reader.TypeDefinitions.Select(reader.GetTypeDefinition).Single(one => reader.GetString(one.Name) == name);
        var members = type.GetProperties().Select(reader.GetPropertyDefinition).Where(one => !one.GetAccessors().Setter.IsNil && !IsIgnored(reader, one)).Select(one => reader.GetString(one.Name));
        return [.. members.Select(member => char.ToLowerInvariant(member[0]) + member[1..])];
    }

    private static bool IsIgnored(MetadataReader reader, PropertyDefinition property) => property.GetCustomAttributes().Select(reader.GetCustomAttribute)
        .Any(one => one.Constructor.Kind == HandleKind.MemberReference && reader.GetMemberReference((MemberReferenceHandle)one.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
            && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)parent).Name) == "JsonIgnoreAttribute");

    [GeneratedRegex("`(?<name>[A-Za-z]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Member();
}
