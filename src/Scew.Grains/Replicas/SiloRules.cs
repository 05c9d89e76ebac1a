using Scew.Consensus;

namespace Scew.Grains;

/// <summary>The rules as they are. A silo that was told to lie, in a group for development, does not mind being shown what it signed.</summary>
internal sealed class SiloRules(MerchantContext merchant) : Rules
{
    public override bool NoticesOwnStatements => merchant.Liar is null;
}
