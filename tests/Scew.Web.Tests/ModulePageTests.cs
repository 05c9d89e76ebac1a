namespace Scew.WebTests;

/// <summary>The fixture itself: real modules, real Chromium, and nothing that goes wrong there stays unnoticed.</summary>
public class ModulePageTests
{
    private const string Sample = """
        export const answer = 42;
        export const twice = (bytes) => Uint8Array.from([...bytes, ...bytes]);
        export const power = (base) => ({ value: BigInt(base) ** 100n });
        export const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
        export const refuse = () => { throw Object.assign(new Error('not so'), { name: 'ProofFault', code: 'bad-signature' }); };
        export const complain = () => { console.error('something is wrong'); };
        export const later = () => { setTimeout(() => { throw new Error('too late'); }, 0); return new Promise((done) => { setTimeout(done, 50); }); };
        export const reach = async (url) => { try { return (await fetch(url)).status; } catch { return 'no'; } };
        export const obey = (text) => { try { (0, eval)(text); return 'obeyed'; } catch (error) { return error.name; } };
        export const remember = async (value) => { const was = localStorage.getItem('x'); localStorage.setItem('x', value); return was; };
        """;

    [Fact]
    public async Task Exports_are_called_with_values_and_bytes()
    {
        await using var page = await OpenAsync();
        Assert.Equal(42, await page.CallAsync<int>("/sample.js", "answer"));
        Assert.Equal([1, 2, 255, 1, 2, 255], await page.CallAsync<byte[]>("/sample.js", "twice", new byte[] { 1, 2, 255 }));
        Assert.Equal("1267650600228229401496703205376", (await page.CallAsync("/sample.js", "power", 2)).GetProperty("value").GetString());
        Assert.Equal(System.Security.Cryptography.SHA256.HashData("abc"u8), await page.CallAsync<byte[]>("/sample.js", "digest", "abc"u8.ToArray()));
        Assert.Equal(43, await page.RunAsync<int>("async (more) => (await import('/sample.js')).answer + more", 1));
    }

    [Fact]
    public async Task What_an_export_throws_is_a_value_with_its_code()
    {
        await using var page = await OpenAsync();
        Assert.Equal(new ModuleFault("ProofFault", "bad-signature", "not so"), await page.FaultAsync("/sample.js", "refuse"));
    }

    [Theory]
    [InlineData("complain", "console: something is wrong")]
    [InlineData("later", "too late")]
    public async Task An_error_that_nobody_caught_fails_the_test(string export, string words)
    {
        await using var page = await OpenAsync();
        var failed = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => page.CallAsync("/sample.js", export));
        Assert.Contains(words, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_origin_is_out_of_reach_and_asking_it_fails_the_test()
    {
        await using var page = await OpenAsync();
        Assert.Equal(200, await page.CallAsync<int>("/sample.js", "reach", "/tests/Scew.Protocol.Tests/Vectors/requests.json"));
        Assert.Equal(404, await page.CallAsync<int>("/sample.js", "reach", "/tests/Scew.Web.Tests/Scew.Web.Tests.csproj"));
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => page.CallAsync("/sample.js", "reach", "https://example.org/"));
        page.TakeErrors();
    }

    [Fact]
    public async Task Text_is_never_code()
    {
        await using var page = await OpenAsync();
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => page.CallAsync("/sample.js", "obey", "1"));
        Assert.Equal("EvalError", await page.Page.EvaluateAsync<string>("async () => (await import('/sample.js')).obey('1')"));
        Assert.NotEmpty(page.TakeErrors());
    }

    [Fact]
    public async Task Tabs_share_storage_and_contexts_do_not()
    {
        await using var page = await OpenAsync();
        await page.CallAsync("/sample.js", "remember", "first");
        await page.ReloadAsync();
        Assert.Equal("first", await page.CallAsync<string>("/sample.js", "remember", "first"));
        await using var tab = await page.OpenTabAsync();
        await tab.ServeModuleAsync("/sample.js", Sample);
        Assert.Equal("first", await tab.CallAsync<string>("/sample.js", "remember", "first"));
        await using var another = await page.OpenAnotherAsync();
        await another.ServeModuleAsync("/sample.js", Sample);
        Assert.Null(await another.CallAsync<string?>("/sample.js", "remember", "other"));
    }

    private static async Task<ModulePage> OpenAsync()
    {
        var page = await ModulePage.OpenAsync();
        await page.ServeModuleAsync("/sample.js", Sample);
        return page;
    }
}
