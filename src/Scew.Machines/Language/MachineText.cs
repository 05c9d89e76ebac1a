using System.Collections.Immutable;
using System.Text;
using Scew.Machines.Language.Compiling;
using Scew.Machines.Language.Syntax;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language;

/// <summary>
/// A machine text that was read: <paramref name="Machine"/> where it has no fault, <paramref name="Syntax"/> where its parts can be told, and every fault that was found in one run.
/// </summary>
public sealed record CompiledMachine(Machine? Machine, MachineSyntax? Syntax, ImmutableArray<MachineFault> Faults);

/// <summary>Machine texts: their name, and the way from a text to a machine. The same text gives the same machine everywhere.</summary>
public static class MachineText
{
    /// <summary>Most UTF-8 bytes of a text.</summary>
    public const int MaxBytes = RequestLimits.MaxMachineBytes;

    private static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>SHA-256(tag ‖ text): a deployed machine's name, 43 characters.</summary>
    public static string NameOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var writer = new CodecWriter(bytes.Length + 64);
        writer.Tag(DomainTags.Machine);
        writer.Bytes(bytes);
        return Digest.Of(writer.Written).ToString();
    }

    /// <summary>
    /// Reads, types and compiles a text. <paramref name="known"/> finds the machines that it migrates from; without it migrations are not compiled, and the machine cannot be deployed.
    /// </summary>
    public static CompiledMachine Compile(string text, Func<string, Machine?>? known = null)
    {
        if (Refuse(text) is { } fault)
        {
            return new CompiledMachine(null, null, [fault]);
        }
        var (syntax, faults) = Parser.Parse(text);
        if (syntax is null || !faults.IsEmpty)
        {
            return new CompiledMachine(null, syntax, faults);
        }
        var compiler = new MachineCompiler(NameOf(text), text, syntax, known);
        var machine = compiler.Compile();
        return new CompiledMachine(machine, syntax, compiler.Faults);
    }

    /// <summary>Names of the machines that a text migrates from; empty for a text that cannot be read.</summary>
    public static ImmutableArray<string> MigratesFrom(string text) =>
        Refuse(text) is null && Parser.Parse(text).Machine is { } syntax ? MigratesFrom(syntax) : [];

    internal static ImmutableArray<string> MigratesFrom(MachineSyntax syntax) =>
        [.. syntax.Parts.OfType<MigrationSyntax>().Select(static part => part.From).Distinct(StringComparer.Ordinal)];

    /// <summary>The formatted text, or the faults of one that cannot be read.</summary>
    public static (string? Text, ImmutableArray<MachineFault> Faults) Format(string text)
    {
        if (Refuse(text) is { } fault)
        {
            return (null, [fault]);
        }
        var (syntax, faults) = Parser.Parse(text);
        return syntax is null || !faults.IsEmpty ? (null, faults) : (Formatter.Format(syntax), []);
    }

    private static MachineFault? Refuse(string text)
    {
        try
        {
            return text.Length <= MaxBytes && Strict.GetByteCount(text) <= MaxBytes
                ? null
                : new MachineFault(new Place(1, 1, 0, 0), string.Empty, $"the text has more than {MaxBytes} bytes", "split the machine, or shorten its comments");
        }
        catch (EncoderFallbackException)
        {
            return new MachineFault(new Place(1, 1, 0, 0), string.Empty, "the text holds half a character");
        }
    }
}
