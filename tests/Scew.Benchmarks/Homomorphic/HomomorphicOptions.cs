namespace Scew.Benchmarks.Homomorphic;

/// <summary>What <c>homomorphic</c> measures.</summary>
internal sealed record HomomorphicOptions(int Bits, int Rounds, string? Json)
{
    public const string Usage = "homomorphic [--bits 2048|3072] [--rounds 7] [--json FILE]";

    public static (HomomorphicOptions? Options, string? Fault) Parse(string[] arguments)
    {
        var read = new Arguments(arguments, "--bits", "--rounds", "--json");
        var options = new HomomorphicOptions(read.Number("--bits", 2048, 2048, 3072), read.Number("--rounds", 7, 1, 1000), read.Text("--json"));
        var fault = read.Fault ?? (options.Bits is 2048 or 3072 ? null : "a modulus has 2048 or 3072 bits");
        return fault is null ? (options, null) : (null, fault);
    }
}
