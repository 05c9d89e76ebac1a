using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Machines.Tests.Language;
using Scew.Protocol.Json;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Machines;

/// <summary>Texts, registers and inputs from outside: what is wrong is a fault in few words, never a page that hangs or breaks.</summary>
public sealed partial class HostileTests
{
    private const string Frame = "machine M\nstates Start, Here\ntransition create: Start -> Here\n";

    public static TheoryData<string, string> HostileTexts => new()
    {
        { "more than 32 KiB", new string('#', 32_769) },
        { "more than 32 KiB in UTF-8", "machine M # " + new string('\u00e9', 16_384) },
        { "10,000 parentheses", Frame + "  guard " + Repeat("(", 10_000) + "true" + Repeat(")", 10_000) },
        { "7,000 nots", Frame + "  guard " + Repeat("not ", 7_000) + "true" },
        { "10,000 minuses", Frame + "  guard " + Repeat("-", 10_000) + "1 = 1" },
        { "2,000 ifs", Frame + "  guard " + Repeat("if true then ", 2_000) + "true" },
        { "2,000 implies", Frame + "  guard " + Repeat("true implies ", 2_000) + "true" },
        { "7,000 operands", Frame + "  guard " + Repeat("1 + ", 7_000) + "1 = 1" },
        { "10,000 members", Frame + "  guard owner" + Repeat(".a", 10_000) },
        { "9,000 items", Frame + "  guard [" + Repeat("1, ", 9_000) + "1] = [1]" },
        { "deep roles", Frame + "  by " + Repeat("(owner and ", 2_000) + "owner" + Repeat(")", 2_000) },
        { "deep types", "machine M\nvalue x: " + Repeat("list(", 5_000) + "int" + Repeat(", 2)", 5_000) + "\nstates A, B\ntransition create: A -> B" },
        { "records of records", "machine M\nrecord R0: a: int\n" + string.Concat(Enumerable.Range(1, 900).Select(static i => $"record R{i}: a: R{i - 1}, b: R{i - 1}\n")) + "states A, B" },
        { "loops in loops", "machine M\nvalue l: list(int, 256)\nstates A, B\ntransition create: A -> B\ntransition go: B -> B\n  guard " + Loops(12) + "true" },
        { "a register of 4 GiB", "machine M\nvalue l: list(map(account, list(text(1024), 256), 256), 256)\nstates A, B\ntransition create: A -> B" },
        { "many transitions", "machine M\nstates A, B\n" + string.Concat(Enumerable.Range(0, 1_000).Select(static i => $"transition t{i}: A -> B\n")) },
        { "right to left", Frame + "  guard true # \u202egnitirw" },
        { "zero bytes", "machine M\0\nstates A, B" },
        { "names of objects", "machine M\nvalue x: constructor\nstates A, B\ntransition create: A -> B" },
        { "a function of objects", Frame + "  guard toString() = 1" },
    };

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public async Task A_hostile_text_is_a_fault(string name, string text)
    {
        await using var page = await MachinePage.OpenAsync();
        var fault = (await page.CallAsync(MachinePage.Module, "faults", new object[] { new[] { text } }))[0];
        Assert.True(fault.ValueKind == System.Text.Json.JsonValueKind.Array, name);
        Assert.InRange(fault[2].GetString()!.Length, 1, 2000);
    }

    [Fact]
    public async Task What_the_group_refuses_is_refused_but_for_promises_and_moves()
    {
        await using var page = await MachinePage.OpenAsync();
        var written = await File.ReadAllTextAsync(Path.Combine(Folder(), "Faults.txt"));
        // Half a character does not reach the page.
        string[] examples = [.. written.Split("### \n", StringSplitOptions.RemoveEmptyEntries).Select(static one => one.Split("\n>>> ")[0]).Where(static text => !text.Contains("\\u{D8", StringComparison.Ordinal)).Select(Shown)];
        var faults = await page.CallAsync(MachinePage.Module, "faults", new object[] { examples });
        var accepted = examples.Where((_, i) => faults[i].ValueKind == System.Text.Json.JsonValueKind.Null).ToList();
        Assert.True(examples.Length > 150 && accepted.Count < 10);
        Assert.All(accepted, static text => Assert.True(text.Contains("property", StringComparison.Ordinal) || text.Contains("migrate", StringComparison.Ordinal), text));
    }

    [Fact]
    public async Task Registers_are_read_as_the_group_reads_them()
    {
        await using var page = await MachinePage.OpenAsync();
        var random = new Random(5);
        var values = new List<byte[]>();
        foreach (var text in new[] { ShippedTexts.Lending, ShippedTexts.Points, ShippedTexts.Programme, new RandomMachines(new Random(1)).Next() })
        {
            var machine = Texts.Compile(text);
            foreach (var one in MachineLife.Of(machine, random, 30).Where(static one => one.Question["register"]!["value"] is not null))
            {
                var value = System.Buffers.Text.Base64Url.DecodeFromChars((string)one.Question["register"]!["value"]!["base64url"]!);
                values.Add(value);
                values.AddRange(Enumerable.Range(0, 8).Select(_ => Spoilt(random, value)));
            }
        }
        var answers = JsonNode.Parse((await page.CallAsync(MachinePage.Module, "registers", new object[] { values })).GetRawText())!.AsArray();
        var read = 0;
        for (var i = 0; i < values.Count; i++)
        {
            var state = AssetRegister.ToState(new Register(new RegisterKey(RegisterKind.Asset, "x"), 1, "m", "s", default, values[i]));
            Assert.True(JsonNode.DeepEquals(state is null ? null : MachineCase.Held(state), answers[i]), Convert.ToHexString(values[i]));
            read += state is null ? 0 : 1;
        }
        Assert.True(read > 60 && read < values.Count - 100, $"{read} of {values.Count}");
    }

    [Fact]
    public async Task Inputs_have_the_form_of_requests()
    {
        await using var page = await MachinePage.OpenAsync();
        string[] texts =
        [
            """{"int":"5"}""", """{"int":"-9223372036854775808"}""", """{"int":"9223372036854775808"}""", """{"int":"05"}""", """{"int":"-0"}""", """{"int":5}""", """{"int":" 5"}""",
            """{"text":"\u20ac \" \\"}""", """{"bool":true}""", """{"bool":"true"}""", """{"account":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", """{"account":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"}""",
            """{"time":9007199254740991}""", """{"time":9007199254740992}""", """{"time":-1}""", """{"none":true}""", """{"none":false}""", """{"duration":"-9007199254740991"}""",
            """{"duration":"-9007199254740992"}""", """{"bytes":"00ff"}""", """{"bytes":"00FF"}""", """{"bytes":"0"}""", """{"choice":"Fine"}""", """{"choice":"9"}""", """{"list":[{"int":"1"},{"none":true}]}""",
            """{"map":[[{"int":"1"},{"int":"2"}],[{"int":"3"},{"int":"4"}]]}""", """{"map":[[{"int":"3"},{"int":"2"}],[{"int":"1"},{"int":"4"}]]}""", """{"map":[[{"none":true},{"int":"2"}]]}""",
            """{"record":{"__proto__":{"int":"1"},"a":{"int":"2"}}}""", """{"list":[{"list":[{"list":[{"int":"1"}]}]}]}""", """{"list":[{"list":[{"list":[{"list":[]}]}]}]}""", """{"toString":true}""", "{}", """{"int":"1","text":""}""",
        ];
        var answers = await page.CallAsync<string?[]>(MachinePage.Module, "inputs", new object[] { texts });
        Assert.Equal(texts.Select(Canonical), answers);
    }

    private static string? Canonical(string text)
    {
        var json = new JsonWriter(1024);
        // Texts are written with as few escapes as there can be.
        if (MachineValueJson.Parse(System.Text.Encoding.UTF8.GetBytes(text.Replace("\\u20ac", "\u20ac", StringComparison.Ordinal))) is not { } value)
        {
            return null;
        }
        MachineValueJson.Write(json, value);
        return System.Text.Encoding.UTF8.GetString(json.Written);
    }

    private static byte[] Spoilt(Random random, byte[] value)
    {
        byte[] changed = [.. value];
        switch (random.Next(4))
        {
            case 0:
                return changed[..random.Next(value.Length)];
            case 1:
                return [.. changed, 0];
            default:
                changed[random.Next(value.Length)] = (byte)random.Next(256);
                return changed;
        }
    }

    private static string Shown(string text) => Code().Replace(text, static match => char.ConvertFromUtf32(int.Parse(match.Groups["code"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Loops(int depth) => string.Concat(Enumerable.Range(0, depth).Select(static i => $"all x{i} in l: "));

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Scew.sln")))
        {
            folder = folder.Parent;
        }
        return Path.Combine(folder.FullName, "tests", "Scew.Machines.Tests", "Language");
    }

    [GeneratedRegex("\\\\u\\{(?<code>[0-9A-F]+)\\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}
