namespace Scew.Protocol.Accounts;

/// <summary>Checks accounts' signatures. Fuzzing and simulation put a cheap stand-in here; everything else uses <see cref="AccountKeyCache"/>.</summary>
public interface IAccountVerifier
{
    /// <summary>True when <paramref name="key"/> is a point of the curve and signed the SHA-256 value <paramref name="hash"/>. Never throws; any thread may call it.</summary>
    bool Verify(PublicKey key, Digest hash, ReadOnlySpan<byte> signature);
}
