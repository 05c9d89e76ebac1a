using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;

namespace Scew.Client.Eras;

/// <summary>One era of a group: its members, and how their signatures are checked. Only <see cref="GroupEras"/> makes one, from a proof.</summary>
public sealed class Era
{
    internal Era(GenesisDocument document)
    {
        var members = document.CreateVerifier();
        Invariant.Require(members is not null, "the members of an era have keys on the curve");
        Document = document;
        Group = document.ToGroup();
        Members = new CachingMemberVerifier(members);
    }

    /// <summary>The group as it is in this era: merchants, addresses, the modules' key.</summary>
    public GenesisDocument Document { get; }

    /// <summary>The group as the ordering protocol sees it in this era.</summary>
    public Group Group { get; }

    /// <summary>The members' signatures, with a cache of what verified.</summary>
    public IMemberVerifier Members { get; }

    /// <summary>The epoch.</summary>
    public long Epoch => Document.Epoch;

    /// <summary>A member's name by its place, or its number when there is none.</summary>
    public string NameOf(int member) => member >= 0 && member < Document.Merchants.Length
        ? Document.Merchants[member].Name
        : "#" + member.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
