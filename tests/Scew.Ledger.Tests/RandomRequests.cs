using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Scew.Machines.Applications;
using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

/// <summary>Random requests over a small world, so that ids meet, rights are sometimes missing and amounts are often at a limit.</summary>
internal static class RandomRequests
{
    private static readonly Account[] People = [Alice, Bob, Carol, Member, Bank, Mint, Boundless];
    private static readonly string[] Ids = [Own(Alice, "x"), Own(Alice, "y"), Own(Bob, "x"), Own(Carol, "x"), "till", "bank", "mint"];
    private static readonly string[] Tools = [Own(Alice, "drill"), Own(Bob, "saw")];

    private static readonly Gen<string> Id = Gen.Elements(Ids);
    private static readonly Gen<Account> Anybody = Gen.Elements(People);
    private static readonly Gen<long> Amount = Gen.Frequency(
        (12, Gen.Choose(1, 60).Select(value => (long)value)),
        (4, Gen.Elements(0L, 1, 100, 200, 499, 500, 501, IssuerLimit)),
        (1, Gen.Elements(-1L, long.MaxValue, long.MaxValue - 100, long.MinValue, -50)));

    private static readonly Gen<int?> As = Gen.Frequency((9, Gen.Constant((int?)null)), (2, Gen.Choose(0, 2).Select(index => (int?)index)));

    private static readonly Gen<ImmutableArray<Account>> By = Gen.Choose(1, 3).SelectMany(count => Gen.Shuffle(People).Select(people => people.Take(count).ToImmutableArray()));

    private static readonly Gen<TransferLeg> Leg =
        from @from in Id
        from to in Id
        from amount in Amount
        from named in Gen.Frequency((7, Gen.Constant((Account?)null)), (1, Anybody.Select(account => (Account?)account)))
        select new TransferLeg(@from, to, amount, named);

    private static readonly Gen<Compare> Comparison =
        from id in Id
        from comparison in Gen.Choose(1, 6)
        from amount in Amount
        select new Compare(id, (Comparison)comparison, amount);

    private static readonly Gen<Operation> Update = Narrowed(Gen.Frequency(
        (6, Leg.Select(Operation (leg) => new Transfer(leg.From, leg.To, leg.Amount, leg.ToOwner))),
        (2, ArrayOf(Leg, 1, 4).Select(Operation (legs) => new AtomicTransfer(legs))),
        (2, Gen.Zip(Id, Amount).Select(Operation (pair) => new Sum(pair.Item1, pair.Item2))),
        (1, Gen.Zip(Id, Amount).Select(Operation (pair) => new Sum(pair.Item1, pair.Item2 == long.MinValue ? 0 : -pair.Item2))),
        (1, Gen.Zip(Id, Amount).Select(Operation (pair) => new SetValue(pair.Item1, pair.Item2)))));

    private static readonly Gen<Operation> Simple = Gen.Frequency(
        (12, Update),
        (4, Narrowed(Gen.Zip(Id, Gen.Frequency((3, Gen.Constant(0L)), (1, Amount))).Select(Operation (pair) => new CreateWallet(pair.Item1, pair.Item2)))),
        (4, Narrowed(Asset())),
        (1, Id.Select(Operation (id) => new Balance(id))),
        (1, Id.Select(Operation (id) => new Get(id))),
        (1, Comparison.Select(Operation (compare) => compare)),
        (1, Gen.Zip(Gen.Elements(null, "bank", "m"), Gen.Choose(1, 4)).Select(Operation (pair) => new LedgerPage(pair.Item1, pair.Item2))),
        (1, Gen.Zip(ArrayOf(Id, 1, 5), Amount).Select(Operation (pair) => new GetRange(pair.Item1, 0, pair.Item2))),
        (2, Gen.Zip(Comparison, ArrayOf(Update, 1, 3)).Select(Operation (pair) => new ConditionalUpdate(pair.Item1, pair.Item2))));

    private static readonly Gen<Operation> Any = Gen.Frequency(
        (5, Simple), (1, Narrowed(ArrayOf(Simple, 1, 5).Select(Operation (parts) => new Transaction(parts)))));

    /// <summary>A log that begins with the wallets and goes on at random; ids differ, all are valid for a minute from <paramref name="nowMs"/>.</summary>
    public static Gen<ImmutableArray<SignedRequest>> Log(int count, long nowMs) =>
        ArrayOf(Gen.Zip(By, Any), count, count).Select(pairs => Opening().Concat(pairs)
            .Select((pair, index) => Request(index, nowMs + 60_000, pair.Item2, pair.Item1)).ToImmutableArray());

    /// <summary>The log cut into blocks.</summary>
    public static Gen<ImmutableArray<ImmutableArray<SignedRequest>>> Cut(ImmutableArray<SignedRequest> log) =>
        ArrayOf(Gen.Choose(0, 9), log.Length, log.Length).Select(sizes =>
        {
            var blocks = ImmutableArray.CreateBuilder<ImmutableArray<SignedRequest>>();
            for (int at = 0, i = 0; at < log.Length; i++)
            {
                var size = i + 1 < sizes.Length ? Math.Min(sizes[i], log.Length - at) : log.Length - at;
                blocks.Add(log.Slice(at, size));
                at += size;
            }
            return blocks.ToImmutable();
        });

    private static IEnumerable<(ImmutableArray<Account>, Operation)> Opening()
    {
        foreach (var (account, id) in new[] { (Alice, Ids[0]), (Bob, Ids[2]), (Member, "till"), (Bank, "bank") })
        {
            yield return ([account], new CreateWallet(id, 0));
            yield return ([Bank], new Sum(id, 200));
        }
    }

    private static Gen<ImmutableArray<T>> ArrayOf<T>(Gen<T> item, int min, int max) =>
        Gen.Choose(min, max).SelectMany(count => item.ListOf(count)).Select(items => items.ToImmutableArray());

    private static Gen<Operation> Narrowed(Gen<Operation> operation) => Gen.Zip(operation, As).Select(pair => pair.Item1 with { As = pair.Item2 });

    private static Gen<Operation> Asset() => Gen.Frequency(
        (3, Gen.Elements(Tools).Select(Operation (id) => AssetTests.Create(id, EShare.Name))),
        (4, from id in Gen.Elements(Tools)
            from to in Anybody
            from until in Gen.Elements(5L, 1_000_000_000)
            select (Operation)new AssetTransition(
                id, "offer", AssetTests.Input(("to", new MachineValue.AccountRef(to)), ("until", new MachineValue.Time(until))))),
        (4, Gen.Zip(Gen.Elements(Tools), Gen.Elements("create", "giveBack", "retire", "sell", "offer")).Select(
            Operation (pair) => new AssetTransition(pair.Item1, pair.Item2, AssetTests.Input()))));
}
