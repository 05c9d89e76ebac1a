using System.Text.Json;

namespace Scew.WebTests.Sealed;

/// <summary>Faults as the page names them: a member's name in camel case, and null in place of <c>None</c>.</summary>
internal static class SealedWords
{
    public static string? Of<T>(T fault)
        where T : struct, Enum => fault.ToString() is var name && name == "None" ? null : JsonNamingPolicy.CamelCase.ConvertName(name);
}
