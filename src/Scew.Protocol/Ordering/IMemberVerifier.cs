namespace Scew.Protocol.Ordering;

/// <summary>Checks members' signatures. The simulator puts a cheap stand-in here; everything else uses P-256.</summary>
public interface IMemberVerifier
{
    /// <summary>True when member <paramref name="member"/> signed exactly <paramref name="message"/>. Never throws.</summary>
    bool Verify(int member, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
}
