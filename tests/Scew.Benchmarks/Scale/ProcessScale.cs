using Scew.Benchmarks.Load;
using Scew.Client.DevNets;
using Scew.Client.Load;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks.Scale;

/// <summary>
/// One size as real silos on this machine, one process each: all share its cores with each other and with the clients. Bytes are those of the loopback device, clients' traffic
/// included.
/// </summary>
internal sealed class ProcessScale(ScaleOptions options, int members)
{
    private const int Lanes = 128;

    /// <summary>Proposes two blocks in one view: of the lies that a silo can be told, the one about proposals.</summary>
    private static readonly string[] Lies = ["equivocate"];

    public async Task<IReadOnlyList<ScaleRow>> RunAsync(string folder)
    {
        await using var net = await DevNet.StartAsync(new DevNetOptions { Folder = folder, Merchants = members, StartTimeout = TimeSpan.FromMinutes(5) });
        using var client = net.CreateClient();
        var customers = new Customers(net, client);
        await customers.PrepareAsync(Lanes);
        var meter = new Meter(net, client, customers);
        var faulty = (members - 1) / 3;
        var rows = new List<ScaleRow>();
        foreach (var fault in options.Faults.Distinct().Order())
        {
            await BreakAsync(net, fault, Enumerable.Range(members - faulty, faulty));
            customers.Merchants = [.. Enumerable.Range(0, fault == Fault.None ? members : members - faulty)];
            await LoadAsync(customers, options.Rates[0], options.WarmUpSeconds);
            foreach (var rate in options.Rates)
            {
                var taken = await meter.MeasureAsync(() => LoadAsync(customers, rate, options.Seconds));
                rows.Add(Row(fault, rate, taken));
            }
        }
        return rows;
    }

    private ScaleRow Row(Fault fault, int rate, Measurement taken) => new(members, fault, rate)
    {
        Seconds = taken.Seconds,
        CommittedPerSecond = taken.PerSecond,
        P50Ms = taken.P50Ms,
        P99Ms = taken.P99Ms,
        BlocksPerSecond = taken.Blocks / taken.Seconds,
        BytesPerRequest = taken.LoopbackBytesPerRequest,
        CpuSecondsPerBlock = taken.CpuSecondsPerBlock,
        Unfinished = taken.Failed,
    };

    private static Task<LoadResult> LoadAsync(Customers customers, int rate, int seconds) => FixedRate.RunAsync(
        rate, TimeSpan.FromSeconds(seconds), Lanes,
        (lane, _, cancel) => customers.SubmitAsync(customers.All[lane], new Transfer(customers.All[lane].Wallet, customers.All[(lane + 1) % Lanes].Wallet, 1, null), cancel));

    private static async Task BreakAsync(DevNet net, Fault fault, IEnumerable<int> faulty)
    {
        foreach (var merchant in faulty)
        {
            if (fault == Fault.Crash)
            {
                net.Kill(merchant);
            }
            else if (fault == Fault.Invalid)
            {
                await net.RestartAsync(merchant, Lies);
            }
        }
    }
}
