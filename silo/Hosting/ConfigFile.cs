using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Scew.Silo.Commands;

namespace Scew.Silo.Hosting;

/// <summary>Reads a configuration file: every fault in it at once, each by the member's name as the user wrote it and with what is right.</summary>
internal static class ConfigFile
{
    private const int MaxFaults = 8;

    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>
    /// The file as <paramref name="type"/>; <paramref name="renamed"/> says what members of other names are called, and <paramref name="page"/> is where all of them are described.
    /// </summary>
    /// <exception cref="SiloFailure">It is missing, no JSON, or says something else than the members.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type, IReadOnlyDictionary<string, string> renamed, string page)
        where T : class
    {
        using var json = Parse(path, Bytes(path, page));
        var faults = new List<string>();
        ConfigMembers.Check(json.RootElement, type, "", renamed, faults);
        if (faults.Count > 0)
        {
            var shown = string.Join("; ", faults.Take(MaxFaults)) + (faults.Count > MaxFaults ? $"; and {faults.Count - MaxFaults} more" : "");
            throw new SiloFailure(ExitCodes.Usage, $"{path} is no valid configuration: {shown}. All members are in silo/docs/{page}");
        }
        try
        {
            return json.Deserialize(type)!;
        }
        catch (JsonException e)
        {
            throw new SiloFailure(ExitCodes.Usage, $"{path} is no valid configuration: '{e.Path?.TrimStart('$', '.')}' is of another kind. All members are in silo/docs/{page}");
        }
    }

    private static byte[] Bytes(string path, string page)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SiloFailure(ExitCodes.Usage, $"there is no configuration file {path}; see silo/docs/{page}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SiloFailure(ExitCodes.Usage, $"the configuration file {path} cannot be read: {e.Message}");
        }
    }

    private static JsonDocument Parse(string path, byte[] bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes.AsMemory(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0), Reading);
        }
        catch (JsonException e)
        {
            // The library counts lines from 0 and repeats the place at the end of its sentence.
            var reason = e.Message.Split(" LineNumber:")[0].Split(" Path:")[0].TrimEnd('.');
            var place = e.LineNumber is { } line ? $" in line {line + 1}" : "";
            throw new SiloFailure(ExitCodes.Usage, $"{path} is no JSON{place}: {reason}");
        }
    }
}
