using System.Text.Json.Nodes;
using System.Xml.Linq;
using Scew.Machines;
using Scew.Machines.Drawing;

namespace Scew.WebTests.Machines;

/// <summary>Every state and transition is drawn, nothing overlaps, and what is open can be taken with a mouse, a finger or keys.</summary>
public sealed class DrawingTests
{
    [Fact]
    public async Task Texts_for_mermaid_and_graphviz_are_those_of_the_group()
    {
        await using var page = await DrawingPage.OpenAsync();
        foreach (var machine in DrawingMachines.Known.Concat(Enumerable.Range(0, 40).Select(DrawingMachines.Random)))
        {
            foreach (var current in new[] { null, machine.States[0], machine.States[^1] })
            {
                var texts = await page.CallAsync<string[]>(DrawingPage.Module, "texts", machine.Text, current);
                Assert.Equal([MachineDrawing.Mermaid(machine, current), MachineDrawing.Dot(machine, current)], texts);
            }
        }
    }

    [Theory]
    [InlineData("layers", 0)]
    [InlineData("rows", 320)]
    [InlineData("rows", 412)]
    [InlineData("rows", 700)]
    public async Task Every_transition_is_drawn_and_nothing_overlaps(string mode, int width)
    {
        await using var page = await DrawingPage.OpenAsync();
        foreach (var machine in DrawingMachines.Known.Concat(Enumerable.Range(0, 40).Select(DrawingMachines.Random)))
        {
            var drawn = JsonNode.Parse((await page.CallAsync(DrawingPage.Module, "measure", machine.Text, machine.States[1], mode, width)).GetRawText())!;
            Assert.Equal(machine.States, drawn["states"]!.AsArray().Select(static one => (string)one!));
            var edges = machine.Transitions.SelectMany(static one => one.From.Select(from => $"{one.Name} {from} {one.To}"));
            Assert.Equal(edges.Order(StringComparer.Ordinal), drawn["edges"]!.AsArray().Select(static one => (string)one!).Order(StringComparer.Ordinal));
            // As many arrows as there are pairs of states, each from its state to the other.
            Assert.Equal(machine.Transitions.SelectMany(static one => one.From.Select(from => (from, one.To))).Distinct().Count(), (int)drawn["arrows"]!);
            Assert.True(drawn["faults"]!.AsArray().Count == 0, $"{drawn["faults"]!.ToJsonString()}\n{machine.Text}");
        }
    }

    /// <summary>Otherwise no finding would mean nothing.</summary>
    [Fact]
    public async Task What_overlaps_is_found()
    {
        await using var page = await DrawingPage.OpenAsync();
        Assert.Equal(
            ["'create' and the box of Ready", "'create' lies on 'Ready'", "Start to Ready runs through Ready"],
            await page.CallAsync<string[]>(DrawingPage.Module, "spoilt"));
    }

    [Fact]
    public async Task A_narrow_page_has_a_column_and_a_wide_one_the_picture()
    {
        await using var page = await DrawingPage.OpenAsync();
        var lending = DrawingMachines.Known.Single(static one => one.Title == "Lending");
        Assert.Equal("rows", (string?)await Mode(page, lending, 360));
        Assert.Equal("layers", (string?)await Mode(page, lending, 2000));
        Assert.Equal("layers", (string?)await Mode(page, DrawingMachines.Known[0], 390));
        // Arrows that nobody could follow are not laid out as a picture, however wide the page is.
        Assert.Equal("rows", (string?)await Mode(page, DrawingMachines.Greatest, 100_000));
    }

    [Fact]
    public async Task Open_steps_are_buttons_for_mouse_and_keys_and_the_current_state_is_told_by_word()
    {
        await using var page = await DrawingPage.OpenAsync();
        await page.CallAsync(DrawingPage.Module, "show", 420);
        var buttons = page.Page.Locator("svg.machine-drawing [role=button]");
        Assert.Equal(["offer", "retire"], await buttons.EvaluateAllAsync<string[]>("all => all.map((one) => one.dataset.transition)"));
        Assert.Equal("offer: Ready to Offered, by owner; open now, depends on what you enter", await buttons.First.GetAttributeAsync("aria-label"));
        Assert.Equal(1, await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "retire: Ready to Broken, by owner; open now" }).CountAsync());
        await buttons.Nth(0).ClickAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.PressAsync("Space");
        Assert.Equal(["offer", "offer", "retire"], await page.CallAsync<string[]>(DrawingPage.Module, "taken"));
        Assert.Equal(["state Ready, current"], await page.Page.Locator("[aria-current=step]").EvaluateAllAsync<string[]>("all => all.map((one) => one.getAttribute('aria-label'))"));
        Assert.Equal(1, await page.Page.Locator(".machine-state.current .machine-here").CountAsync());
        Assert.Contains("current", await page.Page.Locator(".machine-state.current").TextContentAsync(), StringComparison.Ordinal);
        // A closed step is none, and tells why where it leads on from here.
        Assert.Equal(0, await page.Page.Locator(".machine-transition:not(.open)[tabindex]").CountAsync());
    }

    [Fact]
    public async Task The_picture_stands_on_its_own()
    {
        await using var page = await DrawingPage.OpenAsync();
        foreach (var machine in DrawingMachines.Known)
        {
            var svg = XDocument.Parse(await page.CallAsync<string>(DrawingPage.Module, "picture", machine.Text, machine.States[1]));
            var names = svg.Descendants().Select(static one => one.Name.LocalName).Distinct().Order(StringComparer.Ordinal);
            Assert.Subset(new HashSet<string>(["svg", "title", "desc", "style", "rect", "g", "path", "polygon", "text"], StringComparer.Ordinal), new HashSet<string>(names, StringComparer.Ordinal));
            Assert.DoesNotContain(svg.Descendants().Attributes(), static one => one.Name.LocalName is "href" or "style" or "tabindex" || one.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
            Assert.Equal(machine.States.Length, svg.Descendants().Attributes("data-state").Count());
        }
        var bytes = await page.CallAsync<byte[]>(DrawingPage.Module, "pixels", DrawingMachines.Known[2].Text);
        Assert.Equal([0x89, 0x50, 0x4e, 0x47], bytes[..4]);
    }

    private static Task<string> Mode(ModulePage page, Machine machine, int width) => page.CallAsync<string>(DrawingPage.Module, "modeAt", machine.Text, width);
}
