using Scew.Homomorphic.Additive;

namespace Scew.Homomorphic.Modules;

/// <summary>
/// About how long a module works on a call, in microseconds of one core (<c>Scew.Benchmarks homomorphic</c>), so that batches are cut by it. Known from kinds and
/// lengths alone, as if nothing had been verified before. No answer and no rule depends on it.
/// </summary>
public static class ModuleWork
{
    /// <summary>One opening at 2048 bits, us.</summary>
    public const int OpeningMicroseconds = 6_000;

    /// <summary>One opening at 3072 bits, us.</summary>
    public const int WideOpeningMicroseconds = 20_000;

    private const int Key = 15_000;
    private const int WideKey = 45_000;
    private const int Envelope = 60;
    private const int EnvelopeBytesPerMicrosecond = 1024;
    private const int OrderedSum = 15;
    private const int Ordered = 1;

    // What is refused for its form costs next to nothing.
    private const int Refusal = 1;

    /// <summary>The work of a call: 1 to some 2 million us.</summary>
    public static int Of(ModuleCall call) => call switch
    {
        ModuleCall.CheckKey check => BySize(check.PublicKey, Key, WideKey),
        ModuleCall.CheckAdditive check => BySize(check.PublicKey, 11, 20),
        ModuleCall.SumAdditive sum => BySize(sum.PublicKey, 25, 45),
        ModuleCall.Delegated delegated => Envelope + delegated.Envelope.Length / EnvelopeBytesPerMicrosecond + delegated.Items.Sum(Of),
        _ => Ordered,
    };

    private static int Of(DelegatedItem item) => item.Kind == DelegatedKind.SumOrdered ? OrderedSum : BySize(item.PublicKey, OpeningMicroseconds, WideOpeningMicroseconds);

    private static int BySize(ReadOnlySpan<byte> publicKey, int work, int wide) =>
        !PaillierPublicKey.IsForm(publicKey) ? Refusal : PaillierPublicKey.ModulusOf(publicKey).Length > 256 ? wide : work;
}
