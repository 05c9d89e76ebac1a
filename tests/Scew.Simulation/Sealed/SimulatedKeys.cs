using System.Text;
using System.Text.Json;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Modules;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;

namespace Scew.Simulation.Sealed;

/// <summary>The keys of the simulated customers and modules, always the same ones: making a Paillier key takes a second.</summary>
internal static class SimulatedKeys
{
    private static readonly byte[] ModuleSeed = Digest.Of("simulated modules"u8).ToArray();

    /// <summary>Of 2048 bits, by the id of its register.</summary>
    private static readonly Dictionary<string, PaillierPrivateKey> Keys = Load();

    /// <summary>Ids of the Paillier keys.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["pk-a", "pk-b"];

    public static EncryptionTables Tables { get; } = new();

    public static byte[] ModulePublicKey { get; } = HybridPrivateKey.Derive(ModuleSeed).PublicKey.ToArray();

    public static PaillierPrivateKey Of(string id) => Keys[id];

    public static ModuleKeys Modules() => new ModuleKeys().Add(0, HybridPrivateKey.Derive(ModuleSeed));

    public static OrderedKey Ordered(string label, string id) => new(Digest.Of(Encoding.ASCII.GetBytes("simulated variable " + label)).ToArray(), id);

    private static Dictionary<string, PaillierPrivateKey> Load()
    {
        using var stream = typeof(SimulatedKeys).Assembly.GetManifestResourceStream("keys.json")!;
        using var document = JsonDocument.Parse(stream);
        return new[] { "a", "b" }.ToDictionary(name => "pk-" + name, name => Make(document.RootElement.GetProperty(name)), StringComparer.Ordinal);
    }

    private static PaillierPrivateKey Make(JsonElement parts) =>
        PaillierPrivateKey.TryCreate(Hex(parts, "p"), Hex(parts, "q"), Hex(parts, "seed"), out var fault) ?? throw new InvalidOperationException(fault.ToString());

    private static byte[] Hex(JsonElement parts, string name) => Convert.FromHexString(parts.GetProperty(name).GetString()!);
}
