using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Tests.Fuzz;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Tests.Groups;

/// <summary>The fourth merchant of <see cref="SampleGroup"/> is replaced: the plan, the register before and after, and the handover with real signatures.</summary>
internal static class SampleEras
{
    public static readonly TestKey Newcomer = new(106);

    public static readonly Merchant NewMerchant = new("m4", Newcomer.Public, Digest.Of([44]), "127.0.0.1:7104", "http://127.0.0.1:7204");

    public static readonly GroupPlan Plan = Consented(GroupPlan.Unsigned(SampleGroup.Document.Hash(), 0, [.. SampleGroup.Document.Merchants[..3], NewMerchant], null));

    public static readonly Membership Next = Plan.ToMembership(SampleGroup.Document);

    public static readonly GroupValue Deciding = GroupValue.First.With(SampleGroup.Keys[2].Account, Plan.Hash()).With(SampleGroup.Keys[0].Account, Plan.Hash())
        with
    { End = new EpochEnd(Plan.Hash(), 40, Next) };

    public static readonly GroupValue After = new(Next, [], null);

    public static readonly Handover Handover = Make(After, [0, 1, 2], [0, 1, 3]);

    /// <summary>The plan with the signature of the newcomer, who stands last.</summary>
    public static GroupPlan Consented(GroupPlan plan) => plan.With(plan.Merchants.Length - 1, Newcomer.SignDeterministic(plan.ConsentBytes()));

    /// <summary>A handover at height 40 with this register, attested by these old members, and taken over by these of the next era (3 is the newcomer).</summary>
    public static Handover Make(GroupValue value, int[] ended, int[] begun, long epoch = 0)
    {
        var genesis = SampleGroup.Group.Genesis;
        var register = new Register(GroupValue.Key, 3, GroupValue.Contract, GroupValue.State, default, value.Encode());
        var trie = StateTrie.Empty.Set(register).Set(Digest.Of("another"u8), Digest.Of("register"u8));
        var history = Digest.Of("history"u8);
        var header = new BlockHeader(epoch, 40, 57, Digest.Of("parent"u8), 1_790_000_000_000, Digest.Of("body"u8), Digest.Of("justification"u8));
        var state = new AttestedState(epoch, 40, header.Hash(genesis), header.TimeMs, StateRoot.Of(trie.Root, history), Digest.Of("results"u8), 0);
        var certified = new CertifiedState(state, [.. ended.Select(member => new MemberSignature(member, SampleGroup.Keys[member].SignDeterministic(state.SigningBytes(genesis))))]);
        var next = (state with { Epoch = epoch + 1 }).SigningBytes(genesis);
        return new Handover(
            new CertifiedRegister(GroupValue.Key, register, trie.Prove(GroupValue.Key.Hash()), history, certified), header,
            [.. begun.Select(member => new MemberSignature(member, (member == 3 ? Newcomer : SampleGroup.Keys[member]).SignDeterministic(next)))]);
    }

    /// <summary>Members with random keys and addresses.</summary>
    public static Membership Random(Prng random) => new(
        random.Below(1000), [.. Enumerable.Range(0, 1 + random.Below(5)).Select(_ => RandomValue.Of<Merchant>(random))],
        random.OneIn(2) ? null : new GroupModules(random.Bytes(65), "m" + random.Below(9)), 0);
}
