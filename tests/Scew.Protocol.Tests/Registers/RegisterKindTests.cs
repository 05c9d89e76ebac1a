using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Tests.Receipts;
using Scew.Protocol.Tests.Requests;

namespace Scew.Protocol.Tests.Registers;

public sealed class RegisterKindTests
{
    // A kind that was added and that the decoders did not know stopped every replica that stored one.
    [Fact]
    public void EveryKindComesBackAsARegisterAndAsACertifiedRead()
    {
        foreach (var kind in Enum.GetValues<RegisterKind>())
        {
            var key = new RegisterKey(kind, "x");
            var register = new Register(key, 1, "contract", "open", SampleRequests.Ann.Account, [7]);
            Assert.Equal(register, Register.Decode(register.Encode()));
            var read = CertifiedReadTests.Read(key);
            Assert.Equal(key, CertifiedRegister.Parse(read.Encode())?.Key);
        }
    }

    [Fact]
    public void NoOtherKindIsRead()
    {
        var last = (int)Enum.GetValues<RegisterKind>().Max();
        var bytes = new Register(new RegisterKey(RegisterKind.Wallet, "x"), 1, "contract", "open", SampleRequests.Ann.Account, [7]).Encode();
        foreach (var kind in new[] { 0, last + 1, 255 })
        {
            Assert.Null(Register.Decode([(byte)kind, .. bytes[1..]]));
            Assert.Null(CertifiedRegister.Parse(CertifiedReadTests.Read(new RegisterKey((RegisterKind)kind, "x")).Encode()));
        }
    }

    [Fact]
    public void EveryKindHasAGrainKeyOfItsOwn()
    {
        var names = Enum.GetValues<RegisterKind>().Select(kind => new RegisterKey(kind, "x").ToString()).ToArray();
        Assert.Equal(
            ["asset/wallet/x", "asset/machine-asset/x", "asset/issuer/x", "asset/machine/x", "asset/group/x", "asset/variable/x", "asset/paillier-key/x", "asset/encryption-key/x"], names);
    }
}
