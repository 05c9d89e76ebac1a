using Scew.Homomorphic.Envelopes;
using Scew.Protocol;

namespace Scew.Client.Variables;

/// <summary>What one request delegates, while it is being made; disposing overwrites the openings and keys in it.</summary>
internal sealed class EnvelopeParts : IDisposable
{
    private readonly List<EnvelopePart> _parts = [];

    public bool IsEmpty => _parts.Count == 0;

    public void Add(EnvelopePart part)
    {
        if (_parts.Count == EnvelopeContent.MaxParts)
        {
            using var surplus = new EnvelopeContent([part]);
            throw VariableFaults.Usage($"one request delegates at most {EnvelopeContent.MaxParts} parts to the secure modules", "split it");
        }
        _parts.Add(part);
    }

    /// <summary>The sealed envelope, for exactly one request.</summary>
    public byte[] Seal(ReadOnlySpan<byte> moduleKey, EnvelopeBinding binding)
    {
        var seed = GC.AllocateArray<byte>(32, pinned: true);
        Keys.Randomness.Fill(seed);
        using var content = EnvelopeContent.Of(_parts);
        _parts.Clear();
        var sealedBytes = Envelope.Seal(moduleKey, binding, content, seed);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(seed);
        Invariant.Require(sealedBytes is not null, "a parsed genesis has a module key on the curve");
        return sealedBytes;
    }

    public void Dispose()
    {
        using var rest = new EnvelopeContent([.. _parts]);
        _parts.Clear();
    }
}
