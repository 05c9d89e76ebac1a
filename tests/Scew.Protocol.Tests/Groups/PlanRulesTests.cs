using System.Text;
using Scew.Protocol.Groups;

namespace Scew.Protocol.Tests.Groups;

/// <summary>Which plans a group follows, and what it says of the others.</summary>
public sealed class PlanRulesTests
{
    private static readonly GenesisDocument Present = SampleGroup.Document;
    private static readonly TestKey[] More = [.. Enumerable.Range(0, 4).Select(static i => new TestKey(120 + i))];

    private static Merchant Merchant(int i) => new($"n{i}", More[i].Public, Digest.Of([(byte)(80 + i)]), $"127.0.0.1:{7150 + i}", $"http://127.0.0.1:{7250 + i}");

    private static GroupPlan Plan(GenesisDocument present, IEnumerable<Merchant> merchants, GroupModules? modules = null)
    {
        var plan = GroupPlan.Unsigned(present.Hash(), present.Epoch, [.. merchants], modules);
        for (var i = 0; i < plan.Merchants.Length; i++)
        {
            if (present.MemberOf(plan.Merchants[i].Account) is null && Array.Find(More, key => key.Public.Equals(plan.Merchants[i].Key)) is { } newcomer)
            {
                plan = plan.With(i, newcomer.Sign(plan.ConsentBytes()));
            }
        }
        return plan;
    }

    [Fact]
    public void MembersAreReplacedAddedAndRemoved()
    {
        var five = Present.In(Plan(Present, [.. Present.Merchants, Merchant(0)]).ToMembership(Present), default);
        Assert.Null(PlanRules.Broken(Plan(Present, [.. Present.Merchants[..3], Merchant(0)]), Present));
        Assert.Null(PlanRules.Broken(Plan(Present, [.. Present.Merchants, Merchant(0)]), Present));
        Assert.Null(PlanRules.Broken(Plan(five, five.Merchants[1..]), five));
        // The address of one that stays.
        Assert.Null(PlanRules.Broken(Plan(Present, [.. Present.Merchants[..3], Present.Merchants[3] with { Url = "https://new.example" }]), Present));
    }

    [Fact]
    public void APlanIsReadAsItWasWritten()
    {
        var plan = SampleEras.Plan;
        Assert.Equal(plan.Text, GroupPlan.Parse(Encoding.UTF8.GetBytes(plan.Text + "\n"))!.Text);
        Assert.Null(GroupPlan.Parse(Encoding.UTF8.GetBytes(plan.Text + " ")));
        Assert.Null(GroupPlan.Parse(new byte[GroupPlan.MaxBytes + 1]));
        // Consents stand beside the plan: newcomers sign one after the other, and it stays the same plan.
        Assert.Equal(plan.Hash(), plan.With(3, new byte[64]).Hash());
        Assert.NotEqual(plan.Hash(), (plan with { Epoch = 1 }).Hash());
    }

    public static TheoryData<string, string> Bad() => new()
    {
        { "another group", "the plan is for group" },
        { "another epoch", "the plan ends epoch 4, and the group is in epoch 0" },
        { "three left", "the plan leaves 3 merchants" },
        { "twice", "two merchants share a name" },
        { "two replaced", "2 are members now with the same key, and 3 have to be" },
        { "four added", "4 are members now with the same key, and 6 have to be" },
        { "nothing", "the plan changes nothing" },
        { "no consent", "the newcomer n0 has not consented" },
        { "false consent", "the consent of n0 does not verify" },
        { "consent of a member", "the plan carries a consent of m0" },
        { "modules out of nothing", "the group has no secure modules" },
        { "bad name", "is not 1 to 128 characters" },
        { "bad url", "the public URL of n0" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void ABadPlanIsNamed(string what, string expected)
    {
        var good = Plan(Present, [.. Present.Merchants[..3], Merchant(0)]);
        var plan = what switch
        {
            "another group" => good with { Genesis = Digest.Of("other"u8) },
            "another epoch" => good with { Epoch = 4 },
            "three left" => Plan(Present, Present.Merchants[..3]),
            "twice" => Plan(Present, [.. Present.Merchants, Present.Merchants[1]]),
            "two replaced" => Plan(Present, [.. Present.Merchants[..2], Merchant(0), Merchant(1)]),
            "four added" => Plan(Present, [.. Present.Merchants, .. Enumerable.Range(0, 4).Select(Merchant)]),
            "nothing" => Plan(Present, Present.Merchants),
            "no consent" => good.With(3, []),
            "false consent" => good.With(3, More[1].Sign(good.ConsentBytes())),
            "consent of a member" => good.With(0, SampleGroup.Keys[0].Sign(good.ConsentBytes())),
            "modules out of nothing" => Plan(Present, [.. Present.Merchants[..3], Merchant(0)], SampleGroup.WithModules.Modules! with { Maker = "m0" }),
            "bad name" => Plan(Present, [.. Present.Merchants[..3], Merchant(0) with { Name = "N" }]),
            _ => Plan(Present, [.. Present.Merchants[..3], Merchant(0) with { Url = "http://n0/path" }]),
        };
        Assert.Contains(expected, PlanRules.Broken(plan, Present), StringComparison.Ordinal);
    }

    [Fact]
    public void WhoeverLeavesTakesAModulesKeyAlongThatNobodySealsToAnyMore()
    {
        var present = SampleGroup.WithModules;
        var kept = present.Modules!;
        var made = new GroupModules([4, .. More[3].Public.X, .. More[3].Public.Y], "m0");
        Assert.Contains("the secure modules keep theirs", PlanRules.Broken(Plan(present, [.. present.Merchants[..3], Merchant(0)], kept), present), StringComparison.Ordinal);
        Assert.Contains("names no key for them", PlanRules.Broken(Plan(present, [.. present.Merchants[..3], Merchant(0)]), present), StringComparison.Ordinal);
        Assert.Null(PlanRules.Broken(Plan(present, [.. present.Merchants[..3], Merchant(0)], made), present));
        Assert.Null(PlanRules.Broken(Plan(present, [.. present.Merchants, Merchant(0)], kept), present));
        // Envelopes are sealed for the epoch in which the key came.
        Assert.Equal(1, Plan(present, [.. present.Merchants[..3], Merchant(0)], made).ToMembership(present).ModulesEpoch);
        Assert.Equal(0, Plan(present, [.. present.Merchants, Merchant(0)], kept).ToMembership(present).ModulesEpoch);
    }
}
