using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Tests;

/// <summary>Members approve who orders next; the epoch ends where everybody knows it long before.</summary>
[Trait("row", "A18")]
public sealed class MemberChangeTests : IDisposable
{
    private readonly ECDsa[] _keys = [.. Enumerable.Range(0, 7).Select(static _ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];
    private readonly GenesisDocument _present;
    private readonly TestLedger _ledger;

    public MemberChangeTests()
    {
        _present = new GenesisDocument("street", "AAECAwQFBgcICQoLDA0ODw", false, [.. Enumerable.Range(0, 4).Select(Merchant)], [], GroupParameters.Default);
        _ledger = new TestLedger(ParametersOf(_present));
    }

    private GroupValue Value => GroupValue.Decode(_ledger.Registers[GroupValue.Key].Value)!;

    [Fact]
    public void AQuorumDecidesAndTheEpochEnds32HeightsLater()
    {
        var plan = Plan(0, 1, 2, 4);
        var first = JsonNode.Parse(_ledger.Ok(new GroupPropose(plan.Text), Account(0)))!;
        Assert.Equal((1, 3, 0, plan.Hash().ToString()), ((int)first["approvals"]!, (int)first["needed"]!, (int)first["epoch"]!, (string)first["plan"]!));
        Assert.Null(first["lastHeight"]);
        _ledger.Ok(new GroupApprove(plan.Hash()), Account(1));
        Assert.Null(Value.End);
        Assert.Null(_ledger.State.LastHeight);
        var last = JsonNode.Parse(_ledger.Ok(new GroupApprove(plan.Hash()), Account(3)))!;
        var height = _ledger.State.Head.Height + GroupRules.HeightsAhead;
        Assert.Equal(height, (long)last["lastHeight"]!);
        Assert.Equal(height, _ledger.State.LastHeight);
        Assert.Equal(plan.Merchants.Select(static one => one.Name), Value.End!.Next.Merchants.Select(static one => one.Name));

        while (_ledger.State.Head.Height < height - 1)
        {
            _ledger.Block();
        }
        Assert.Equal(0, Value.Epoch);
        Assert.False(_ledger.State.EpochEnded);
        _ledger.Block(_ledger.Signed(new CreateWallet("late", 0), Account(3)));
        Assert.True(_ledger.State.EpochEnded);
        Assert.Equal((1, null, 0), (Value.Epoch, Value.End, Value.Approvals.Length));
        Assert.True(_ledger.Registers.ContainsKey(new RegisterKey(RegisterKind.Wallet, "late")), "the last block executes like any other");
        Assert.Throws<InvariantException>(() => _ledger.Block());
    }

    [Fact]
    public void TheNextEraGoesOnFromTheSameRegistersWithItsOwnMembers()
    {
        AQuorumDecidesAndTheEpochEnds32HeightsLater();
        var next = _present.In(Value.Present!, new Protocol.Messages.BlockRef(9, _ledger.State.Head.Height, _ledger.State.Head.BlockHash));
        var state = LedgerState.Restore(
            ParametersOf(next), TestLedger.Machines, _ledger.State.Head, _ledger.Registers.Values, _ledger.State.Trees.History, []);
        Assert.Null(state.LastHeight);
        Assert.False(state.EpochEnded);
        Assert.Equal(_ledger.State.Trees.StateRoot, state.Trees.StateRoot);
        Assert.True(state.Parameters.IsMember(Account(4)));
        Assert.False(state.Parameters.IsMember(Account(3)));
        // A restart between the last block and the next era's first one finds that the epoch is over.
        var again = LedgerState.Restore(_ledger.State.Parameters, TestLedger.Machines, _ledger.State.Head, _ledger.Registers.Values, _ledger.State.Trees.History, []);
        Assert.True(again.EpochEnded);
    }

    [Fact]
    public void WhatAnEarlierEpochDecidedEndsNoLaterOne()
    {
        var plan = Plan(0, 1, 2, 4);
        _ledger.Ok(new GroupPropose(plan.Text), Account(0));
        _ledger.Ok(new GroupApprove(plan.Hash()), Account(1));
        _ledger.Ok(new GroupApprove(plan.Hash()), Account(2));
        // This member was away from here on, and is told how the next era began before it has any state of it.
        var next = _present.In(plan.ToMembership(_present), new Protocol.Messages.BlockRef(9, _ledger.State.LastHeight!.Value, Digest.Of("last"u8)));
        var state = LedgerState.Restore(ParametersOf(next), TestLedger.Machines, _ledger.State.Head, _ledger.Registers.Values, _ledger.State.Trees.History, []);
        Assert.Null(state.LastHeight);
        Assert.False(state.EpochEnded);
    }

    [Fact]
    public void ApprovalsOfDifferentPlansDoNotAddUpAndTheLastOneOfAMemberCounts()
    {
        var (one, other) = (Plan(0, 1, 2, 4), Plan(0, 1, 2, 5));
        _ledger.Ok(new GroupPropose(one.Text), Account(0));
        _ledger.Ok(new GroupPropose(other.Text), Account(1));
        _ledger.Ok(new GroupApprove(one.Hash()), Account(2));
        // Twice is once.
        _ledger.Ok(new GroupApprove(one.Hash()), Account(2));
        Assert.Null(Value.End);
        _ledger.Ok(new GroupApprove(other.Hash()), Account(2));
        Assert.Equal((1, 2), (Value.CountOf(one.Hash()), Value.CountOf(other.Hash())));
        _ledger.Ok(new GroupApprove(other.Hash()), Account(3));
        Assert.Equal(other.Hash(), Value.End!.Plan);
    }

    [Fact]
    public void WhoeverMayNotAndWhateverCannotBeIsRefusedAndNothingChanges()
    {
        var plan = Plan(0, 1, 2, 4);
        Assert.Equal(Codes.NotMember, _ledger.Run(new GroupPropose(plan.Text), Account(4)).Code);
        Assert.Equal(Codes.NotMember, _ledger.Run(new GroupApprove(plan.Hash()), TestLedger.Alice).Code);
        Assert.Equal(Codes.UnknownPlan, _ledger.Run(new GroupApprove(plan.Hash()), Account(0)).Code);
        Assert.Equal(Codes.BadPlan, _ledger.Run(new GroupPropose("{}"), Account(0)).Code);
        Assert.Equal(Codes.BadPlan, _ledger.Run(new GroupPropose((plan with { Epoch = 1 }).Text), Account(0)).Code);
        Assert.Equal(Codes.BadPlan, _ledger.Run(new GroupPropose(Plan(0, 1, 2).Text), Account(0)).Code);
        Assert.Empty(_ledger.Registers);
        _ledger.Ok(new GroupPropose(plan.Text), Account(0));
        Assert.Equal(Codes.AlreadyExists, _ledger.Run(new GroupPropose(plan.Text), Account(1)).Code);
        _ledger.Ok(new GroupApprove(plan.Hash()), Account(1));
        _ledger.Ok(new GroupApprove(plan.Hash()), Account(2));
        var decided = _ledger.Registers[GroupValue.Key];
        Assert.Equal(Codes.EpochEnding, _ledger.Run(new GroupPropose(Plan(0, 1, 2, 5).Text), Account(3)).Code);
        Assert.Equal(Codes.EpochEnding, _ledger.Run(new GroupApprove(plan.Hash()), Account(3)).Code);
        Assert.Equal(decided, _ledger.Registers[GroupValue.Key]);
    }

    [Fact]
    public void OneRequestOfSeveralMembersApprovesForEachThatItNames()
    {
        var plan = Plan(0, 1, 2, 4);
        ImmutableArray<Operation> parts = [new GroupPropose(plan.Text) { As = 0 }, new GroupApprove(plan.Hash()) { As = 1 }, new GroupApprove(plan.Hash()) { As = 2 }];
        _ledger.Ok(new Transaction(parts), Account(0), Account(1), Account(2));
        Assert.NotNull(Value.End);
    }

    [Fact]
    public void AnAssetGrainBelievesNoChangeThatTheRulesDoNotLeadTo()
    {
        var plan = Plan(0, 1, 2, 4);
        var rules = _ledger.Rules;
        var outcome = _ledger.Block(_ledger.Signed(new GroupPropose(plan.Text), Account(0)));
        var change = outcome.Changes.Single(static one => one.Key == GroupValue.Key);
        Assert.Null(rules.Validate(change));
        var decided = GroupValue.First.With(Account(0), plan.Hash()) with { End = new EpochEnd(plan.Hash(), 33, plan.ToMembership(_present)) };
        Register After(GroupValue value) => change.After with { Value = value.Encode() };
        Assert.NotNull(rules.Validate(change with { After = After(decided) }));
        Assert.NotNull(rules.Validate(change with { After = After(decided), Causes = [new ChangeCause.PlanApproved(Account(0), plan.Hash(), plan.Text, 1)] }));
        Assert.NotNull(rules.Validate(change with { Causes = [new ChangeCause.PlanApproved(Account(5), plan.Hash(), null, 1)] }));
        Assert.NotNull(rules.Validate(change with { Causes = [new ChangeCause.EpochEnded(1)] }));
        foreach (var one in outcome.Changes)
        {
            var read = RegisterChangeCodec.Decode(RegisterChangeCodec.Encode(one));
            Assert.Equal(RegisterChangeCodec.Encode(one), RegisterChangeCodec.Encode(read!));
        }
    }

    public void Dispose() => Array.ForEach(_keys, static key => key.Dispose());

    private static LedgerParameters ParametersOf(GenesisDocument present) =>
        new(TestLedger.Group, [.. present.Merchants.Select(static one => one.Account)], [], new ValidityWindow(TestLedger.WindowMs, TestLedger.SeveralWindowMs)) { Present = present };

    private Account Account(int i) => Key(i).Account;

    private PublicKey Key(int i)
    {
        var point = _keys[i].ExportParameters(false).Q;
        return PublicKey.Create(point.X, point.Y)!;
    }

    private Merchant Merchant(int i) => new($"m{i}", Key(i), Digest.Of([(byte)i]), $"127.0.0.1:{7000 + i}", $"http://127.0.0.1:{8000 + i}");

    private GroupPlan Plan(params int[] members)
    {
        var plan = GroupPlan.Unsigned(_present.Hash(), 0, [.. members.Select(Merchant)], null);
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i] >= 4)
            {
                plan = plan.With(i, _keys[members[i]].SignData(plan.ConsentBytes(), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
            }
        }
        return plan;
    }
}
