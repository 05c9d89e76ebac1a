using Scew.Keys;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Storage;
using Scew.Storage.Tests.Postgres;
using Xunit.Abstractions;

namespace Scew.Grains.Tests.Transfers;

/// <summary>One log of signed requests, executed by two merchants' grains of which one writes to SQLite and one to PostgreSQL: 2,000 requests, with <c>SCEW_LONG=D14</c> 10,000.</summary>
public sealed class EquivalenceTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const long StartMs = 1_790_000_000_000;
    private const int Requests = 20;
    private const int Wallets = 60;
    private const int Checkpoint = 25;
    private static readonly int Heights = Environment.GetEnvironmentVariable("SCEW_LONG")?.Split(',').Contains("D14") == true ? 500 : 100;
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-equal-").FullName;
    private readonly PostgresCluster _cluster = new();
    private readonly TestGroup _group = new();
    private readonly SigningKey _customer = SigningKey.Create();
    private readonly Random _random = new(14);

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose()
    {
        _group.Dispose();
        _customer.Dispose();
    }

    [Fact]
    [Trait("row", "D14")]
    public async Task TheSameLogLeavesTheSameRootsAtEveryCheckpointAndAfterARestart()
    {
        Make();
        var address = await _cluster.NewDatabaseAsync();
        await PostgresReplicaStore.InitializeAsync(address, _group.Group.Genesis, 1);
        var one = await TestMerchant.StartAsync(_group, 0, Path.Combine(_folder, "0"));
        var other = await TestMerchant.StartAsync(_group, 1, await PostgresReplicaStore.OpenAsync(address, _group.Group.Genesis, 1));
        var codes = new SortedSet<string>(StringComparer.Ordinal);
        for (var height = 1; height <= Heights; height++)
        {
            Assert.Equal(await one.ExecuteAsync(height - 1), await other.ExecuteAsync(height - 1));
            if (height % Checkpoint == 0)
            {
                await Task.WhenAll(one.FlushAsync(), other.FlushAsync());
                codes.UnionWith(await SameOnDiskAsync(one.Store, other.Store, height));
            }
        }
        output.WriteLine($"{Heights * Requests} requests, results: {string.Join(", ", codes)}");
        Assert.Contains("ok", codes);
        Assert.InRange(codes.Count, 3, 20);
        Assert.Empty(one.Failures);
        Assert.Empty(other.Failures);
        var head = await one.HeadAsync();
        await one.DisposeAsync();
        await other.DisposeAsync();

        await using var first = await TestMerchant.StartAsync(_group, 0, Path.Combine(_folder, "0"));
        await using var second = await TestMerchant.StartAsync(_group, 1, await PostgresReplicaStore.OpenAsync(address, _group.Group.Genesis, 1));
        Assert.Equal((head, head), (await first.HeadAsync(), await second.HeadAsync()));
    }

    /// <summary>Head, audit, every register and every result; gives the results' codes.</summary>
    private static async Task<IEnumerable<string>> SameOnDiskAsync(IReplicaStore one, IReplicaStore other, int height)
    {
        Assert.Equal(height, (await one.ReadHeadAsync())!.Height);
        Assert.Equal(await one.ReadHeadAsync(), await other.ReadHeadAsync());
        var (first, second) = (await one.AuditAsync(), await other.AuditAsync());
        Assert.Null(first.Fault);
        Assert.Equal(first, second);
        Assert.Equal(await RegistersAsync(one), await RegistersAsync(other));
        var codes = new List<string>();
        for (var next = height - Checkpoint + 1; next <= height; next++)
        {
            var (results, others) = ((await one.ReadHeightAsync(next))!.Results, (await other.ReadHeightAsync(next))!.Results);
            Assert.Equal(
                results.Select(result => (result.RequestId, result.Code, Convert.ToHexString(result.Json))), others.Select(result => (result.RequestId, result.Code, Convert.ToHexString(result.Json))));
            codes.AddRange(results.Select(result => result.Code));
        }
        return codes;
    }

    private static async Task<List<string>> RegistersAsync(IReplicaStore store)
    {
        var registers = new List<string>();
        await foreach (Register register in store.ReadRegistersAsync())
        {
            registers.Add(Convert.ToHexString(register.Encode()));
        }
        return registers;
    }

    private void Make()
    {
        for (var height = 1; height <= Heights; height++)
        {
            var time = StartMs + height * 1000;
            _group.Add(time, [.. Enumerable.Range(0, Requests).Select(_ => Request(time + 60_000))]);
        }
    }

    /// <summary>Wallets are made, filled by the issuer, paid from, by one leg or two, on a condition or not; some of it is refused.</summary>
    private SignedRequest Request(long validUntilMs)
    {
        var (from, to) = (Wallet(), Wallet());
        var amount = _random.Next(50);
        Operation transfer = new Transfer(from, to, amount, null);
        var (key, operation) = _random.Next(8) switch
        {
            0 or 1 => (_customer, new CreateWallet(from, 0)),
            2 => (_group.Keys[0], new Sum(from, 100)),
            3 => (_customer, new AtomicTransfer([new TransferLeg(from, to, amount, null), new TransferLeg(to, Wallet(), 1, null)])),
            4 => (_customer, new ConditionalUpdate(new Compare(from, Comparison.Greater, amount), [transfer])),
            5 => (_customer, new Transaction([new Get(to), transfer])),
            _ => (_customer, transfer),
        };
        return RequestSigner.Sign(_group.Group.Genesis, operation, validUntilMs, key).Request!;
    }

    private string Wallet() => IdRules.OwnPrefix(_customer.Account) + ":e" + _random.Next(Wallets);
}
