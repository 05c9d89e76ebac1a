using System.Numerics;
using System.Text.Json;
using Scew.Homomorphic.Additive;

namespace Scew.Homomorphic.Tests;

/// <summary>Fixed keys, because making one takes a second; good for tests and nothing else. <c>Data/keys.json</c> also has primes that make no key.</summary>
internal static class TestKeys
{
    private static readonly JsonElement Data = Load();

    /// <summary>2048 bits.</summary>
    public static PaillierPrivateKey Ann { get; } = Make("a");

    /// <summary>2048 bits.</summary>
    public static PaillierPrivateKey Bob { get; } = Make("b");

    /// <summary>3072 bits.</summary>
    public static PaillierPrivateKey Long { get; } = Make("c");

    public static TheoryData<string> Names => ["a", "c"];

    public static PaillierPrivateKey Of(string name) => name switch { "a" => Ann, "b" => Bob, _ => Long };

    public static (byte[] P, byte[] Q) Factors(string name) => (Hex(Data.GetProperty(name).GetProperty("p")), Hex(Data.GetProperty(name).GetProperty("q")));

    public static BigInteger[] Primes(string name) =>
        [.. Data.GetProperty(name).GetProperty("primes").EnumerateArray().Select(Hex).Select(prime => Number(prime))];

    public static byte[] Seed(string name) => Hex(Data.GetProperty(name).GetProperty("seed"));

    public static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    public static byte[] Bytes(BigInteger number, int sizeBytes)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[sizeBytes - bytes.Length], .. bytes];
    }

    /// <summary>Bytes that look random and are the same in every run.</summary>
    public static byte[] Noise(int sizeBytes, int seed)
    {
        var bytes = new byte[sizeBytes];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static byte[] Hex(string text) => Convert.FromHexString(text);

    private static byte[] Hex(JsonElement element) => Hex(element.GetString()!);

    private static PaillierPrivateKey Make(string name)
    {
        var (p, q) = Factors(name);
        return PaillierPrivateKey.TryCreate(p, q, Seed(name), out var fault) ?? throw new InvalidOperationException(fault.ToString());
    }

    private static JsonElement Load()
    {
        using var stream = typeof(TestKeys).Assembly.GetManifestResourceStream("keys.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
