using System.Diagnostics;
using System.Text;
using Scew.Machines.Applications;
using Scew.Machines.Language;

namespace Scew.Machines.Tests.Language;

/// <summary>
/// Texts that somebody wrote to hurt: each is a fault, in bounded time and memory, on a small stack, and never an exception. <c>SCEW_FUZZ_SECONDS</c> makes the random ones longer.
/// </summary>
public sealed class HostileTextTests
{
    private const string Frame = "machine M\nstates Start, Here\ntransition create: Start -> Here\n";

    // A thread of a pool has as much as eight of these.
    private const int StackBytes = 192 * 1024;

    private static readonly string[] Words =
    [
        "machine", "enum", "record", "value", "states", "final", "transition", "invariant", "property", "migrate", "by", "guard", "let", "effect", "takes", "call", "pay", "event", "automatic", "when",
        "now", "caller", "input", ".", "x", "y", "Start", "Here", "->", ":", ",", "(", ")", "[", "]", "?", "??", ":=", "=", "+", "-", "*", "1", "2", "9223372036854775807", "days", "list", "map", "int",
        "text", "account", "all", "any", "sum", "spread", "over", "in", "at", "sorted", "each", "where", "if", "then", "else", "not", "and", "or", "implies", "is", "none", "some", "with", "\"a\"", "\n",
        "of", "owner", "from", "to", "never", "after", "only", "eventually", "excludes", "old", "state", "machine", "# c\n", "true",
    ];

    public static TheoryData<string, string> Texts => new()
    {
        { "1 MiB", new string('#', 1024 * 1024) },
        { "1 MiB of words", Repeat("x ", 512 * 1024) },
        { "10,000 parentheses", Frame + "  guard " + Repeat("(", 10_000) + "true" + Repeat(")", 10_000) },
        { "10,000 brackets", Frame + "  guard " + Repeat("[", 10_000) + Repeat("]", 10_000) },
        { "10,000 nots", Frame + "  guard " + Repeat("not ", 7_000) + "true" },
        { "10,000 minuses", Frame + "  guard " + Repeat("-", 10_000) + "1 = 1" },
        { "10,000 ifs", Frame + "  guard " + Repeat("if true then ", 2_000) + "true" },
        { "10,000 implies", Frame + "  guard " + Repeat("true implies ", 2_000) + "true" },
        { "10,000 operands", Frame + "  guard " + Repeat("1 + ", 7_000) + "1 = 1" },
        { "10,000 members", Frame + "  guard owner" + Repeat(".a", 10_000) },
        { "10,000 indexes", Frame + "  guard owner" + Repeat("[1]", 10_000) },
        { "10,000 withs", Frame + "  guard owner" + Repeat(" with ()", 3_000) },
        { "10,000 roles", Frame + "  by " + Repeat("owner or ", 3_000) + "owner" },
        { "deep roles", Frame + "  by " + Repeat("(owner and ", 2_000) + "owner" + Repeat(")", 2_000) },
        { "deep types", "machine M\nvalue x: " + Repeat("list(", 5_000) + "int" + Repeat(", 2)", 5_000) + "\nstates A, B\ntransition create: A -> B" },
        { "10^6 states", "machine M\nstates " + Numbered("S", 1_000_000) },
        { "5,000 states", "machine M\nstates " + Numbered("S", 4_500) + "\ntransition create: S0 -> S1" },
        { "5,000 values", "machine M\nvalue " + Numbered("v", 2_000, ": int") + "\nstates A, B\ntransition create: A -> B" },
        { "a million items", Frame + "  guard [" + Repeat("1, ", 1_000_000) + "1] = [1]" },
        { "9,000 items", Frame + "  guard [" + Repeat("1, ", 9_000) + "1] = [1]" },
        { "a record of itself", "machine M\nrecord R: r: R\nvalue x: R\nstates A, B\ntransition create: A -> B" },
        { "records of each other", "machine M\nrecord R: s: S\nrecord S: r: R\nstates A, B\ntransition create: A -> B" },
        { "records of records", "machine M\nrecord R0: a: int\n" + string.Concat(Enumerable.Range(1, 900).Select(static i => $"record R{i}: a: R{i - 1}, b: R{i - 1}\n")) + "states A, B" },
        { "huge costs", "machine M\nvalue l: list(int, 256)\nstates A, B\ntransition create: A -> B\ntransition go: B -> B\n  guard " + Repeat("all x in l: ", 0) + Loops(12) + "true" },
        { "4,000 faults with suggestions", "machine M\nvalue " + Numbered("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 60, ": int = 1") + "\nstates A, B\ntransition create: A -> B\n" + Repeat("  guard aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\n", 400) },
        { "many wrong parts", "machine M\n" + Repeat("value\n", 5_000) },
        { "many transitions", "machine M\nstates A, B\n" + Repeat("transition create: A -> B\n", 1_200) },
        { "many migrations", Frame + Repeat("migrate from \"x\": Here -> Here\n", 900) },
        { "many properties", Frame + Repeat("property never A after B\n", 1_200) },
        { "right to left", Frame + "  guard true # \u202egnitirw" },
        { "homoglyphs", "machine M\nvalue \u0430mount: int\nstates A, B\ntransition create: A -> B" },
        { "fullwidth", "machine M\nvalue \uff41: int\nstates A, B\ntransition create: A -> B" },
        { "half a character", "machine M # \ud800" },
        { "zero bytes", "machine M\0\nstates A, B" },
        { "nothing", string.Empty },
        { "blanks", Repeat(" \n", 10_000) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void EachIsAFault(string name, string text)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        OnASmallStack(() =>
        {
            var compiled = MachineText.Compile(text);
            Assert.True(compiled.Machine is null && compiled.Faults.Length is > 0 and <= 21, name);
            Assert.All(compiled.Faults, static fault => Assert.True(fault.Text.Length <= 40 && fault.ToString().Length < 2000));
            Format(text);
        });
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{name}: {watch.Elapsed}");
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 512L * 1024 * 1024, name);
    }

    [Fact]
    public void RandomBytesAreNoMachine() => Fuzz.Run(20, 1, static random =>
    {
        var bytes = new byte[random.Next(400)];
        random.NextBytes(bytes);
        Read("machine M\n" + (random.Next(2) == 0 ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes)));
    });

    [Fact]
    public void RandomWordsAreRead() => Fuzz.Run(21, 2, static random =>
        Read("machine M\nstates Start, Here\n" + string.Join(' ', Enumerable.Range(0, random.Next(300)).Select(_ => Words[random.Next(Words.Length)]))));

    [Fact]
    public void ChangedTextsThatShipAreRead() => Fuzz.Run(22, 4, static random =>
    {
        var text = new StringBuilder(ShippedTexts.Find(ShippedTexts.Names[random.Next(ShippedTexts.Names.Count)]));
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 12), text.Length - at);
            switch (random.Next(5))
            {
                case 0:
                    text.Remove(at, length);
                    break;
                case 1:
                    text.Insert(at, ' ' + Words[random.Next(Words.Length)] + ' ');
                    break;
                case 2:
                    text.Insert(random.Next(text.Length), text.ToString(at, length));
                    break;
                case 3:
                    text[at] = (char)random.Next(32, 127);
                    break;
                default:
                    text.Replace(Words[random.Next(Words.Length)], Words[random.Next(Words.Length)], at, length);
                    break;
            }
        }
        Read(text.ToString());
    });

    /// <summary>Compiles and formats; what formats does so for good, and means the same.</summary>
    private static void Read(string text) => OnASmallStack(() =>
    {
        var compiled = MachineText.Compile(text);
        Assert.Equal(compiled.Machine is null, !compiled.Faults.IsEmpty);
        var formatted = Format(text);
        if (compiled.Machine is not null && Encoding.UTF8.GetByteCount(formatted!) <= MachineText.MaxBytes)
        {
            var again = MachineText.Compile(formatted!).Machine;
            Assert.True(again is not null, formatted);
            Assert.Equal(compiled.Machine.Transitions.Select(static one => one.Cost), again.Transitions.Select(static one => one.Cost));
        }
    });

    private static string? Format(string text)
    {
        var formatted = MachineText.Format(text).Text;
        if (formatted is not null && Encoding.UTF8.GetByteCount(formatted) <= MachineText.MaxBytes)
        {
            Assert.Equal(formatted, MachineText.Format(formatted).Text);
        }
        return formatted;
    }

    private static void OnASmallStack(Action run)
    {
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                run();
            }
            catch (Exception found)
            {
                fault = found;
            }
        }, StackBytes);
        thread.Start();
        thread.Join();
        Assert.True(fault is null, fault?.ToString());
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Numbered(string name, int count, string after = "") => string.Join(", ", Enumerable.Range(0, count).Select(i => $"{name}{i}{after}"));

    private static string Loops(int count) => string.Concat(Enumerable.Range(0, count).Select(static i => $"all x{i} in l: "));
}
