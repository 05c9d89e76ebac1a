using Scew.Protocol.Codec;

namespace Scew.Protocol.Ordering;

/// <summary>
/// Remembers which (member, message, signature) verified, so that a vote inside ten certificates costs one verification. Only positive results are
/// kept; bounded by two generations of half the capacity. Thread-safe when the inner verifier is.
/// </summary>
public sealed class CachingMemberVerifier : IMemberVerifier
{
    private readonly IMemberVerifier _inner;
    private readonly int _generationSize;
    private readonly Lock _lock = new();
    private HashSet<Digest> _young = [];
    private HashSet<Digest> _old = [];

    /// <summary>Keeps at most <paramref name="capacity"/> results of <paramref name="inner"/>.</summary>
    public CachingMemberVerifier(IMemberVerifier inner, int capacity = 8192)
    {
        Invariant.Require(capacity >= 2, "the cache holds at least two results");
        _inner = inner;
        _generationSize = capacity / 2;
    }

    /// <summary>Results held now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _young.Count + _old.Count;
            }
        }
    }

    /// <inheritdoc/>
    public bool Verify(int member, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (member is < 0 or >= Certificate.MaxMembers || signature.Length != Vote.SignatureBytes)
        {
            return false;
        }
        var writer = new CodecWriter(16 + message.Length + signature.Length);
        writer.U16((ushort)member);
        writer.Fixed(signature);
        writer.Fixed(message);
        var key = Digest.Of(writer.Written);
        lock (_lock)
        {
            if (_young.Contains(key) || _old.Contains(key))
            {
                return true;
            }
        }
        if (!_inner.Verify(member, message, signature))
        {
            return false;
        }
        lock (_lock)
        {
            if (_young.Count >= _generationSize)
            {
                _old = _young;
                _young = [];
            }
            _young.Add(key);
        }
        return true;
    }
}
