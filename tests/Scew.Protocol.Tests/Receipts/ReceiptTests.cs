using System.Text;
using Scew.Protocol.Accounts;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Tests.Requests;

namespace Scew.Protocol.Tests.Receipts;

public sealed class ReceiptTests
{
    private readonly AccountKeyCache _accounts = new();
    private readonly CachingMemberVerifier _members = new(SampleGroup.Verifier);

    private ProofFault Check(Receipt receipt) => ReceiptCheck.Verify(receipt, SampleGroup.Group, _members, _accounts).Fault;

    [Fact]
    public void AReceiptComesBackFromItsFileAndVerifies()
    {
        var receipt = SampleReceipt.Create();
        var file = receipt.Encode();
        var read = Receipt.Parse([.. file, (byte)'\n']);
        Assert.NotNull(read);
        Assert.Equal(file, read.Encode());
        var check = ReceiptCheck.Verify(read, SampleGroup.Group, _members, _accounts);
        Assert.Equal(ProofFault.None, check.Fault);
        Assert.Equal(new Transfer("a:main", "b:main", 5, null), check.Request!.Payload.Operation);
        Assert.Equal(SampleReceipt.Result, read.ResultJson);
    }

    [Fact]
    public void EveryLieIsNamed()
    {
        var receipt = SampleReceipt.Create();
        var state = receipt.Certified.State;
        var signatures = receipt.Certified.Signatures;
        var otherGroup = SampleRequests.Ann.Request(SampleRequests.Payload(SampleRequests.Transfer()));
        var otherRequest = SampleRequests.Ann.Request(
            new RequestPayload([SampleRequests.Ann.Account], SampleGroup.Group.Genesis, SampleRequests.Nonce, SampleRequests.Transfer(6), SampleRequests.ValidUntil));
        Assert.Equal(ProofFault.Request, Check(receipt with { Request = "x"u8.ToArray() }));
        Assert.Equal(ProofFault.WrongGroup, Check(receipt with { Request = otherGroup }));
        Assert.Equal(ProofFault.Path, Check(receipt with { Request = otherRequest }));
        Assert.Equal(ProofFault.Path, Check(receipt with { Code = "not-owner" }));
        Assert.Equal(ProofFault.Path, Check(receipt with { ResultJson = "{}"u8.ToArray() }));
        Assert.Equal(ProofFault.Path, Check(receipt with { Index = 3 }));
        Assert.Equal(ProofFault.Index, Check(receipt with { Index = 5 }));
        Assert.Equal(ProofFault.Path, Check(receipt with { Path = receipt.Path.RemoveAt(0) }));
        Assert.Equal(ProofFault.Epoch, Check(receipt with { Certified = new CertifiedState(state with { Epoch = 1 }, signatures) }));
        Assert.Equal(ProofFault.Path, Check(receipt with { Certified = new CertifiedState(state with { Height = 8 }, signatures) }));
        Assert.Equal(ProofFault.Signature, Check(receipt with { Certified = new CertifiedState(state with { TimeMs = 8 }, signatures) }));
        Assert.Equal(ProofFault.NoQuorum, Check(SampleReceipt.Create([0, 3])));
        Assert.Equal(ProofFault.Signers, Check(receipt with { Certified = new CertifiedState(state, [signatures[0], signatures[0], signatures[1]]) }));
        Assert.Equal(ProofFault.Signers, Check(receipt with { Certified = new CertifiedState(state, signatures.SetItem(2, signatures[2] with { Signer = 4 })) }));
        Assert.Equal(ProofFault.Signature, Check(receipt with { Certified = new CertifiedState(state, signatures.SetItem(1, signatures[1] with { Signature = signatures[0].Signature })) }));
    }

    [Fact]
    public void NoChangedByteOfAFileIsAccepted()
    {
        var file = SampleReceipt.Create().Encode();
        var random = new Random(3);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = (byte[])file.Clone();
            var at = random.Next(bytes.Length);
            bytes[at] ^= (byte)(1 << random.Next(7));
            Assert.True(Receipt.Parse(bytes) is not { } receipt || Check(receipt) != ProofFault.None, $"byte {at}");
        }
        var text = Encoding.UTF8.GetString(file);
        Assert.Null(Receipt.Parse(Encoding.UTF8.GetBytes(text.Replace(":", ": ", StringComparison.Ordinal))));
        Assert.Null(Receipt.Parse(Encoding.UTF8.GetBytes(text.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal))));
        Assert.Null(Receipt.Parse(Encoding.UTF8.GetBytes(text.Replace("\"result\":{", "\"result\":[", StringComparison.Ordinal))));
        Assert.Null(Receipt.Parse(new byte[Receipt.MaxBytes + 1]));
        for (var length = 0; length < file.Length; length += 3)
        {
            Assert.Null(Receipt.Parse(file.AsSpan(0, length)));
        }
    }

    [Fact]
    public void TheCachingVerifierKeepsPositiveResultsOnlyAndIsBounded()
    {
        var counting = new CountingVerifier();
        var cache = new CachingMemberVerifier(counting, 4);
        var good = new byte[64];
        for (var round = 0; round < 3; round++)
        {
            Assert.True(cache.Verify(1, "a"u8, good));
            Assert.False(cache.Verify(2, "a"u8, good));
            Assert.False(cache.Verify(-1, "a"u8, good));
            Assert.False(cache.Verify(1, "a"u8, good.AsSpan(1)));
        }
        Assert.Equal(4, counting.Calls);
        for (byte i = 0; i < 100; i++)
        {
            Assert.True(cache.Verify(1, [i], good));
            Assert.True(cache.Count <= 4);
        }
    }

    private sealed class CountingVerifier : IMemberVerifier
    {
        public int Calls { get; private set; }

        public bool Verify(int member, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
        {
            Calls++;
            return member == 1;
        }
    }
}
