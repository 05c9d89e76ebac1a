using System.Collections.Immutable;
using Scew.Keys;
using Scew.Ledger;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Grains.Tests;

/// <summary>A result is to be found in memory until it is to be found on disk.</summary>
public sealed class ReceiptBookTests : IDisposable
{
    private const long StartMs = 1_790_000_000_000;

    private readonly SigningKey[] _keys = [.. Enumerable.Range(0, 4).Select(_ => SigningKey.Create())];
    private readonly LinkKey _link = LinkKey.Create();
    private readonly MerchantContext _merchant;
    private readonly ReceiptBook _book;
    private readonly LedgerState _ledger;

    public ReceiptBookTests()
    {
        var merchants = _keys.Select((key, i) => new Merchant($"m{i}", key.PublicKey, _link.Pin, $"127.0.0.1:{1000 + i}", $"http://127.0.0.1:{2000 + i}"));
        var document = new GenesisDocument("test", new string('A', 22), true, [.. merchants], [], GroupParameters.Default);
        _merchant = new MerchantContext(GenesisFile.Unsigned(document), _keys[0], _link.Certificate, Digest.Of([1]));
        _book = new ReceiptBook(_merchant, new RequestBook(TimeProvider.System), new LedgerEvents());
        _ledger = LedgerState.Genesis(_merchant.LedgerParameters, MachineCatalog.Shipped);
    }

    [Fact]
    public void A_result_stays_in_memory_while_the_disk_stalls_and_leaves_it_when_it_is_flushed()
    {
        var request = Request();
        var first = Execute(request);
        Certify(first);
        for (var i = 0; i < 3 * ReceiptBook.KeptHeights; i++)
        {
            Execute();
        }
        var receipt = Receipt.Parse(_book.Find(request.Id)!.Receipt!);
        Assert.Equal((Codes.Ok, 1L), (receipt!.Code, receipt.Certified.State.Height));
        Assert.True(_book.IsExecuted(request.Id));

        _merchant.Flushed(1);
        Execute();
        Assert.False(_book.IsExecuted(request.Id));
        Assert.Null(_book.Find(request.Id));
        Assert.Null(_book.AttestationsOf(1));
    }

    [Fact]
    public void A_certificate_of_a_forgotten_height_is_not_kept()
    {
        var first = Execute(Request());
        for (var i = 0; i < ReceiptBook.KeptHeights; i++)
        {
            Execute();
        }
        _merchant.Flushed(2);
        var last = Execute();
        Certify(first);
        Certify(last);
        Assert.Null(_book.AttestationsOf(first.Height));
        Assert.NotNull(_book.AttestationsOf(last.Height));
    }

    public void Dispose()
    {
        Array.ForEach(_keys, key => key.Dispose());
        _link.Dispose();
    }

    private SignedRequest Request()
    {
        using var customer = SigningKey.Create();
        var create = new CreateWallet(IdRules.OwnPrefix(customer.Account) + ":points", 0);
        return RequestSigner.Sign(_merchant.Group.Genesis, create, StartMs + 60_000, customer).Request!;
    }

    private BlockOutcome Execute(params ImmutableArray<SignedRequest> requests)
    {
        var height = _ledger.Head.Height + 1;
        var execution = _ledger.Begin(new BlockInput(height, Digest.Of(BitConverter.GetBytes(height)), StartMs + height, 0, requests));
        var outcome = Assert.IsType<ExecutionStep.Done>(execution.Step).Outcome;
        _ledger.Commit(outcome);
        _book.Executed(requests, outcome);
        return outcome;
    }

    private void Certify(BlockOutcome outcome) =>
        _book.Certified(outcome.Attested, [.. _keys.Take(3).Select((key, i) => new Protocol.Ordering.Attestation(outcome.Attested, i, key.Sign(outcome.Attested.SigningBytes(_merchant.Group.Genesis))))]);
}
