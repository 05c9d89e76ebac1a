using System.Text;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Sealed;

/// <summary>Operations on encrypted integers: the page writes the canonical JSON that a merchant decodes to the same operation.</summary>
public class OperationTests
{
    private static readonly Account Ann = new(Digest.Of([1]));
    private static readonly Account Ben = new(Digest.Of([2]));
    private static readonly byte[] Record = SealedKeys.Noise(105, 1);
    private static readonly byte[] Ciphertext = SealedKeys.Noise(512, 2);
    private static readonly byte[] Token = SealedKeys.Noise(281, 3);

    [Fact]
    public async Task Every_operation_is_written_as_merchants_read_it()
    {
        await using var page = await EnvelopePage.OpenAsync();
        const string Add = "homo-add-int", Ope = "homo-ope-int";
        foreach (var (name, argument, expected) in new (string, object, Operation)[]
        {
            ("createVariable", new { Contract = Add, Id = "a:b", Key = "a:key", Record = Ciphertext }, new CreateVariable("a:b", VariableType.Additive, "a:key", Ciphertext, [], [])),
            ("createVariable", new { Contract = Ope, Id = "a:b", Key = "a:b.k2", Record, Writers = new[] { Ann.ToString(), Ben.ToString() }, Readers = new[] { Ben.ToString() } },
                new CreateVariable("a:b", VariableType.Ordered, "a:b.k2", Record, [Ann, Ben], [Ben])),
            ("setRecord", new { Contract = Ope, Id = "a:b", Key = "a:b", Record }, new SetRecord("a:b", VariableType.Ordered, "a:b", Record, null)),
            ("setRecord", new { Contract = Add, Id = "a:b", Key = "a:b", Record = Ciphertext, Expected = Digest.Of([9]).ToArray() }, new SetRecord("a:b", VariableType.Additive, "a:b", Ciphertext, Digest.Of([9]))),
            ("sumAdditive", new { Id = "a:b", Key = "a:key", Addend = Ciphertext }, new SumAdditive("a:b", "a:key", Ciphertext)),
            ("sumOrdered", new { Id = "a:b", Key = "a:b" }, new SumOrdered("a:b", "a:b")),
            ("compareOrdered", new { Id = "a:b", Operator = "<=", Token }, new CompareOrdered("a:b", Comparison.LessOrEqual, Token)),
            ("compareAdditive", new { Id = "a:b", Bits = 3072 }, new CompareAdditive("a:b", 3072)),
            ("rangeOrdered", new object[] { new { Id = "a:b", Low = Token, High = Record }, new { Id = "a:a", Low = Record, High = Token } },
                new RangeOrdered([new OrderedBounds("a:b", Token, Record), new OrderedBounds("a:a", Record, Token)])),
            ("rangeAdditive", new { Ids = new[] { "a:b", "a:a" }, Bits = 2048 }, new RangeAdditive(["a:b", "a:a"], 2048)),
            ("createKeyRegister", new { Id = "a:key", PublicKey = Ciphertext, Proof = Record, Sealed = Token }, new KeyCreate("a:key", Ciphertext, Record, Token)),
        })
        {
            var written = await page.CallAsync<byte[]>(EnvelopePage.Module, "operation", name, argument);
            Assert.Equal(Encoding.UTF8.GetString(PayloadCodec.EncodeOperation(expected)), Encoding.UTF8.GetString(written));
            Assert.NotNull(PayloadCodec.DecodeOperation(written));
        }
    }
}
