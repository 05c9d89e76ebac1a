using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Simulation;

/// <summary>
/// What a defect leaves out from under signatures: these bytes of a message count as zero, so signatures over anything else there verify too.
/// </summary>
internal sealed class PlantedVerifier
{
    private readonly List<(byte[] Shape, bool[] Left)> _masks = [];
    private readonly byte[]? _attestation;

    public PlantedVerifier(Defect defect, Digest genesis, long epoch)
    {
        foreach (var kind in Enum.GetValues<StatementKind>())
        {
            var zero = new Statement(kind, 0, 0, default);
            var other = defect switch
            {
                Defect.ViewNotSigned => zero with { View = 0x0001_0101_0101_0101 },
                Defect.HeightIgnored => zero with { Height = 0x0001_0101_0101_0101 },
                _ => zero,
            };
            var shape = zero.SigningBytes(genesis, epoch);
            var changed = other.SigningBytes(genesis, epoch);
            _masks.Add((shape, [.. shape.Zip(changed, (a, b) => a != b)]));
        }
        if (defect == Defect.SendersCounted)
        {
            var bytes = new AttestedState(epoch, 1, default, 1, default, default, 0).SigningBytes(genesis);
            var others = new AttestedState(epoch, 2, default, 1, default, default, 0).SigningBytes(genesis);
            _attestation = bytes[..bytes.Zip(others).TakeWhile(pair => pair.First == pair.Second).Count()];
        }
    }

    /// <summary>The bytes that a signature is taken over.</summary>
    public byte[] Signed(ReadOnlySpan<byte> message)
    {
        var signed = message.ToArray();
        foreach (var (shape, left) in _masks)
        {
            if (shape.Length == signed.Length && shape.AsSpan(0, 8).SequenceEqual(message[..8]))
            {
                for (var i = 0; i < signed.Length; i++)
                {
                    signed[i] = left[i] ? (byte)0 : signed[i];
                }
            }
        }
        return signed;
    }

    /// <summary>Of an attestation only the sender is looked at.</summary>
    public bool Overlooks(ReadOnlySpan<byte> message) => _attestation is not null && message.StartsWith(_attestation);
}
