using System.Diagnostics;
using Scew.Client.Load;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks.Operations;

/// <summary>
/// Ranges over many variables of one customer. Cold: every value was set anew, so neither the modules nor the client know an opening. Warm: asked again.
/// </summary>
internal sealed class RangeOperations(Participant who, int variables)
{
    private const int AtOnce = 16;
    private const int ColdCalls = 3;

    private readonly string[] _wallets = [.. Enumerable.Range(0, variables).Select(number => who.Numbered("rw", number))];

    private string[] Ids(VariableType type) => [.. Enumerable.Range(0, variables).Select(number => who.Numbered(type == VariableType.Additive ? "ra" : "ro", number))];

    public async Task PrepareAsync()
    {
        await EachAsync(_wallets, async id => Require(await who.SubmitAsync(new CreateWallet(id, 0), default)));
        await EachAsync(Ids(VariableType.Additive), id => who.Variables.CreateAsync(id, VariableType.Additive, 0));
        await EachAsync(Ids(VariableType.Ordered), id => who.Variables.CreateAsync(id, VariableType.Ordered, 0));
    }

    /// <summary>One call; exactly the half of the variables lies within.</summary>
    public async Task WalletAsync() => Require(await who.SubmitAsync(new GetRange([.. _wallets], 0, variables), default));

    public async Task EncryptedAsync(VariableType type)
    {
        var found = await who.Variables.BetweenAsync(Ids(type), variables / 2, variables);
        Require(found.Ids.Length == variables - variables / 2);
    }

    public async Task<LatencyHistogram> MeasureAsync(Func<Task> call, int calls)
    {
        var latencies = new LatencyHistogram();
        for (var i = 0; i < calls; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await call();
            latencies.Add((long)Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
        }
        return latencies;
    }

    /// <summary>Sets all values before each call.</summary>
    public async Task<LatencyHistogram> MeasureColdAsync(VariableType type)
    {
        var latencies = new LatencyHistogram();
        var ids = Ids(type);
        for (var i = 0; i < ColdCalls; i++)
        {
            await EachAsync(ids, id => who.Variables.SetAsync(id, Array.IndexOf(ids, id)));
            latencies.Merge(await MeasureAsync(() => EncryptedAsync(type), 1));
        }
        return latencies;
    }

    private static Task EachAsync(string[] ids, Func<string, Task> act) =>
        Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (id, _) => await act(id));

    private static void Require(bool succeeded)
    {
        if (!succeeded)
        {
            throw new InvalidOperationException("a range did not answer what it should");
        }
    }
}
