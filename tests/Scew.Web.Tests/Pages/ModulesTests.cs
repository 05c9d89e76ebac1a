namespace Scew.WebTests.Pages;

/// <summary>Every module of the page, whether a visit reaches it or not.</summary>
public sealed class ModulesTests
{
    [Fact]
    public async Task EveryModuleLoadsAndFindsWhatItImports()
    {
        await using var page = await ModulePage.OpenAsync();
        // app.js begins to work when it is loaded.
        var modules = Directory.EnumerateFiles(ServedFiles.Wwwroot, "*.js", SearchOption.AllDirectories)
            .Select(file => "/" + Path.GetRelativePath(ServedFiles.Wwwroot, file).Replace('\\', '/')).Where(path => path != "/app.js").Order(StringComparer.Ordinal).ToArray();

        var faults = await page.RunAsync<string[]>(
            "async modules => (await Promise.all(modules.map(module => import(module).then(() => null, fault => `${module}: ${fault.message}`)))).filter(Boolean)", modules);

        Assert.Empty(faults);
    }
}
