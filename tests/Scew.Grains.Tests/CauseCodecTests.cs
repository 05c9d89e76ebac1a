using Scew.Ledger;
using Scew.Machines;
using Scew.Protocol;

namespace Scew.Grains.Tests;

public sealed class CauseCodecTests
{
    private static readonly Account Someone = new(Digest.Of("someone"u8));
    private static readonly Account Other = new(Digest.Of("other"u8));

    public static TheoryData<ChangeCause> Causes() =>
    [
        new ChangeCause.WalletOpened(Someone, null, 0),
        new ChangeCause.WalletOpened(Someone, Other, 12),
        new ChangeCause.WalletPaid([Someone, Other], long.MaxValue),
        new ChangeCause.WalletReceived(1),
        new ChangeCause.WalletMinted(Someone, 7),
        new ChangeCause.WalletBurned(Someone, [Other], 7),
        new ChangeCause.IssuerMinted(Someone, 9),
        new ChangeCause.IssuerBurned(Someone, 9),
        new ChangeCause.MachineStep(
            "builtin/eshare/1", "offer", MachineValues.Empty.Set("to", Other), new MachineContext(Someone, [Other], 1_790_000_000_000, 5, "drill", Digest.Of("g"u8))),
    ];

    [Theory]
    [MemberData(nameof(Causes))]
    public void A_cause_reaches_the_asset_grain_as_it_was(ChangeCause cause)
    {
        var back = Assert.Single(CauseCodec.Decode(CauseCodec.Encode([cause])));
        Assert.IsType(cause.GetType(), back);
        Assert.Equal(CauseCodec.Encode([cause]), CauseCodec.Encode([back]));
    }

    [Fact]
    public void Every_kind_of_cause_is_covered()
    {
        var kinds = typeof(ChangeCause).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(ChangeCause)));
        var covered = ((IEnumerable<object[]>)Causes()).Select(row => row[0].GetType());
        Assert.Empty(kinds.Except(covered));
    }
}
