using Scew.Client.Submission;
using Scew.Protocol;

namespace Scew.Client.Tests.Submission;

public sealed class OutboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-outbox-").FullName;

    [Fact]
    public void ARequestStaysUntilItsReceiptIsThere()
    {
        var id = Digest.Of("request"u8);
        new Outbox(_folder).Keep(id, "wire"u8);
        var reopened = new Outbox(_folder);
        Assert.Equal(id, Assert.Single(reopened.PendingIds()));
        Assert.Equal("wire"u8.ToArray(), reopened.Pending(id));
        reopened.Settle(id, "receipt"u8);
        Assert.Empty(reopened.PendingIds());
        Assert.Equal(id, Assert.Single(reopened.ReceiptIds()));
        Assert.Equal("receipt"u8.ToArray(), reopened.Receipt(id));
    }

    [Fact]
    public void KeepingAgainDoesNotReplaceTheBytes()
    {
        var outbox = new Outbox(_folder);
        var id = Digest.Of("request"u8);
        outbox.Keep(id, "first"u8);
        outbox.Keep(id, "second"u8);
        Assert.Equal("first"u8.ToArray(), outbox.Pending(id));
    }

    [Fact]
    public void WhatWasNeverExecutedIsNoReceipt()
    {
        var outbox = new Outbox(_folder);
        var id = Digest.Of("request"u8);
        outbox.Keep(id, "wire"u8);
        outbox.Bury(id, "proof"u8);
        Assert.Empty(outbox.PendingIds());
        Assert.Empty(outbox.ReceiptIds());
        Assert.Equal("proof"u8.ToArray(), outbox.NeverExecuted(id));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
