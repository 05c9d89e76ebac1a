using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Scew.Silo.Limits;

namespace Scew.Grains.Tests.Edge;

/// <summary>A server that stops is not held up by connections that are slow to shake hands, to ask or to listen.</summary>
public sealed class ConnectionGateTests
{
    [Fact]
    public async Task WhatIsLeftAtTheEndIsCutAndWhatComesLaterToo()
    {
        using var cut = new CancellationTokenSource();
        var gate = new RequestGate(new SiloLimits()).Connections(10, NullLogger.Instance, cut.Token);
        await using var slow = new DefaultConnectionContext();
        await using var late = new DefaultConnectionContext();
        var serve = gate.Guard(static connection =>
        {
            var closed = new TaskCompletionSource();
            connection.ConnectionClosed.Register(closed.SetResult);
            return closed.Task;
        });
        var serving = serve(slow);
        Assert.False(serving.IsCompleted);
        Assert.Equal(1, gate.Connections);
        await cut.CancelAsync();
        await serving;
        await serve(late);
        Assert.Equal(0, gate.Connections);
    }
}
