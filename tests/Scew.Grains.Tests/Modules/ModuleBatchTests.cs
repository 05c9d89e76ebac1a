using System.Collections.Immutable;
using Scew.Homomorphic.Modules;

namespace Scew.Grains.Tests.Modules;

public sealed class ModuleBatchTests
{
    [Fact]
    public void Calls_and_replies_come_back()
    {
        var calls = ModuleBatch.Encode(ModuleQuestions.All);
        Assert.Equal(calls, ModuleBatch.Encode(ModuleBatch.DecodeCalls(calls)!.Value));
        Assert.Equal(ModuleQuestions.All.Length, ModuleBatch.DecodeCalls(calls)!.Value.Length);
        foreach (var reply in Replies())
        {
            var bytes = ModuleBatch.Encode(reply);
            var decoded = ModuleBatch.DecodeReply(bytes)!;
            Assert.Equal(reply.GetType(), decoded.GetType());
            Assert.Equal(bytes, ModuleBatch.Encode(decoded));
        }
    }

    [Fact]
    public void What_encoding_would_not_have_written_is_refused()
    {
        var calls = ModuleBatch.Encode(ModuleQuestions.Delegated);
        Assert.All(Enumerable.Range(0, calls.Length), length => Assert.Null(ModuleBatch.DecodeCalls(calls.AsSpan(0, length))));
        Assert.Null(ModuleBatch.DecodeCalls([.. calls, 0]));
        Assert.Null(ModuleBatch.DecodeCalls([0, 0, 0, 1, 0, 0, 0, 1, 77]));
        Assert.Null(ModuleBatch.DecodeCalls([0x7f, 0xff, 0xff, 0xff]));
        foreach (var bytes in Replies().Select(ModuleBatch.Encode))
        {
            Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Null(ModuleBatch.DecodeReply(bytes.AsSpan(0, length))));
            Assert.Null(ModuleBatch.DecodeReply([.. bytes, 0]));
        }
        Assert.Null(ModuleBatch.DecodeReply([4, 0, 0, 0, 0]));
    }

    [Fact]
    public async Task A_batch_that_is_none_is_a_fault_of_the_program()
    {
        using var host = new ModuleHost(new ModuleOptions());
        var reply = Assert.IsType<ModuleReply.Broken>(ModuleBatch.DecodeReply(await host.AnswerAsync([1, 2, 3])));
        Assert.Equal("a batch for the secure module decodes", reply.Message);
    }

    [Fact]
    public async Task Many_threads_ask_one_host_and_one_key()
    {
        using var host = new ModuleHost(new ModuleOptions());
        host.Take(0, ModuleQuestions.NewKey());
        var batches = ModuleQuestions.All.Select(static call => ModuleBatch.Encode([call])).ToList();
        var expected = await Task.WhenAll(batches.Select(host.AnswerAsync));
        await Parallel.ForAsync(
            0, 3000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => Assert.Equal(expected[i % batches.Count], await host.AnswerAsync(batches[i % batches.Count])));
    }

    [Fact]
    public void Work_is_cut_evenly_and_nothing_is_lost()
    {
        ImmutableArray<ModuleCall> calls = [.. Enumerable.Repeat(ModuleQuestions.All, 7).SelectMany(static all => all)];
        var starts = ModuleCut.Of(calls);
        Assert.Equal((0, calls.Length), (starts[0], starts[^1]));
        for (var i = 0; i + 1 < starts.Length; i++)
        {
            var batch = calls[starts[i]..starts[i + 1]];
            Assert.True(batch.Length == 1 || (batch.Length > 1 && batch.Sum(ModuleWork.Of) <= ModuleCut.BatchMicroseconds));
        }
        var small = Enumerable.Repeat(ModuleQuestions.Clear[4], 3 * ModuleBatch.MaxCalls).ToImmutableArray();
        Assert.True(ModuleCut.Of(small).Length > 3);
        Assert.Equal([0], ModuleCut.Of([]).ToArray());
    }

    private static List<ModuleReply> Replies() =>
    [
        new ModuleReply.Answered([]), new ModuleReply.Answered([[], [ModuleAnswer.Truth(true), ModuleAnswer.Refused(ModuleCode.Stale)], [ModuleAnswer.Of([1, 2])]]),
        new ModuleReply.KeyMissing(3), new ModuleReply.Broken("a sentence"),
    ];
}
