using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scew.WebTests.Proof;

/// <summary>Where the browser keeps nothing, nothing is sent; what a key may spend in a tab is counted; nobody outside this folder makes a verified value.</summary>
[Collection(RealGroup.Name)]
public sealed partial class StorageTests(RealGroup group)
{
    [Fact]
    [Trait("row", "H4")]
    public async Task A_browser_that_keeps_nothing_sends_nothing()
    {
        await using var page = await SiloPage.OpenAsync(group);
        var joined = await page.CallAsync<PaymentTests.Joined>("join", "anna");
        var sent = 0;
        await page.AlterAsync((route, _, path) =>
        {
            sent += path == "/v1/requests" ? 1 : 0;
            return route.ContinueAsync();
        });
        var fault = await page.Page.FaultAsync(SiloPage.Net, "submitWithoutStorage", "anna", new { type = "create", contract = "wallet", id = joined.Wallet + "3", initial = "0" });
        Assert.Equal(("storage", 0), (fault.Code, sent));
    }

    [Fact]
    public async Task A_key_spends_in_a_tab_what_it_was_allowed()
    {
        await using var page = await SiloPage.OpenAsync(group);
        var told = await page.CallAsync<JsonElement[]>("spending");
        Assert.Equal(["not-permitted", "ok", "ok", "not-permitted", "not-permitted", "ok"], told.Select(one => one.GetString()));
    }

    [Fact]
    public async Task Names_that_only_this_browser_knows_are_kept_and_taken_away()
    {
        await using var page = await SiloPage.OpenAsync(group);
        Assert.Equal(["anna's shop"], await page.CallAsync<string[]>("namesGiven"));
    }

    [Fact]
    public void Only_this_folder_makes_verified_values()
    {
        var outside = Directory.EnumerateFiles(ServedFiles.Wwwroot, "*.js", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(Path.Combine(ServedFiles.Wwwroot, "proof") + Path.DirectorySeparatorChar, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(outside);
        Assert.All(outside, file => Assert.DoesNotMatch(VerifiedImport(), File.ReadAllText(file)));
    }

    [GeneratedRegex(@"proof/verified\.js", RegexOptions.None, 1000)]
    private static partial Regex VerifiedImport();
}
