using System.Globalization;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>
/// Labels of keys. An ordered variable's key follows from its label, so one label must never serve two variables: a label that ends in <c>.kN</c> belongs to the variable before that
/// ending, any other to the variable of that name.
/// </summary>
internal static class VariableLabels
{
    private const string AccountWide = ":key.";
    private const string Single = ":own.";
    private const string Random = ":k.";
    private const int RandomCharacters = 10;
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>The label of a new ordered variable: its id, unless that looks like the label of another.</summary>
    public static string First(string id, Account owner) => Generation(id) is null ? id : Fit($"{id}.k1", owner);

    /// <summary>The label after a rekey: never one that the variable had.</summary>
    public static string Next(string id, string label, Account owner) => label == id
        ? Fit(id + ".k2", owner)
        : label.StartsWith(id + ".k", StringComparison.Ordinal) && Generation(label[id.Length..]) is { } generation
            ? Fit($"{id}.k{(generation + 1).ToString(CultureInfo.InvariantCulture)}", owner)
            : NewRandom(owner);

    /// <summary>The id of a new Paillier key that serves all of an account's variables.</summary>
    public static string NewAccountKey(Account owner) => IdRules.OwnPrefix(owner) + AccountWide + RandomText();

    /// <summary>The id of a new Paillier key that serves one variable.</summary>
    public static string NewOwnKey(Account owner) => IdRules.OwnPrefix(owner) + Single + RandomText();

    /// <summary>Whether a Paillier key was made to serve all of its owner's variables.</summary>
    public static bool IsAccountKey(string label, Account owner) => label.StartsWith(IdRules.OwnPrefix(owner) + AccountWide, StringComparison.Ordinal);

    /// <summary>Whether a Paillier key was made to serve one variable, and so may be handed over.</summary>
    public static bool IsOwnKey(string label, Account owner) => label.StartsWith(IdRules.OwnPrefix(owner) + Single, StringComparison.Ordinal);

    private static string Fit(string label, Account owner) => label.Length <= IdRules.MaxLength ? label : NewRandom(owner);

    // Ends like a generation, so it is no variable's id as a label.
    private static string NewRandom(Account owner) => IdRules.OwnPrefix(owner) + Random + RandomText() + ".k1";

    private static long? Generation(string text)
    {
        var at = text.LastIndexOf(".k", StringComparison.Ordinal);
        return at >= 0 && long.TryParse(text.AsSpan(at + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var generation) && generation < long.MaxValue ? generation : null;
    }

    private static string RandomText()
    {
        Span<byte> bytes = stackalloc byte[RandomCharacters];
        Randomness.Fill(bytes);
        Span<char> text = stackalloc char[RandomCharacters];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Base32[bytes[i] & 31];
        }
        return new string(text);
    }
}
