using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Requests;

namespace Scew.Keys.Tests;

public class DevKeysTests
{
    // Computed by a separate program (HKDF, the curve and the thumbprint written out in Python).
    [Theory]
    [InlineData(false, "customer/alice", "AHZy8aFUWieTsOQRg9JN3G-WB8vktLr_OLnjmNhmw9o", "illKGjLwQgkevtgPImJ740y4LW8erzhuKPAxrp3Dk_U", "9OfMfT7BgjOPI32TCjRKmw")]
    [InlineData(false, "merchant/1", "mwez4_DaI9zy1C2mih1jSARLq0IZ5ozmWtnFTI_a0yE", "R2fFzVIQU8v8vsIf4sU50S5lrOB5mmbBSVxPfxvEffM", "OU6I_I2ZC3R0-4qGYQ5uBQ")]
    [InlineData(true, "customer/alice", "tCDmWOBSMjXYCkWGEvceux3jn3P0BvnKOhw6CR7C8nk", "LNuAgWuc68znNsX0tO0RkbPD5alClhBhSlobAPwAPIY", "BdDk_bh8frzXX3-naQdy-w")]
    [InlineData(true, "merchant/1", "DCgTMOIYzgcy7R5-GboOFf8fLpKWb7lzfZRqnw1tmY0", "UZ68YKKiE0QMvGAPyVU5bViue-RXaPgrDjxabJq1RHE", "CDX04nH-kVRb1Dvm7yf8Ig")]
    public void A_seed_and_a_label_give_the_same_keys_forever(bool counting, string label, string account, string pin, string salt)
    {
        var dev = counting ? new DevKeys([.. Enumerable.Range(0, 32).Select(i => (byte)i)]) : DevKeys.FromNumber(1);
        using var signing = dev.Signing(label);
        using var link = dev.Link(label);
        Assert.Equal(account, signing.Account.ToString());
        Assert.Equal(pin, link.Pin.ToString());
        Assert.Equal(salt, dev.Salt(label));
        Assert.True(signing.IsDev && link.IsDev && PayloadCodec.IsNonce(salt));
    }

    [Fact]
    public void Labels_and_seeds_give_different_keys()
    {
        var accounts = new HashSet<Account>();
        for (var i = 0UL; i < 8; i++)
        {
            foreach (var label in (string[])["a", "b", "", "a/1"])
            {
                using var key = DevKeys.FromNumber(i).Signing(label);
                Assert.True(accounts.Add(key.Account));
            }
        }
    }

    [Fact]
    [Trait("row", "I13")]
    public void A_key_from_a_seed_is_refused_outside_development()
    {
        var genesis = new GenesisDocument("real", Nonce.Create(), false, ImmutableArray<Merchant>.Empty, [], GroupParameters.Default);
        Assert.Contains("not marked dev", DevKeys.Refusal(genesis, true), StringComparison.Ordinal);
        Assert.Null(DevKeys.Refusal(genesis, false));
        Assert.Null(DevKeys.Refusal(genesis with { Dev = true }, true));
    }
}
