using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Fuzz;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

/// <summary>
/// What an operation comes to, down to the sentence of a refusal, is what merchants sign. In the middle of an upgrade two versions run beside each other, so it stays as it is for ever: who wants another meaning brings
/// another operation, which the older program does not decode and so never executes. A changed hash here is such a change of meaning.
/// </summary>
public sealed class PinnedMeaningTests
{
    private const int Requests = 4000;
    private const string Pinned = "gPoa8gLEC6GX3GZ4ePd9lLpvuhgM0hrnro-Q9smM6lY";

    private const string Jar = """
        machine Jar "keeps a count"
        value count: amount, until: time
        states Start, Open, Shut
        final Shut
        transition open: Start -> Open (count: amount)
          effect count := input.count, until := now + 1m
        transition take: Open -> Open (amount: amount)
          by owner else "only the owner takes"
          guard count >= input.amount else "not so much"
          effect count := count - input.amount
          event Taken(amount: input.amount)
        transition shut: Open -> Shut
          automatic when now >= until

        """;

    private static readonly Account[] People = [Alice, Bob, Carol, Member, Bank, Mint, Boundless];
    private static readonly string[] Wallets = [Own(Alice, "x"), Own(Bob, "x"), Own(Carol, "x"), "till", "bank", "nobody", "Bad Id"];
    private static readonly string[] Assets = [Own(Alice, "drill"), Own(Bob, "saw"), Own(Alice, "jar"), Own(Bob, "jar")];
    private static readonly long[] Amounts = [0, 1, 2, 3, 10, 50, 200, 499, 500, 501, IssuerLimit, long.MaxValue, -1, long.MinValue];

    [Fact]
    [Trait("row", "E8")]
    public void WhatOperationsComeToIsWhatItWas()
    {
        var ledger = new TestLedger();
        var random = new Prng(20_261_122);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (by, operation) in Opening().Concat(Enumerable.Range(0, Requests).Select(_ => (Signers(random), Any(random)))))
        {
            var outcome = ledger.BlockAt(ledger.NowMs + 1 + random.Below(3000), ledger.Signed(operation, by));
            var result = outcome.Results.Single().Result;
            hash.AppendData(Encoding.UTF8.GetBytes(result.Code));
            hash.AppendData(result.Json);
            hash.AppendData(outcome.StateRoot.ToArray());
            codes[result.Code] = codes.GetValueOrDefault(result.Code) + 1;
        }
        // It pins only what it reaches.
        Assert.True(codes.Count >= 20 && codes["ok"] > Requests / 8, string.Join(", ", codes));
        var found = Base64Url.Encode(hash.GetHashAndReset());
        Assert.True(found == Pinned, $"what some operation comes to has changed: {found}. Where merchants may run the program from before, bring another operation instead; otherwise put this hash in the place of the old one");
    }

    /// <summary>A machine that ships under a new name would be refused by an older program and run by a newer one: machines of applications come by <c>machine.deploy</c>, whose text is in the ledger.</summary>
    [Fact]
    [Trait("row", "E8")]
    public void NoMachineShipsThatOlderProgramsDoNotHave() => Assert.Equal(["builtin/eshare/1"], MachineCatalog.Shipped.Machines.Select(static machine => machine.Name));

    private static IEnumerable<(ImmutableArray<Account> By, Operation Operation)> Opening()
    {
        foreach (var (account, id) in new[] { (Alice, Wallets[0]), (Bob, Wallets[1]), (Member, "till"), (Bank, "bank") })
        {
            yield return ([account], new CreateWallet(id, 0));
            yield return ([Bank], new Sum(id, 200));
        }
        yield return ([Alice], new MachineDeploy(Jar));
        yield return ([Alice], new MachineDeploy("machine Trap\nstates Start, Caught\ntransition go: Start -> Caught\n"));
        yield return ([Bob], new MachineDeploy("machine nothing at all"));
        yield return ([Member], new GroupPropose("{}"));
        yield return ([Bob], new GroupApprove(Group));
    }

    private static ImmutableArray<Account> Signers(Prng random) => [.. Enumerable.Range(0, 1 + random.Below(2)).Select(_ => random.Pick(People)).Distinct()];

    private static Operation Any(Prng random)
    {
        Operation any = random.Below(8) switch
        {
            0 => new Transaction([.. Enumerable.Range(0, 1 + random.Below(4)).Select(_ => Simple(random))]),
            1 => new ConditionalUpdate(Comparing(random), [.. Enumerable.Range(0, 1 + random.Below(3)).Select(_ => Update(random))]),
            _ => Simple(random),
        };
        return any with { As = random.Below(8) == 0 ? random.Below(3) : null };
    }

    private static Operation Simple(Prng random) => random.Below(12) switch
    {
        0 => new CreateWallet(random.Pick(Wallets), random.Below(3) == 0 ? random.Pick(Amounts) : 0),
        1 => new Balance(random.Pick(Wallets)),
        2 => new Get(random.Pick(Wallets)),
        3 => Comparing(random),
        4 => new LedgerPage(random.Below(2) == 0 ? null : "c", 1 + random.Below(5)),
        5 => new GetRange([.. Wallets.Take(1 + random.Below(5))], 0, random.Pick(Amounts)),
        6 => AssetTests.Create(random.Pick(Assets), EShare.Name),
        7 => new AssetCreate(random.Pick(Assets), random.Below(4) == 0 ? "builtin/eshare/2" : MachineText.NameOf(Jar), AssetTests.Input(("count", new MachineValue.Int(random.Below(90))))),
        8 => new AssetTransition(random.Pick(Assets), random.Below(2) == 0 ? "take" : "open", AssetTests.Input(("amount", new MachineValue.Int(random.Below(60))))),
        9 => new AssetTransition(random.Pick(Assets), random.Pick(["offer", "giveBack", "retire", "sell"]), AssetTests.Input()),
        10 => new AssetTransition(random.Pick(Assets), "offer", AssetTests.Input(("to", new MachineValue.AccountRef(random.Pick(People))), ("until", new MachineValue.Time(random.Pick(Amounts))))),
        _ => Update(random),
    };

    private static Operation Update(Prng random) => random.Below(5) switch
    {
        0 => new Sum(random.Pick(Wallets), random.Pick(Amounts)),
        1 => new SetValue(random.Pick(Wallets), random.Pick(Amounts)),
        2 => new AtomicTransfer([.. Enumerable.Range(0, 1 + random.Below(3)).Select(_ => Leg(random))]),
        _ => Leg(random) is var leg ? new Transfer(leg.From, leg.To, leg.Amount, leg.ToOwner) : null!,
    };

    private static TransferLeg Leg(Prng random) => new(random.Pick(Wallets), random.Pick(Wallets), random.Pick(Amounts), random.Below(6) == 0 ? random.Pick(People) : null);

    private static Compare Comparing(Prng random) => new(random.Pick(Wallets), (Comparison)(1 + random.Below(6)), random.Pick(Amounts));
}
