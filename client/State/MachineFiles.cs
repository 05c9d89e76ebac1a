using System.Text;
using System.Text.Json.Nodes;
using Scew.Cli.Output;
using Scew.Keys.Files;
using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol.Api;

namespace Scew.Cli.State;

/// <summary>Machine texts as files, and what is wrong with them as the console's faults.</summary>
internal static class MachineFiles
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file, or of a name that ships where there is no such file; else a fault.</summary>
    public static string Read(string path, int maxBytes = MachineText.MaxBytes)
    {
        if (!File.Exists(path) && ShippedTexts.Find(path) is { } ships)
        {
            return ships;
        }
        if (Directory.Exists(path))
        {
            throw CliFault.NotFound($"'{path}' is a folder", "name a file in it");
        }
        if (!File.Exists(path))
        {
            throw CliFault.NotFound($"there is no file '{path}'", "check the path; that ship: " + string.Join(", ", ShippedTexts.Names));
        }
        var bytes = new byte[maxBytes + 1];
        int length;
        // A device or a pipe has no length to ask for.
        using (var file = File.OpenRead(path))
        {
            length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        if (length > maxBytes)
        {
            throw new CliFault(Codes.MachineRefused, ExitCodes.Refused, $"{path} is too large") { Why = $"it has more than {maxBytes} bytes", Next = "split it, or shorten its comments" };
        }
        if (bytes.AsSpan(0, length).StartsWith(Encoding.UTF8.Preamble))
        {
            throw new CliFault(Codes.MachineRefused, ExitCodes.Refused, $"{path} begins with a byte order mark")
            {
                Why = "the mark would be part of the machine's name",
                Next = "save it as UTF-8 without a byte order mark (BOM)",
            };
        }
        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            throw new CliFault(Codes.MachineRefused, ExitCodes.Refused, $"{path} is no text") { Why = "it is not UTF-8", Next = "save it as UTF-8" };
        }
    }

    /// <summary>
    /// The machine of a file, or a fault that tells all that is wrong. Machines that it migrates from are those that ship and the texts in <paramref name="older"/>, which
    /// <paramref name="find"/> finds; where there is no such text at all, migrations are not looked at, and <paramref name="warning"/> says so.
    /// </summary>
    public static Machine Compile(string path, IReadOnlyList<string> older, out string? warning, out Func<string, Machine?> find)
    {
        var known = new Dictionary<string, Machine>(StringComparer.Ordinal);
        Machine? Find(string name) => MachineCatalog.Shipped.Find(name) ?? known.GetValueOrDefault(name);
        // Older ones can come from still older ones, in whatever order they are given.
        var left = older.ToList();
        while (left.Count > 0)
        {
            var next = Math.Max(0, left.FindIndex(file => MachineText.MigratesFrom(Read(file)).All(name => Find(name) is not null)));
            var machine = Compile(left[next], Find, out _);
            known[machine.Name] = machine;
            left.RemoveAt(next);
        }
        find = Find;
        return Compile(path, Find, out warning);
    }

    private static Machine Compile(string path, Func<string, Machine?> find, out string? warning)
    {
        var text = Read(path);
        var from = MachineText.MigratesFrom(text);
        var areKnown = from.IsEmpty || from.Any(name => find(name) is not null);
        var compiled = MachineText.Compile(text, areKnown ? find : null);
        warning = areKnown ? null : "what it migrates from was not looked at; add --older FILE for each older text";
        return compiled.Faults.IsEmpty ? compiled.Machine! : throw Fault(path, compiled.Faults, $"scew machine check {path}");
    }

    /// <summary>All faults on stdout, a line each that editors understand; the first one explained.</summary>
    public static CliFault Fault(string path, IReadOnlyList<MachineFault> faults, string next) =>
        new(Codes.MachineRefused, ExitCodes.Refused, $"{path} has {(faults.Count == 1 ? "a fault" : $"{faults.Count} faults")}")
        {
            Why = faults[0].ToString(),
            Unchanged = "nothing was sent or written",
            Next = $"correct line {faults[0].Place.Line}, then: {next}",
            Result = string.Concat(faults.Select(fault => PlainText.Clean($"{path}:{fault.Place.Line}:{fault.Place.Column}: {fault.Message}{(fault.Right is null ? "" : "; " + fault.Right)}") + "\n")),
            Details = new JsonObject
            {
                ["faults"] = new JsonArray([.. faults.Select(fault => (JsonNode)new JsonObject
                {
                    ["line"] = fault.Place.Line,
                    ["column"] = fault.Place.Column,
                    ["text"] = fault.Text,
                    ["message"] = fault.Message,
                    ["right"] = fault.Right,
                })]),
            },
        };

    /// <summary>All of it or nothing: a reader never meets half a file.</summary>
    public static void Write(string path, string text) => WholeFile.Replace(path, Strict.GetBytes(text));
}
