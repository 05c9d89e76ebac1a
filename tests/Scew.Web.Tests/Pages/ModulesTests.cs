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

    [Theory]
    [InlineData("(dom, list) => dom.put(list, button(0), button(1))")]
    [InlineData("async (dom, list) => { const left = open(dom); dom.put(list, button(0), button(1)); document.querySelector('dialog button').click(); await left; }")]
    public async Task ADrawingAnewTakesTheFocusFromNobody(string drawing)
    {
        await using var page = await ModulePage.OpenAsync();
        Assert.True(await page.RunAsync<bool>("""
            async () => {
                const dom = await import('/parts/dom.js');
                const { dialog } = await import('/parts/dialog.js');
                const button = turn => dom.h('button', { 'data-act': 'take', 'data-turn': turn % 1 });
                const open = ({ h }) => dialog('Sure?', close => h('button', { on: { click: () => close() } }));
                const list = document.body.appendChild(dom.h('div', {}, button(0), button(1)));
                const second = list.lastChild;
                second.focus();
                await (DRAWING)(dom, list);
                return !second.isConnected && document.activeElement === list.lastChild;
            }
            """.Replace("DRAWING", drawing, StringComparison.Ordinal)));
    }
}
