using System.Numerics;
using System.Text.Json;
using Scew.Homomorphic.Additive;

namespace Scew.WebTests.Sealed;

/// <summary>The fixed keys of the tests of Scew.Homomorphic, public and so good for nothing else, and what makes test data of them.</summary>
internal static class SealedKeys
{
    private static readonly string File = Path.Combine(ServedFiles.Wwwroot, "..", "..", "tests", "Scew.Homomorphic.Tests", "Data", "keys.json");
    private static readonly JsonElement Data = JsonDocument.Parse(System.IO.File.ReadAllBytes(File)).RootElement.Clone();

    /// <summary>2048 bits.</summary>
    public static PaillierPrivateKey Ann { get; } = Make("a");

    /// <summary>3072 bits.</summary>
    public static PaillierPrivateKey Long { get; } = Make("c");

    public static PaillierPrivateKey Of(int bits) => bits == 2048 ? Ann : Long;

    public static string NameOf(int bits) => bits == 2048 ? "a" : "c";

    public static byte[] P(string name) => Hex(Data.GetProperty(name).GetProperty("p"));

    public static byte[] Q(string name) => Hex(Data.GetProperty(name).GetProperty("q"));

    public static byte[] Seed(string name) => Hex(Data.GetProperty(name).GetProperty("seed"));

    public static BigInteger[] Primes(string name) => [.. Data.GetProperty(name).GetProperty("primes").EnumerateArray().Select(static prime => Number(Hex(prime)))];

    /// <summary>What <c>/sealed-test.js</c> calls a key.</summary>
    public static object Whole(PaillierPrivateKey key) => new { Exported = Export(key), PublicKey = key.PublicKey.Encoded.ToArray() };

    public static byte[] Export(PaillierPrivateKey key)
    {
        var exported = new byte[key.ExportBytes];
        key.Export(exported);
        return exported;
    }

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

    private static byte[] Hex(JsonElement element) => Convert.FromHexString(element.GetString()!);

    private static PaillierPrivateKey Make(string name) =>
        PaillierPrivateKey.TryCreate(P(name), Q(name), Seed(name), out var fault) ?? throw new InvalidOperationException(fault.ToString());
}
