using Scew.Homomorphic.Native;

namespace Scew.Homomorphic;

/// <summary>Whether this platform can compute with encrypted integers; asked at a start, so that the answer is a sentence and not a failed operation.</summary>
public static class CryptoPlatform
{
    /// <summary>Why not, as a sentence; null when it can.</summary>
    public static string? Fault => LibCrypto.Fault;
}
