using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Machines.Tests.Language;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Machines;

/// <summary>Forms: what somebody entered becomes the inputs of a request, or a sentence that says what to do.</summary>
public sealed class InputTests
{
    private const string Module = "/machine-inputs.js";

    private const string Adapter = """
        import { compileMachine } from '/machines/compile.js';
        import { readTyped } from '/machines/language/typed.js';
        import { toJson } from '/machines/values.js';
        import { durationOf, momentOf } from '/machines/language/instants.js';

        export const inputs = (text, name, all, options) => {
            const machine = compileMachine(text);
            return all.map((typed) => {
                const reading = { ...options, resolve: (word) => (word === 'Anna' ? options.own : null) };
                const reads = machine.transitions.find((one) => one.name === name).inputs.map((input) => [input.name, readTyped(input.type, typed[input.name] ?? null, reading)]);
                const wrong = reads.filter(([, read]) => read.fault !== undefined).map(([input, read]) => [input, read.fault]);
                const given = reads.filter(([, read]) => read.value !== undefined && read.value.kind !== 'none').map(([input, read]) => [input, toJson(read.value)]);
                return Object.fromEntries((wrong.length > 0 ? wrong : given).sort(([a], [b]) => (a < b ? -1 : 1)));
            });
        };

        const told = ({ ms, fault }) => fault ?? String(ms);

        export const times = (all, zone) => all.map((typed) => told(momentOf(typed, { now: 1_000_000, zone })));

        export const durations = (all) => all.map((typed) => told(durationOf(typed)));
        """;

    private static readonly Account Own = new(Digest.Of([1]));

    private static readonly object Options = new { Own = Own.ToString(), Now = 1_790_000_000_000 };

    [Fact]
    public async Task Every_value_that_can_be_entered_is_what_the_request_carries()
    {
        await using var page = await OpenAsync();
        var random = new Random(3);
        foreach (var machine in ShippedTexts.Names.Select(static name => Texts.Compile(ShippedTexts.Find(name)!)).Append(Wide()))
        {
            foreach (var transition in machine.Transitions.Where(static one => !one.Inputs.IsEmpty))
            {
                MachineValues[] values = [.. Enumerable.Range(0, 12).Select(_ => RandomValues.Inputs(random, transition.Inputs))];
                var typed = values.Select(one => new JsonObject(transition.Inputs.Select(input => KeyValuePair.Create(input.Name, one.Find(input.Name) is { } value ? Typed(input.Type, value) : null))));
                var answers = JsonNode.Parse((await page.CallAsync(Module, "inputs", machine.Text, transition.Name, typed, Options)).GetRawText())!.AsArray();
                for (var i = 0; i < values.Length; i++)
                {
                    // What is none is left out.
                    var given = values[i].Items.Where(static one => one.Value is not MachineValue.None);
                    var expected = new JsonObject(given.Select(static one => KeyValuePair.Create(one.Key, (JsonNode?)MachineCase.Json(one.Value))));
                    Assert.True(JsonNode.DeepEquals(expected, answers[i]), $"{transition.Name}: {expected.ToJsonString()}\n{answers[i]!.ToJsonString()}");
                }
            }
        }
    }

    [Theory]
    [InlineData("number", "1,000", "write digits only, without points, commas or blanks")]
    [InlineData("number", "five", "a whole number is needed")]
    [InlineData("number", "", "this is needed")]
    [InlineData("number", "9223372036854775808", "a number lies between -9223372036854775808 and 9223372036854775807")]
    [InlineData("money", "-5", "an amount is not negative")]
    [InlineData("who", "Bert", "this is neither an account of 43 letters and digits nor a name that is known here")]
    [InlineData("moment", "01.12.2026", "write year, month and day, and a time where it matters: 2026-12-01 18:00; or: in 14 days")]
    [InlineData("long", "14", "say of what: 14 days, 14 hours or 14 minutes")]
    [InlineData("long", "1.5 h", "write whole numbers only: 90 min instead of 1.5 h")]
    [InlineData("color", "Pink", "one of Red, Green, Blue is needed")]
    [InlineData("note", "\u00e9\u00e9\u00e9\u00e9\u00e9", "this has 10 bytes, and 8 fit: shorten it")]
    [InlineData("photo", "00f", "4 hexadecimal digits are needed, and these are 3")]
    [InlineData("photo", "zz00", "hexadecimal digits are needed, 0 to 9 and a to f")]
    [InlineData("thing", "My Drill", "an id has 1 to 128 of a-z 0-9 . _ : -")]
    [InlineData("yes", "perhaps", "yes or no is needed")]
    public async Task What_is_wrong_is_told_in_a_sentence(string input, string typed, string sentence)
    {
        await using var page = await OpenAsync();
        var answer = JsonNode.Parse((await page.CallAsync(Module, "inputs", Wide().Text, "go", new[] { new JsonObject { [input] = typed } }, Options)).GetRawText())![0]!;
        Assert.Equal(sentence, (string?)answer[input]);
    }

    [Fact]
    public async Task Short_forms_stand_for_the_long_ones()
    {
        await using var page = await OpenAsync();
        var typed = JsonNode.Parse("""
            {
              "number": " \u22125 ", "money": "0007", "yes": "Yes", "who": "Anna", "moment": "in 2 days", "long": "2 h 30 min", "color": "green", "note": "", "photo": "00 FF",
              "thing": "~/drill", "maybe": "", "lots": [], "counts": []
            }
            """)!;
        var answer = JsonNode.Parse((await page.CallAsync(Module, "inputs", Wide().Text, "go", new[] { typed }, Options)).GetRawText())![0]!;
        Assert.Equal(
            $$$"""{"color":{"choice":"Green"},"counts":{"map":[]},"long":{"duration":"9000000"},"lots":{"list":[]},"moment":{"time":1790172800000},"money":{"int":"7"},"note":{"text":""},"number":{"int":"-5"},"photo":{"bytes":"00ff"},"thing":{"text":"{{{IdRules.OwnPrefix(Own)}}}:drill"},"who":{"account":"{{{Own}}}"},"yes":{"bool":true}}""",
            answer.ToJsonString());
    }

    [Fact]
    public async Task Times_without_an_offset_are_those_of_the_place()
    {
        await using var page = await OpenAsync();
        string[] typed = ["2026-12-01", "2026-12-01 18:00", "2026-12-01T18:00:00.5Z", "2026-06-01 00:00+02:00", "in 1 min", "+2 h", "2026-03-29 02:30", "2026-10-25 02:30", "2026-10-25 02:30+02:00", "2026-02-29", "2026-01-01 24:00", "1969-12-31", "1970-01-01"];
        var answers = await page.CallAsync<string[]>(Module, "times", typed, "Europe/Berlin");
        Assert.Equal(
            [
                Ms("2026-11-30T23:00:00Z"), Ms("2026-12-01T17:00:00Z"), Ms("2026-12-01T18:00:00.5Z"), Ms("2026-05-31T22:00:00Z"), "1060000", "8200000", "clocks are put forward then, and never show this time",
                "clocks are put back then and show this time twice: add an offset, such as +02:00", Ms("2026-10-25T00:30:00Z"), "there is no such day or time", "there is no such day or time", "times begin with the year 1970",
                "times begin with the year 1970, and end in 285,000 years",
            ],
            answers);
        Assert.Equal(
            ["1209600000", "-5000", "788645000", "say of what: 7 days, 7 hours or 7 minutes", "'apples' is no unit of time; write a whole number and a unit: 14 days, 2 h 30 min", "no duration is as long as this"],
            await page.CallAsync<string[]>(Module, "durations", new object[] { new[] { "14 days", "-5 s", "1 week 2 days 3h4min 5 seconds", "7", "3 apples", "99999999999 weeks" } }));
    }

    private static async Task<ModulePage> OpenAsync()
    {
        var page = await ModulePage.OpenAsync();
        await page.ServeModuleAsync(Module, Adapter);
        return page;
    }

    private static Machine Wide() => Texts.Compile("""
        machine Wide
        enum Color: Red, Green, Blue
        record Lot: id: text(8), moneyLeft: amount, ends: time?
        states Start, Here
        transition create: Start -> Here
        transition go: Here -> Here (number: int, money: amount, yes: bool, who: account, moment: time, long: duration, color: Color, note: text(8), photo: bytes(2), thing: asset, maybe: int?, lots: list(Lot, 4), counts: map(account, int, 3))
        """);

    private static string Ms(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>What a person or the page's fields would say for a value.</summary>
    private static JsonNode? Typed(MachineType type, MachineValue value) => value switch
    {
        MachineValue.None => null,
        MachineValue.Int number => number.Value.ToString(CultureInfo.InvariantCulture),
        MachineValue.Bool flag => flag.Value,
        MachineValue.AccountRef account => account.Value.ToString(),
        MachineValue.Time time => time.UnixMs < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(time.UnixMs).ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) : $"in {time.UnixMs - 1_790_000_000_000} ms",
        MachineValue.Duration duration => $"{duration.Ms} ms",
        MachineValue.Bytes bytes => new JsonObject { ["base64url"] = Base64Url.Encode(Convert.FromHexString(bytes.Hex)) },
        MachineValue.Choice choice => choice.Case,
        MachineValue.Text text => text.Value,
        MachineValue.List list => new JsonArray([.. list.Items.Select(item => Typed(type.Element!, item))]),
        // In whatever order they are entered.
        MachineValue.Map map => new JsonArray([.. map.Pairs.Reverse().Select(pair => (JsonNode)new JsonArray(Typed(type.Key!, pair.Key), Typed(type.Element!, pair.Value)))]),
        MachineValue.Record record => new JsonObject(record.Fields.Select(one => KeyValuePair.Create(one.Key, Typed(type.Fields.Single(field => field.Name == one.Key).Type, one.Value)))),
        _ => throw new InvalidOperationException("every value can be entered"),
    };
}
