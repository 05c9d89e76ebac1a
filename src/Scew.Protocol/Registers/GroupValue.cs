using System.Collections.Immutable;
using Scew.Protocol.Codec;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;

namespace Scew.Protocol.Registers;

/// <summary>A member's approval of a plan.</summary>
public readonly record struct PlanApproval(Account Member, Digest Plan);

/// <summary>A plan that a quorum approved: block <paramref name="LastHeight"/> is the last one of the epoch, and <paramref name="Next"/> order after it.</summary>
public sealed record EpochEnd(Digest Plan, long LastHeight, Membership Next);

/// <summary>
/// The value of the register that says who orders together: the members of this era (null in epoch 0, where genesis names them), approvals of plans in order of the members'
/// accounts, and the end of the epoch once it is decided.
/// </summary>
public sealed record GroupValue(Membership? Present, ImmutableArray<PlanApproval> Approvals, EpochEnd? End)
{
    /// <summary>The contract's name.</summary>
    public const string Contract = "group";

    /// <summary>Its only state.</summary>
    public const string State = "open";

    /// <summary>The register's id.</summary>
    public const string Id = "members";

    /// <summary>Its key.</summary>
    public static RegisterKey Key { get; } = new(RegisterKind.Group, Id);

    /// <summary>Epoch 0, nothing approved.</summary>
    public static GroupValue First { get; } = new(null, [], null);

    /// <summary>The epoch.</summary>
    public long Epoch => Present?.Epoch ?? 0;

    /// <summary>The register of an open plan's text.</summary>
    public static RegisterKey PlanKey(Digest plan) => new(RegisterKind.Group, "plan/" + plan);

    /// <summary>The same where <paramref name="member"/> approves this plan and no other.</summary>
    public GroupValue With(Account member, Digest plan) =>
        this with { Approvals = [.. Approvals.RemoveAll(one => one.Member == member).Add(new PlanApproval(member, plan)).OrderBy(static one => one.Member)] };

    /// <summary>How many members approve a plan.</summary>
    public int CountOf(Digest plan) => Approvals.Count(one => one.Plan == plan);

    /// <summary>The register's bytes: flag and members, count and approvals, flag and plan, last height, next members.</summary>
    public byte[] Encode()
    {
        var writer = new CodecWriter(1024);
        writer.Flag(Present is not null);
        Present?.Encode(writer);
        writer.U32(Approvals.Length);
        foreach (var approval in Approvals)
        {
            writer.Digest(approval.Member.Thumbprint);
            writer.Digest(approval.Plan);
        }
        writer.Flag(End is not null);
        if (End is not null)
        {
            writer.Digest(End.Plan);
            writer.Counter(End.LastHeight);
            End.Next.Encode(writer);
        }
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static GroupValue? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var present = reader.Flag() ? Membership.Decode(ref reader) : null;
        var count = reader.Count(Certificate.MaxMembers, 2 * Digest.SizeBytes);
        var approvals = ImmutableArray.CreateBuilder<PlanApproval>(count);
        for (var i = 0; i < count; i++)
        {
            var approval = new PlanApproval(new Account(reader.Digest()), reader.Digest());
            if (i > 0 && approvals[i - 1].Member >= approval.Member)
            {
                return null;
            }
            approvals.Add(approval);
        }
        var end = reader.Flag() ? new EpochEnd(reader.Digest(), reader.Counter(), Membership.Decode(ref reader)) : null;
        return reader.Complete ? new GroupValue(present, approvals.ToImmutable(), end) : null;
    }
}

/// <summary>The register of a proposed plan: its text, as the member that owns it signed it.</summary>
public static class PlanText
{
    /// <summary>The contract's name.</summary>
    public const string Contract = "plan";

    /// <summary>Its only state.</summary>
    public const string State = "proposed";
}
