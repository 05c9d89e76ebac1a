using System.Collections.Immutable;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Registers;
using Scew.Protocol.Results;
using Scew.Storage.Blobs;

namespace Scew.Storage.Tests;

/// <summary>What goes in comes out, for generated values.</summary>
public sealed class RoundTripProperties
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(200);

    [Fact]
    public void Bodies_come_back_and_no_shortened_or_lengthened_blob_is_taken() => Check.One(Runs, Prop.ForAll<NonNull<string>[]>(texts =>
    {
        var requests = texts.Select((text, index) => Samples.Request(index.ToString(CultureInfo.InvariantCulture) + Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text.Get)))).ToImmutableArray();
        ImmutableArray<Digest> ids = [.. requests.Select(request => BodiesBlob.Id(request))];
        var writer = new CodecWriter();
        BodiesBlob.Encode(writer, requests);
        var blob = writer.ToArray();
        Assert.Equal(requests.Select(Convert.ToHexString), BodiesBlob.Decode(blob, ids)!.Value.Select(Convert.ToHexString));
        Assert.Null(BodiesBlob.Decode(blob.AsSpan(0, blob.Length - 1), ids));
        Assert.Null(BodiesBlob.Decode([.. blob, 0], ids));
        Assert.True(ids.Length < 2 || BodiesBlob.Decode(blob, [.. ids.Reverse()]) is null);
    }));

    [Fact]
    public void Results_come_back_and_no_shortened_or_lengthened_blob_is_taken() => Check.One(Runs, Prop.ForAll<(int Code, byte[] Json)[]>(values =>
    {
        var results = values.Select((value, index) => new RequestResult(
            Samples.RequestId($"{index}"), $"code-{value.Code}", value.Json ?? [])).ToImmutableArray();
        var writer = new CodecWriter();
        ResultsBlob.Encode(writer, results);
        var blob = writer.ToArray();
        Assert.Equal(
            results.Select(result => (result.RequestId, result.Code, Convert.ToHexString(result.Json))),
            ResultsBlob.Decode(blob, 1).Select(result => (result.RequestId, result.Code, Convert.ToHexString(result.Json))));
        Assert.Throws<StoreException>(() => ResultsBlob.Decode(blob.AsSpan(0, blob.Length - 1), 1));
        Assert.Throws<StoreException>(() => ResultsBlob.Decode([.. blob, 0], 1));
    }));

    [Fact]
    public void A_run_of_random_sets_and_restarts_equals_a_dictionary() => Check.One(Runs.WithMaxTest(12), Prop.ForAll<int>(seed =>
    {
        using var folder = new TempFolder();
        RunAsync(folder.Path, new System.Random(seed)).GetAwaiter().GetResult();
    }));

    private static async Task RunAsync(string folder, System.Random random)
    {
        await SqliteReplicaStore.InitializeAsync(folder, Samples.Genesis, 1);
        var chain = Samples.Chain(40, requests: random.Next(1, 6));
        var registers = new SortedDictionary<RegisterKey, Register>();
        var applied = 0;
        for (var start = 0; start < 4; start++)
        {
            await using var store = await SqliteReplicaStore.OpenAsync(folder, Samples.Genesis, 1);
            var activation = Samples.Hash($"start {start}");
            await store.TakeLeaseAsync(activation);
            for (var step = 0; step < 3; step++)
            {
                var next = chain.Skip(applied).Take(random.Next(1, 4)).ToImmutableArray();
                var changed = Enumerable.Range(0, random.Next(0, 8)).Select(_ => random.Next(20)).Distinct().Select(id => Changed(registers, id, random)).ToArray();
                await store.WriteSafetyAsync(Samples.Final(activation, next));
                await store.ApplyAsync(Samples.Set(activation, next, changed));
                applied += next.Length;
            }
            await EqualAsync(store, chain, applied, registers.Values);
        }
    }

    private static Register Changed(SortedDictionary<RegisterKey, Register> registers, int id, System.Random random)
    {
        var key = new RegisterKey(RegisterKind.Wallet, $"w{id:d2}");
        var version = registers.TryGetValue(key, out var old) ? old.Version + random.Next(1, 4) : 1;
        return registers[key] = Samples.Wallet(key.Id, version, new string('x', random.Next(0, 300)));
    }

    private static async Task EqualAsync(SqliteReplicaStore store, ImmutableArray<BlockWithBodies> chain, int applied, IEnumerable<Register> registers)
    {
        Assert.Equal(applied, (await store.ReadHeadAsync())!.Height);
        var stored = new List<Register>();
        await foreach (var register in store.ReadRegistersAsync())
        {
            stored.Add(register);
        }
        Same.Registers(registers, stored);
        Same.Blocks(chain.Take(applied), (await store.ReadChainAsync(1, long.MaxValue))!.Blocks);
        Assert.Equal(
            chain.Take(applied).SelectMany(entry => entry.Block.RequestIds), (await store.ReadExecutedAfterAsync(0, 0)).Select(executed => executed.Id));
    }
}
