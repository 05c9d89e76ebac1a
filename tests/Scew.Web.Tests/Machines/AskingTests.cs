using System.Text.Json.Nodes;
using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Machines.Tests.Language;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Machines;

/// <summary>A machine cannot know what another asset will say: where one is asked, the page says so.</summary>
public sealed class AskingTests
{
    [Fact]
    public async Task Steps_that_ask_another_asset_or_a_wallet_say_so()
    {
        await using var page = await MachinePage.OpenAsync();
        var lending = Texts.Compile(ShippedTexts.Lending);
        var create = Inputs(("title", new MachineValue.Text("drill")), ("deposit", new MachineValue.Int(5)), ("ownPoints", new MachineValue.Text("mine")), ("pickUp", new MachineValue.Duration(3_600_000)));
        var ready = Texts.Next(lending.Create(create, Texts.Context(0, 1_000)));
        var book = Texts.Next(lending.Step(ready, "book", MachineValues.Empty, Texts.Context(1, 2_000)));
        var offered = Texts.Next(lending.Step(book, "offer", Inputs(("until", new MachineValue.Time(900_000_000))), Texts.Context(0, 3_000)));

        var asked = await AskAsync(page, lending, offered, Texts.Context(0, 4_000, 1));
        Assert.Equal("asks another asset (input.points.authorise), which may refuse", (string?)asked["handOver"]!["note"]);
        Assert.Equal("""[{"kind":"asset","text":"input.points.authorise","id":null,"when":true}]""", asked["handOver"]!["asks"]!.ToJsonString());
        Assert.Null(asked["withdraw"]!["note"]);
        // When time takes it is told too.
        Assert.Equal(3_603_000, (long)asked["noShowLast"]!["due"]!);

        // What closes a step comes with what it looked at.
        var closed = (await AskAsync(page, lending, book, Texts.Context(1, 4_000)))["leaveQueue"]!;
        Assert.Equal("[]", closed["values"]!.ToJsonString());

        // Without a deposit there is nothing to ask for.
        var free = Texts.Next(lending.Step(
            offered with { Values = offered.Values.Set("deposit", new MachineValue.Int(0)) }, "handOver",
            Inputs(("condition", new MachineValue.Choice("Fine")), ("photo", new MachineValue.Bytes(new string('0', 64))), ("hold", new MachineValue.Text(string.Empty))), Texts.Context(0, 5_000, 1)));
        var answers = await AskAsync(page, lending, free, Texts.Context(1, 6_000));
        Assert.Equal("""[{"kind":"asset","text":"points.forfeit","id":null,"when":false}]""", answers["reportLost"]!["asks"]!.ToJsonString());
        Assert.Null(answers["reportLost"]!["note"]);

        var programme = Texts.Compile(ShippedTexts.Programme);
        var founded = Texts.Next(programme.Create(
            Inputs(("name", new MachineValue.Text("p")), ("accounts", new MachineValue.Text("m")), ("period", new MachineValue.Duration(86_400_000L * 30))), Texts.Context(3, 1_000)));
        var paid = (await AskAsync(page, programme, founded, Texts.Context(3, 2_000)))["enrol"]!;
        Assert.Equal("takes a payment (input.prefund from input.wallet), which may refuse", (string?)paid["note"]);
    }

    [Fact]
    public async Task A_text_that_was_changed_on_the_way_is_another_machine()
    {
        await using var page = await MachinePage.OpenAsync();
        var text = ShippedTexts.Lending;
        var (lending, bytes) = (Texts.Compile(text), System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal(lending.Name, (await page.CallAsync("/machines/compile.js", "machineOf", new { Id = lending.Name, Value = bytes })).GetProperty("name").GetString());
        bytes[^2]++;
        Assert.Equal("other-machine", (await page.FaultAsync("/machines/compile.js", "machineOf", new { Id = lending.Name, Value = bytes })).Code);
        Assert.Equal("other-machine", (await page.FaultAsync("/machines/compile.js", "machineOf", new { Id = lending.Name, Value = new byte[] { 0xff } })).Code);
        // Nor are an asset's values judged by a machine that is not its own.
        var register = MachineCase.RegisterOf(Texts.Compile(ShippedTexts.Points), lending.Start(Texts.Context(0, 1)), "drill");
        Assert.Equal("other-machine", (await page.FaultAsync(MachinePage.Module, "asks", text, register, MachineCase.ContextOf(Texts.Context(0, 1)))).Code);
    }

    private static MachineValues Inputs(params (string Name, MachineValue Value)[] values) => values.Aggregate(MachineValues.Empty, static (all, one) => all.Set(one.Name, one.Value));

    private static async Task<Dictionary<string, JsonNode>> AskAsync(ModulePage page, Machine machine, MachineState state, MachineContext context) =>
        JsonNode.Parse((await page.CallAsync(MachinePage.Module, "asks", machine.Text, MachineCase.RegisterOf(machine, state, context.AssetId), MachineCase.ContextOf(context))).GetRawText())!
            .AsArray().ToDictionary(static one => (string)one!["name"]!, static one => one!);
}
