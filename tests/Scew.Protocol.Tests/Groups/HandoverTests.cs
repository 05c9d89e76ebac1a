using System.Collections.Immutable;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;

namespace Scew.Protocol.Tests.Groups;

/// <summary>A handover leads to the next era when, and only when, quorums of both eras signed exactly it.</summary>
[Trait("row", "A18")]
public sealed class HandoverTests
{
    private static readonly GenesisDocument Present = SampleGroup.Document;

    [Fact]
    public void AHandoverLeadsToTheMembersThatTheOldOnesAttested()
    {
        var read = Handover.Parse(SampleEras.Handover.Encode());
        Assert.NotNull(read);
        var (fault, next) = read.Follow(Present, complete: true);
        Assert.Equal(HandoverFault.None, fault);
        Assert.Equal(["m0", "m1", "m2", "m4"], next!.Merchants.Select(static one => one.Name));
        Assert.Equal((1, 1, Present.Hash()), (next.Epoch, next.ToGroup().Epoch, next.Hash()));
        Assert.Equal((57, 40, read.Ended.Certified.State.Block), (next.ToGroup().Start.View, next.ToGroup().Start.Height, next.ToGroup().Start.Hash));
        Assert.Equal(Present.Hash(), next.ToGroup().Genesis);
        Assert.Null(next.MemberOf(SampleGroup.Keys[3].Account));
    }

    [Fact]
    public void AFileOfHandoversIsReadWhole()
    {
        var bytes = HandoverFile.Encode([SampleEras.Handover.Encode()]);
        Assert.Equal(SampleEras.Handover.Encode(), Assert.Single(HandoverFile.Parse(bytes)!.Value).Encode());
        Assert.Empty(HandoverFile.Parse(HandoverFile.Encode([]))!.Value);
        Assert.Null(HandoverFile.Parse(bytes.AsSpan(1)));
        Assert.Null(HandoverFile.Parse([.. bytes, (byte)' ']));
    }

    public static TheoryData<string, HandoverFault> Broken() => new()
    {
        { "two old members", HandoverFault.Ended },
        { "an old member twice", HandoverFault.Ended },
        { "the wrong epoch", HandoverFault.Ended },
        { "another register", HandoverFault.Ended },
        { "another view", HandoverFault.Header },
        { "another time", HandoverFault.Header },
        { "the epoch goes on", HandoverFault.Register },
        { "an epoch is left out", HandoverFault.Register },
        { "three members only", HandoverFault.Register },
        { "two new members", HandoverFault.Begun },
        { "new members of the old epoch", HandoverFault.Begun },
        { "the old fourth for the new one", HandoverFault.Begun },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void WhateverIsChangedLeadsNowhere(string what, HandoverFault expected)
    {
        var good = SampleEras.Handover;
        var state = good.Ended.Certified.State;
        var handover = what switch
        {
            "two old members" => SampleEras.Make(SampleEras.After, [0, 1], [0, 1, 3]),
            "an old member twice" => SampleEras.Make(SampleEras.After, [0, 0, 1], [0, 1, 3]),
            "the wrong epoch" => SampleEras.Make(SampleEras.After, [0, 1, 2], [0, 1, 3], epoch: 1),
            "another register" => good with { Ended = good.Ended with { Register = good.Ended.Register! with { Version = 4 } } },
            "another view" => good with { Header = good.Header with { View = 58 } },
            "another time" => good with { Header = good.Header with { TimeMs = good.Header.TimeMs + 1 } },
            "the epoch goes on" => SampleEras.Make(SampleEras.Deciding, [0, 1, 2], [0, 1, 3]),
            "an epoch is left out" => SampleEras.Make(SampleEras.After with { Present = SampleEras.Next with { Epoch = 2 } }, [0, 1, 2], [0, 1, 3]),
            "three members only" => SampleEras.Make(SampleEras.After with { Present = SampleEras.Next with { Merchants = SampleEras.Next.Merchants[..3] } }, [0, 1, 2], [0, 1]),
            "two new members" => SampleEras.Make(SampleEras.After, [0, 1, 2], [0, 3]),
            "new members of the old epoch" => good with { Begun = good.Ended.Certified.Signatures },
            _ => good with { Begun = [.. good.Begun[..2], new MemberSignature(3, SampleGroup.Keys[3].Sign((state with { Epoch = 1 }).SigningBytes(SampleGroup.Group.Genesis)))] },
        };
        Assert.Equal(expected, handover.Follow(Present, complete: true).Fault);
    }

    [Fact]
    public void ASiloFollowsWhatTheOldMembersAttestAloneAndACustomerDoesNot()
    {
        var half = SampleEras.Handover with { Begun = [] };
        Assert.Equal(HandoverFault.None, half.Follow(Present, complete: false).Fault);
        Assert.Equal(HandoverFault.Begun, half.Follow(Present, complete: true).Fault);
    }

    [Fact]
    public void AChainEndsWhereAHandoverDoesNotFollow()
    {
        var (eras, fault) = Handover.Chain(Present, [SampleEras.Handover, SampleEras.Handover], complete: true);
        Assert.Equal((2, HandoverFault.Ended), (eras.Length, fault));
        Assert.Equal(Present, eras[0]);
    }

    [Fact]
    public void EveryFlippedByteIsRefusedOrLeadsNowhere()
    {
        var bytes = SampleEras.Handover.Encode();
        for (var i = 0; i < bytes.Length; i++)
        {
            var flipped = bytes.ToArray();
            flipped[i] ^= 1;
            Assert.True(Handover.Parse(flipped)?.Follow(Present, complete: true).Next is null, $"byte {i}");
        }
    }

    [Fact]
    public void ARegisterIsReadAsItWasWritten()
    {
        ImmutableArray<GroupValue> values = [GroupValue.First, SampleEras.Deciding, SampleEras.After];
        foreach (var value in values)
        {
            Assert.Equal(value.Encode(), GroupValue.Decode(value.Encode())!.Encode());
        }
        Assert.Equal(2, SampleEras.Deciding.CountOf(SampleEras.Plan.Hash()));
        // Who approves another plan does not approve the first one any more.
        Assert.Equal(1, SampleEras.Deciding.With(SampleGroup.Keys[0].Account, Digest.Of("other"u8)).CountOf(SampleEras.Plan.Hash()));
    }
}
