using System.Text;
using Scew.Protocol.Accounts;
using Scew.Protocol.Agents;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Agents;

/// <summary>An order is taken as it was signed, by an operator, for this agent, now, and once.</summary>
public sealed class OrderTests
{
    private static readonly AccountKeyCache Verifier = new(16);

    [Fact]
    public void WhatIsSignedIsWhatIsRead()
    {
        foreach (var order in SampleOrders.All())
        {
            var (fault, signed) = SignedOrder.Parse(SampleOrders.Wire(order));
            Assert.Equal(AgentFault.None, fault);
            Assert.True(signed!.Verify(Verifier));
            Assert.Equal(order, signed.Order);
            Assert.Equal(SampleOrders.Operator.Account, signed.Signer.Account);
        }
    }

    [Fact]
    [Trait("row", "I4")]
    public void AChangedByteAnywhereIsRefused()
    {
        foreach (var order in SampleOrders.All())
        {
            var wire = SampleOrders.Wire(order);
            for (var i = 0; i < wire.Length; i++)
            {
                var changed = wire.ToArray();
                changed[i] = (byte)(changed[i] == 'A' ? 'B' : 'A');
                Assert.True(SignedOrder.Parse(changed).Order is not { } read || !read.Verify(Verifier), $"byte {i}");
            }
        }
    }

    /// <summary>A request's signature is no order's, and the other way round: the header's type is under the signature.</summary>
    [Fact]
    [Trait("row", "I4")]
    public void WhatWasSignedAsARequestIsNoOrder()
    {
        var order = SampleOrders.All()[0];
        var input = RequestBuilder.SigningInput(SampleOrders.Operator.Public, AgentOrderCodec.Encode(order));
        var wire = Encoding.ASCII.GetBytes($"{Encoding.ASCII.GetString(input)}.{Base64Url.Encode(SampleOrders.Operator.Sign(input))}");
        Assert.Equal(AgentFault.Envelope, SignedOrder.Parse(wire).Fault);
        Assert.Null(RequestHeader.Decode(SignedOrder.SigningInput(SampleOrders.Operator.Public, order).AsSpan()[..RequestHeader.EncodedBytes]));
    }

    [Theory]
    [InlineData("http://releases.example/silo")]
    [InlineData("https://")]
    [InlineData("https:///silo")]
    [InlineData("https://user@releases.example/silo")]
    [InlineData("https://user:secret@releases.example/silo")]
    [InlineData("https://releases.example/silo#part")]
    [InlineData("https://releases.example/si lo")]
    [InlineData("https://releases.example/\u0661")]
    [InlineData("https://releases.example/\"")]
    [InlineData("file:///bin/sh")]
    [InlineData("ftp://releases.example/silo")]
    [InlineData("HTTPS://releases.example/silo")]
    [InlineData("//releases.example/silo")]
    [InlineData("")]
    public void OnlyAPlainHttpsAddressIsOne(string url)
    {
        Assert.False(AgentOrder.IsUrl(url));
        Assert.Null(AgentOrderCodec.Decode(AgentOrderCodec.Encode(new LaunchOrder(SampleOrders.Agent, 1, 2, url, SampleOrders.Program))));
    }

    [Fact]
    public void AGateTakesEachOrderOnceFromAnOperatorForItselfAndInTime()
    {
        var gate = new OrderGate(SampleOrders.Agent, [SampleOrders.Operator.Account]);
        SignedOrder Signed(AgentOrder order, TestKey? by = null) => SignedOrder.Parse(SampleOrders.Wire(order, by)).Order!;
        var order = new StatusOrder(SampleOrders.Agent, 9, SampleOrders.NowMs + 60_000);
        Assert.Equal(AgentFault.NotOperator, gate.Take(Signed(order, SampleOrders.Offline), SampleOrders.NowMs));
        Assert.Equal(AgentFault.WrongAgent, gate.Take(Signed(order with { Agent = SampleOrders.Program }), SampleOrders.NowMs));
        Assert.Equal(AgentFault.TooFarAhead, gate.Take(Signed(order), SampleOrders.NowMs - 1));
        Assert.Equal(AgentFault.Expired, gate.Take(Signed(order), SampleOrders.NowMs + 60_000));
        Assert.Equal(AgentFault.None, gate.Take(Signed(order), SampleOrders.NowMs));
        Assert.Equal(AgentFault.Replayed, gate.Take(Signed(order), SampleOrders.NowMs));
        // Another act under the same nonce is the same replay.
        Assert.Equal(AgentFault.Replayed, gate.Take(Signed(new LogsOrder(SampleOrders.Agent, 9, order.ValidUntilMs, 1)), SampleOrders.NowMs));
    }

    [Fact]
    [Trait("row", "I4")]
    public void NeitherARestartNorAClockThatIsSetBackLetsAnOrderInTwice()
    {
        var order = SignedOrder.Parse(SampleOrders.Wire(new StatusOrder(SampleOrders.Agent, 9, SampleOrders.NowMs + 10_000))).Order!;
        var restarted = new OrderGate(SampleOrders.Agent, [SampleOrders.Operator.Account]);
        restarted.Remember(order.Order.Nonce, order.Order.ValidUntilMs);
        Assert.Equal(AgentFault.Replayed, restarted.Take(order, SampleOrders.NowMs));
        var later = SignedOrder.Parse(SampleOrders.Wire(new StatusOrder(SampleOrders.Agent, 10, SampleOrders.NowMs + 80_000))).Order!;
        Assert.Equal(AgentFault.None, restarted.Take(later, SampleOrders.NowMs + 60_000));
        Assert.Equal(AgentFault.Replayed, restarted.Take(order, SampleOrders.NowMs));
    }

    [Fact]
    public void AGateHoldsABoundedNumberAndForgetsWhatCannotComeAgain()
    {
        var gate = new OrderGate(SampleOrders.Agent, [SampleOrders.Operator.Account]);
        SignedOrder Signed(int nonce, long untilMs) => new(new StatusOrder(SampleOrders.Agent, (UInt128)nonce, untilMs), SampleOrders.Operator.Public, new byte[64]) { Hash = default };
        for (var i = 0; i < OrderGate.MaxRemembered; i++)
        {
            Assert.Equal(AgentFault.None, gate.Take(Signed(i, SampleOrders.NowMs + 1000), SampleOrders.NowMs));
        }
        Assert.Equal(AgentFault.TooMany, gate.Take(Signed(-1, SampleOrders.NowMs + 1000), SampleOrders.NowMs));
        var afterwards = SampleOrders.NowMs + 1001 + AgentOrder.MaxValidityMs;
        Assert.Equal(AgentFault.None, gate.Take(Signed(-1, afterwards + 1000), afterwards));
    }
}
