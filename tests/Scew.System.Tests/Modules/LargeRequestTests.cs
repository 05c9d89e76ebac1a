using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Modules;

/// <summary>A range over a hundred ordered variables is larger than other requests may be, and goes the same way through all merchants.</summary>
[Collection(SharedGroup.Name)]
public sealed class LargeRequestTests(SharedGroup shared)
{
    [Fact]
    public async Task TheTokensOfAHundredVariablesAreOrdered()
    {
        using var key = SigningKey.Create();
        var prefix = IdRules.OwnPrefix(key.Account);
        var items = Enumerable.Range(0, RequestLimits.MaxIds).Select(i => new OrderedBounds($"{prefix}:v{i:D3}", Token(i), Token(i + 500)));
        var request = shared.Group.Sign(new RangeOrdered([.. items]), key);
        Assert.InRange(request.Wire.Length, RequestLimits.MaxPlainBytes + 1, RequestLimits.MaxWireBytes);
        var receipt = await shared.Group.SettleAsync(request);
        Assert.Equal(Codes.UnknownVariable, receipt.Code);
    }

    private static byte[] Token(int seed)
    {
        var token = new byte[RequestLimits.MaxTokenBytes];
        new Random(seed).NextBytes(token);
        token[0] = 1;
        return token;
    }
}
