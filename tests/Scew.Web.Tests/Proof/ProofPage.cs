namespace Scew.WebTests.Proof;

/// <summary>A page that imports <c>proof/</c> and, under <c>/proof-tests/</c>, the modules beside this file, which say in JavaScript what a test asks of it.</summary>
internal static class ProofPage
{
    public const string Vectors = "/proof-tests/vectors.js";
    public const string Checks = "/proof-tests/checks.js";
    public const string Keys = "/proof-tests/keys.js";

    public static string Folder { get; } = Path.Combine(ServedFiles.Wwwroot, "..", "..", "tests", "Scew.Web.Tests", "Proof");

    public static async Task<ModulePage> OpenAsync()
    {
        var page = await ModulePage.OpenAsync();
        await ServeAsync(page);
        return page;
    }

    public static async Task ServeAsync(ModulePage page)
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*.js"))
        {
            await page.ServeModuleAsync("/proof-tests/" + Path.GetFileName(file), await File.ReadAllTextAsync(file));
        }
    }
}
