namespace Scew.Machines.Language.Syntax;

/// <summary>Words with a meaning of their own; none of them names a value, a state or anything else.</summary>
internal static class Words
{
    /// <summary>Words that begin a part of a machine.</summary>
    public static readonly string[] Parts = ["enum", "record", "value", "states", "final", "transition", "invariant", "property", "migrate", "movable"];

    /// <summary>Words that begin a clause of a transition.</summary>
    public static readonly string[] Clauses = ["by", "guard", "let", "effect", "takes", "call", "pay", "event", "automatic"];

    /// <summary>What an expression may ask for without declaring it.</summary>
    public static readonly string[] BuiltIns = ["caller", "now", "height", "asset", "purse", "group", "members", "signers", "state", "input", "old", "callerMachine", "machine"];

    /// <summary>Lengths of time in milliseconds by their unit, as people write one or several.</summary>
    public static readonly (string Unit, long Ms)[] Units =
    [
        ("ms", 1), ("second", 1000), ("seconds", 1000), ("minute", 60_000), ("minutes", 60_000), ("hour", 3_600_000), ("hours", 3_600_000),
        ("day", 86_400_000), ("days", 86_400_000), ("week", 604_800_000), ("weeks", 604_800_000),
    ];

    public static readonly string[] Quantifiers = ["all", "any", "count", "sum", "first", "where", "each", "sorted"];

    private static readonly string[] Operators = ["else", "and", "or", "not", "implies", "if", "then", "is", "in", "none", "some", "true", "false", "with", "when", "spread"];

    private static readonly HashSet<string> Reserved = new([.. Parts, .. Clauses, .. BuiltIns, .. Operators], StringComparer.Ordinal);

    public static bool IsReserved(string word) => Reserved.Contains(word);
}
