using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Ordered;
using Scew.Protocol.Requests;

namespace Scew.Homomorphic.Tests.Clients;

/// <summary>What requests may carry is exactly as long as the largest that is made here.</summary>
public sealed class RequestSizeTests
{
    private const int WideBytes = 3072 / 8;

    [Fact]
    public void LimitsOfRequestsAreTheSizesOfTheLargest()
    {
        Assert.Equal(2 * WideBytes, RequestLimits.MaxCiphertextBytes);
        Assert.Equal(1 + 3 * WideBytes, RequestLimits.MaxPublicKeyBytes);
        Assert.Equal(RequestLimits.MaxProofBytes, ModulusProof.SizeBytes(WideBytes));
        Assert.Equal(OrderToken.SizeBytes, RequestLimits.MaxTokenBytes);
        Assert.True(OrderedRecord.SizeBytes <= RequestLimits.MaxCiphertextBytes);
        Assert.Equal(HybridKeys.PublicKeyBytes, RequestLimits.EncryptionKeyBytes);
        // Version, nonce, version, p and q, tag.
        Assert.True(1 + 12 + 1 + WideBytes + 16 <= RequestLimits.MaxSealedKeyBytes);
    }
}
