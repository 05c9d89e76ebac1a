using System.Text.Json.Nodes;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Watching;

/// <summary>The token of a test's merchants: a file in each one's folder.</summary>
internal static class WatchToken
{
    public const string Value = "0123456789abcdef0123456789abcdef-token-of-a-test";

    /// <summary>The header of an operator.</summary>
    public static readonly (string, string) Header = ("Authorization", "Bearer " + Value);

    /// <summary>Lets the holder of the token see a merchant's numbers; <paramref name="more"/> are further members of <c>watching</c>.</summary>
    public static void Configure(JsonObject config, string folder, JsonObject? more = null)
    {
        var file = Path.Combine(folder, "watching.token");
        if (!File.Exists(file))
        {
            File.WriteAllText(file, Value + "\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
        var watching = more ?? [];
        watching["tokenFile"] = file;
        config["watching"] = watching;
    }

    /// <summary>What a merchant shows; an empty one where it does not answer.</summary>
    public static async Task<Scraped> ScrapeAsync(RunningGroup group, int merchant)
    {
        try
        {
            var answer = await group.GetAsync("/metrics", merchant, Header);
            return Scraped.Parse(System.Text.Encoding.UTF8.GetString(answer.IsOk().Body));
        }
        catch (HttpRequestException)
        {
            return new Scraped([]);
        }
    }
}
