using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scew.Cli.State;

/// <summary>Whether a profile's group is one of development, as far as this machine knows without asking: by its folder, or by the genesis file that was kept.</summary>
internal static class GroupMark
{
    public static bool IsDev(ScewHome home, Profile profile)
    {
        if (profile.IsDev)
        {
            return true;
        }
        var path = Path.Combine(home.Group(profile.Genesis), "genesis.json");
        try
        {
            return File.Exists(path) && JsonNode.Parse(File.ReadAllBytes(path))?["genesis"]?["dev"]?.GetValue<bool>() == true;
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
