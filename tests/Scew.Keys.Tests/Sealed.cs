using System.Text.Json.Nodes;
using Scew.Keys.Files;

namespace Scew.Keys.Tests;

/// <summary>A sealed signing key and a sealed link key, made once: each costs 600,000 iterations.</summary>
internal static class Sealed
{
    public const string Words = "correct horse battery staple";

    public static SigningKey Signing { get; } = SigningKey.Create();

    public static LinkKey Link { get; } = LinkKey.Create();

    public static Passphrase Passphrase { get; } = Pass(Words);

    public static byte[] SigningFile { get; } = KeyFile.Seal(Signing, "alice", Passphrase).Value!.Encode();

    public static byte[] LinkFile { get; } = KeyFile.Seal(Link, "north-link", Passphrase).Value!.Encode();

    public static Passphrase Pass(string words) => Passphrase.FromChars(words.ToCharArray()).Value!;

    public static JsonObject Json() => JsonNode.Parse(SigningFile)!.AsObject();
}
