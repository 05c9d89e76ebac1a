using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Keys.Files;

namespace Scew.Cli.State;

/// <summary>Profiles as one JSON file each, and the name of the one in use. Written to a side file first, so that none is ever half written.</summary>
internal sealed class ProfileStore(ScewHome home)
{
    public IReadOnlyList<Profile> List() => Directory.Exists(home.Profiles)
        ? [.. Directory.EnumerateFiles(home.Profiles, "*.json").Order(StringComparer.Ordinal).Select(Read)]
        : [];

    public string? CurrentName() => File.Exists(home.Settings) ? JsonNode.Parse(File.ReadAllText(home.Settings))?["profile"]?.GetValue<string>() : null;

    public void Use(string name)
    {
        _ = Find(name);
        ScewHome.Make(home.Root);
        Write(home.Settings, new JsonObject { ["profile"] = name });
    }

    public void Save(Profile profile)
    {
        if (profile.Name.Length is 0 or > 64 || !profile.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw CliFault.Usage($"'{profile.Name}' is no name for a profile", "use letters, digits, '-' and '_'");
        }
        ScewHome.Make(home.Profiles);
        Write(PathOf(profile.Name), new JsonObject
        {
            ["name"] = profile.Name,
            ["genesis"] = profile.Genesis,
            ["merchants"] = new JsonArray([.. profile.Merchants.Select(url => (JsonNode?)JsonValue.Create(url))]),
            ["devFolder"] = profile.DevFolder,
            ["key"] = profile.Key,
            ["confirmAbove"] = profile.ConfirmAbove,
        });
    }

    public void Remove(string name)
    {
        File.Delete(PathOf(name));
        if (CurrentName() == name)
        {
            File.Delete(home.Settings);
        }
    }

    public Profile Find(string name) => File.Exists(PathOf(name))
        ? Read(PathOf(name))
        : throw CliFault.NotFound($"there is no profile '{name}'", Suggestion.Before("scew profile list", name, Names()));

    /// <summary>The profile of --profile, else SCEW_PROFILE, else the one in use.</summary>
    public Profile Resolve(string? option) => Choose(option).Name is { } name
        ? Find(name)
        : throw CliFault.NotFound("no profile is in use", "scew dev up   or   scew profile add NAME --genesis HASH --merchant URL");

    /// <summary>As <see cref="Resolve"/>, or null: for what is only offered.</summary>
    public Profile? TryResolve(string? option)
    {
        try
        {
            return Choose(option).Name is { } name && File.Exists(PathOf(name)) ? Read(PathOf(name)) : null;
        }
        catch (CliFault)
        {
            return null;
        }
    }

    /// <summary>Which profile a command uses and who says so; a null name where nobody does.</summary>
    public (string? Name, string Origin) Choose(string? option) =>
        !string.IsNullOrEmpty(option) ? (option, "--profile")
        : Environment.GetEnvironmentVariable("SCEW_PROFILE") is { Length: > 0 } named ? (named, "SCEW_PROFILE")
        : (CurrentName(), home.Settings);

    /// <summary>The file of a profile.</summary>
    public string FileOf(string name) => PathOf(name);

    private IEnumerable<string> Names() => Directory.Exists(home.Profiles) ? Directory.EnumerateFiles(home.Profiles, "*.json").Select(static path => Path.GetFileNameWithoutExtension(path)) : [];

    private string PathOf(string name) => Path.Combine(home.Profiles, Path.GetFileName(name) + ".json");

    private static Profile Read(string path)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!;
            return new Profile(
                json["name"]!.GetValue<string>(),
                json["genesis"]!.GetValue<string>(),
                [.. json["merchants"]!.AsArray().Select(url => url!.GetValue<string>())],
                json["devFolder"]?.GetValue<string>(),
                json["key"]?.GetValue<string>())
            {
                ConfirmAbove = json["confirmAbove"]?.GetValue<long>() ?? Profile.DefaultConfirmAbove,
            };
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new CliFault("bad-file", ExitCodes.General, $"{path} is not a profile") { Why = "it is not the JSON that 'profile add' writes", Next = "scew profile add" };
        }
    }

    private static void Write(string path, JsonObject json) =>
        WholeFile.Replace(path, Encoding.UTF8.GetBytes(json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n"));
}
