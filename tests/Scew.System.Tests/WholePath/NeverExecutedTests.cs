using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.WholePath;

/// <summary>How an unknown outcome ends.</summary>
[Collection(SharedGroup.Name)]
public sealed class NeverExecutedTests(SharedGroup shared)
{
    private readonly RunningGroup _group = shared.Group;

    [Fact]
    public async Task ExpiredRequestThatNobodySentGetsStatementsThatVerify()
    {
        using var key = SigningKey.Create();
        var request = _group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":late", 0), RunningGroup.Now - 1000, key);

        var (proof, receipt, reason) = await _group.Client.EndUnknownAsync(request);

        Assert.Null(receipt);
        Assert.True(proof.Length > _group.Client.Verifier.Group.MaxFaulty, reason);
        Assert.Equal(ProofFault.None, NeverExecuted.CheckAll(proof, request.Id, _group.Client.Verifier.Group, _group.Client.Verifier.Members));
        (await _group.PostAsync(request.Wire)).IsProblem(Codes.Expired);
    }

    [Fact]
    public async Task ExecutedRequestGetsNoStatementButItsReceipt()
    {
        using var key = SigningKey.Create();
        var until = RunningGroup.Now + 10_000;
        var request = _group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":short", 0), until, key);
        Assert.Equal(Codes.Ok, (await _group.SettleAsync(request)).Code);
        (await _group.PostAsync(request.Wire, 0, "/v1/never-executed")).IsProblem(Codes.StillPossible);
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, until - RunningGroup.Now + 100)));

        for (var merchant = 0; merchant < 4; merchant++)
        {
            (await _group.PostAsync(request.Wire, merchant, "/v1/never-executed")).IsProblem(Codes.Executed);
        }
        var (proof, receipt, _) = await _group.Client.EndUnknownAsync(request);
        Assert.Empty(proof);
        Assert.Equal(request.Id, receipt?.RequestId);
    }

    [Fact]
    public async Task RequestThatIsNoneGetsNoStatement()
    {
        (await _group.PostAsync("garbage"u8.ToArray(), 0, "/v1/never-executed")).IsProblem(Codes.Malformed);
        (await _group.PostAsync(new byte[300_000], 0, "/v1/never-executed")).IsProblem(Codes.TooLarge);
    }
}
