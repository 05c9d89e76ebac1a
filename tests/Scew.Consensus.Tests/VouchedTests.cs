using Scew.Consensus.Tests.Harness;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>f+1 equal attestations are enough to hand a state on and to take it over, and for nothing else.</summary>
public class VouchedTests
{
    private const long Height = 3000;
    private const long View = 3100;
    private static readonly BlockRef Place = new(View, Height, Digest.Of("installed"u8));

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    public void F_plus_one_equal_attestations_are_told_once_and_before_n_minus_f(int size)
    {
        var bench = new Bench(self: new Bench(size: size).Others[0], size: size).Started();
        var block = Executed(bench);
        var state = bench.State(block);
        var told = new List<string>();
        for (var other = 0; other < bench.Others.Length; other++)
        {
            told.Add(string.Join(' ', Attest(bench, state, bench.Others[other]).Where(effect => effect is "vouched 1" or "certified 1")));
            if (bench.Raw.OfType<Vouched>().SingleOrDefault() is { } vouched)
            {
                Assert.Equal((state, bench.Group.MaxFaulty + 1), (vouched.State, vouched.Attestations.Length));
                Assert.All(vouched.Attestations, one => Assert.Equal(state, one.State));
            }
        }
        var expected = new string[bench.Others.Length];
        Array.Fill(expected, "");
        expected[bench.Group.MaxFaulty] = "vouched 1";
        expected[bench.Group.Quorum - 1] = "certified 1";
        Assert.Equal(expected, told);
    }

    [Fact]
    public void Attestations_of_different_states_vouch_for_none()
    {
        var bench = new Bench(self: new Bench(size: 7).Others[0], size: 7).Started();
        var state = bench.State(Executed(bench));
        Attest(bench, state, bench.Others[0]);
        Attest(bench, state, bench.Others[1]);
        Assert.DoesNotContain("vouched 1", Attest(bench, state with { StateRoot = Place.Hash }, bench.Others[2]));
        Assert.DoesNotContain("vouched 1", Attest(bench, state with { StateRoot = Place.Hash }, bench.Others[3]));
        Assert.Contains("vouched 1", Attest(bench, state, bench.Others[4]));
    }

    [Fact]
    [Trait("row", "E1")]
    public void A_state_installed_on_f_plus_one_is_certified_when_n_minus_f_attest_it_and_never_attested_here()
    {
        var bench = Follower();
        var state = Installed();
        var effects = Install(bench, state);
        Assert.Equal((Place, Height, Height - 1), (bench.Replica.Final, bench.Replica.ExecutedHeight, bench.Replica.CertifiedHeight));
        Assert.DoesNotContain(effects, effect => effect.StartsWith("certified", StringComparison.Ordinal) || effect.StartsWith("sign", StringComparison.Ordinal));
        Assert.Contains($"certified {Height}", Attest(bench, state, bench.Others[2]));
        Assert.Equal(Height, bench.Replica.CertifiedHeight);
        Assert.Equal(3, bench.Raw.OfType<Certified>().Single().Attestations.Length);
        Assert.DoesNotContain(bench.Raw, effect => effect is SignAttestation);
    }

    [Fact]
    [Trait("row", "E1")]
    public void Heights_above_an_installed_one_that_stays_uncertified_are_attested_and_certified()
    {
        var bench = Follower();
        Install(bench, Installed());
        var child = Block.Create(
            bench.Group.Genesis, 0, Height + 1, View + 1, Place.Hash, bench.WallMs, [bench.Id("r")], new Justification(bench.Certify(Statement.Notarize(View, Height, Place.Hash)), []));
        bench.Receive(bench.Group.Leader(View + 1), bench.Propose(child));
        bench.Step(new BlockChecked(child.Hash, BlockVerdict.Valid, []));
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(child)));
        bench.Step(new Executed(bench.State(child), null));
        var own = Assert.Single(bench.Raw.OfType<SignAttestation>()).State;
        Assert.Equal(Height + 1, own.Height);
        bench.Step(new AttestationSigned(StandInKeys.Attest(bench.Group, bench.Self, own)));
        Attest(bench, own, bench.Others[0]);
        Assert.Contains($"certified {Height + 1}", Attest(bench, own, bench.Others[1]));
        Assert.Equal(Height - 1, bench.Replica.CertifiedHeight);
    }

    [Fact]
    [Trait("row", "E1")]
    public void After_a_start_on_such_a_state_it_is_still_not_attested_here_and_can_still_be_certified()
    {
        var state = Installed();
        var bench = new Bench(self: new Bench().Others[0], recovered: new Bench().Recovered with
        {
            Final = Place,
            FinalTimeMs = 1,
            Executed = Height,
            Certified = Height - 1,
            Uncertified = [new UncertifiedHeight(state, null) { IsInstalled = true }],
        });
        Assert.DoesNotContain(bench.Replica.Start(bench.Now), effect => effect is SignAttestation);
        Assert.Equal(Height - 1, bench.Replica.CertifiedHeight);
        Attest(bench, state, bench.Others[0]);
        Assert.DoesNotContain($"certified {Height}", Attest(bench, state, bench.Others[1]));
        Assert.Contains($"certified {Height}", Attest(bench, state, bench.Others[2]));
    }

    [Fact]
    [Trait("row", "E3")]
    public void More_than_f_who_vouched_for_another_state_than_the_others_attest_are_found_out()
    {
        var bench = Follower();
        var state = Installed();
        Install(bench, state);
        var other = state with { StateRoot = Digest.Of("true"u8) };
        Assert.Contains($"evidence against {bench.Others[1]}: attestations of {Height}", Attest(bench, other, bench.Others[1]));
        Assert.Null(bench.Replica.HaltReason);
    }

    [Fact]
    [Trait("row", "E3")]
    public void A_state_that_f_plus_one_others_contradict_stops_who_installed_it()
    {
        var bench = new Bench(self: new Bench(size: 7).Others[0], size: 7).Started();
        var state = Installed();
        Install(bench, state);
        var other = state with { StateRoot = Digest.Of("other"u8) };
        foreach (var member in bench.Others[3..6])
        {
            Attest(bench, other, member);
        }
        Assert.Equal($"f+1 members attest another state at height {Height}", bench.Replica.HaltReason);
    }

    private static Bench Follower() => new Bench(self: new Bench().Others[0]).Started();

    private static AttestedState Installed() => new(0, Height, Place.Hash, 1, Digest.Of("state"u8), Digest.Of("results"u8), 0);

    private static string[] Install(Bench bench, AttestedState state) => bench.Step(new StateInstalled(Place, bench.WallMs - 500, null, [], null)
    {
        Vouchers = [.. bench.Others.Take(bench.Group.MaxFaulty + 1).Select(member => StandInKeys.Attest(bench.Group, member, state))],
    });

    private static Block Executed(Bench bench)
    {
        var block = bench.Block(1, null, "r");
        bench.Receive(bench.Others[0], new ChainAnswer([block], bench.Finalization(block), []));
        bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, []));
        bench.Step(new Executed(bench.State(block), null));
        return block;
    }

    private static string[] Attest(Bench bench, AttestedState state, int member) =>
        bench.Receive(member, new AttestationMessage(StandInKeys.Attest(bench.Group, member, state)));
}
