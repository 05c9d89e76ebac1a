using System.Collections.Immutable;
using Scew.Homomorphic.Modules;
using Scew.Protocol;

namespace Scew.Grains.Tests.Modules;

public sealed class ModuleClientTests
{
    private static readonly ModuleOptions Quick = new() { FirstRetry = TimeSpan.FromMilliseconds(1), LastRetry = TimeSpan.FromMilliseconds(4), Patience = TimeSpan.Zero };

    [Theory]
    [InlineData(1000)]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Answers_are_the_same_bytes_with_the_cache_cold_warm_and_off(int names)
    {
        await using var cluster = await ModuleCluster.StartAsync(Quick with { CacheNames = names });
        var expected = ModuleQuestions.Expected(ModuleQuestions.All);
        for (var round = 0; round < 3; round++)
        {
            Equal(expected, await cluster.AskAsync(ModuleQuestions.All));
        }
    }

    [Fact]
    public async Task Several_silos_and_askers_give_the_answers_of_one()
    {
        await using var cluster = await ModuleCluster.StartAsync(Quick, silos: 3);
        ImmutableArray<ModuleCall> many = [.. Enumerable.Repeat(ModuleQuestions.All, 5).SelectMany(static all => all)];
        var expected = ModuleQuestions.Expected(many);
        foreach (var answers in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => cluster.AskAsync(many))))
        {
            Equal(expected, answers);
        }
    }

    [Fact]
    public async Task A_range_over_many_variables_is_shared_out_and_answered_in_order()
    {
        await using var cluster = await ModuleCluster.StartAsync(Quick);
        ImmutableArray<ModuleCall> calls = [ModuleQuestions.Range(16), ModuleQuestions.Compare(1, 1), ModuleQuestions.Range(41), ModuleQuestions.Range(17)];
        Equal(ModuleQuestions.Expected(calls), await cluster.AskAsync(calls));
        Assert.Equal([0, 1, 2, 3, 4], ModuleCut.Of(calls).AsEnumerable());
    }

    [Fact]
    public async Task No_questions_have_no_answers()
    {
        await using var cluster = await ModuleCluster.StartAsync(Quick, hasKey: false);
        Assert.Empty(await cluster.AskAsync([]));
    }

    [Fact]
    public async Task A_module_that_fails_is_asked_again_until_it_answers()
    {
        await using var cluster = await ModuleCluster.StartAsync(Quick);
        cluster.Interfere = number => number switch
        {
            <= 3 => throw new TimeoutException("no answer"),
            <= 6 => throw new IOException("a broken link"),
            <= 8 => throw new OperationCanceledException("of somebody else"),
            9 => Task.FromResult<byte[]?>([]),
            10 => Task.FromResult<byte[]?>([9, 9, 9]),
            11 => Task.FromResult<byte[]?>(ModuleBatch.Encode(new ModuleReply.Answered([]))),
            _ => Task.FromResult<byte[]?>(null),
        };
        Equal(ModuleQuestions.Expected(ModuleQuestions.All), await cluster.AskAsync(ModuleQuestions.All));
        Assert.True(cluster.Calls > 11);
    }

    [Fact]
    public async Task Without_a_key_everything_that_is_not_delegated_is_answered()
    {
        await using var cluster = await ModuleCluster.StartAsync(Quick, hasKey: false);
        Equal(ModuleQuestions.Expected(ModuleQuestions.Clear), await cluster.AskAsync(ModuleQuestions.Clear));
        Assert.False(cluster.Host.HasKey(0));
    }

    [Fact]
    public async Task What_is_delegated_waits_for_the_key_and_no_answer_is_made_up()
    {
        await using var cluster = await ModuleCluster.StartAsync(Quick, hasKey: false);
        cluster.Interfere = _ => Task.FromResult<byte[]?>(null);
        var asked = cluster.AskAsync(ModuleQuestions.All);
        var told = await cluster.ToldAsync(1040);
        while (cluster.Calls < 50)
        {
            await Task.Delay(5);
        }
        Assert.False(asked.IsCompleted);
        Assert.Contains("The block at height 7 has waited", told, StringComparison.Ordinal);
        cluster.Host.Take(0, ModuleQuestions.NewKey());
        Equal(ModuleQuestions.Expected(ModuleQuestions.All), await asked);
        Assert.Contains("block at height 7 goes on", await cluster.ToldAsync(1041), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_block_says_why_and_what_to_do()
    {
        await using var cluster = await ModuleCluster.StartAsync(Quick with { Reminder = TimeSpan.FromMilliseconds(5) }, hasKey: false);
        using var given = new CancellationTokenSource();
        var asked = cluster.AskAsync(ModuleQuestions.Delegated, given.Token);
        while (!cluster.Log.Any(static entry => entry.Text.Contains("no key of epoch 0", StringComparison.Ordinal)))
        {
            await Task.Delay(5);
        }
        var entry = cluster.Log.Last(static entry => entry.Text.Contains("no key of epoch 0", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Contains("(4 of 4 questions", entry.Text, StringComparison.Ordinal);
        Assert.Contains("scew-silo module-key take", entry.Text, StringComparison.Ordinal);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task A_fault_of_the_program_is_not_asked_again()
    {
        await using var cluster = await ModuleCluster.StartAsync(Quick);
        cluster.Interfere = _ => Task.FromResult<byte[]?>(ModuleBatch.Encode(new ModuleReply.Broken("one and one is two")));
        var fault = await Assert.ThrowsAsync<InvariantException>(() => cluster.AskAsync(ModuleQuestions.All));
        Assert.Equal("one and one is two", fault.Message);
        Assert.Contains("one and one is two", await cluster.ToldAsync(1042), StringComparison.Ordinal);
        Assert.Single(cluster.Log, static entry => entry.Event == 1042);
        cluster.Interfere = _ => throw new InvariantException("thrown across");
        Assert.Equal("thrown across", (await Assert.ThrowsAsync<InvariantException>(() => cluster.AskAsync(ModuleQuestions.Clear))).Message);
    }

    [Fact]
    public async Task Whoever_no_longer_waits_ends_the_asking()
    {
        await using var cluster = await ModuleCluster.StartAsync(Quick);
        var never = new TaskCompletionSource<byte[]?>();
        var reached = new TaskCompletionSource();
        cluster.Interfere = _ =>
        {
            reached.TrySetResult();
            return never.Task;
        };
        using var given = new CancellationTokenSource();
        var asked = cluster.AskAsync(ModuleQuestions.All, given.Token);
        await reached.Task;
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        never.SetResult(null);
    }

    private static void Equal(ImmutableArray<byte[]> expected, ImmutableArray<byte[]> actual) => Assert.Equal(expected.AsEnumerable(), actual.AsEnumerable());
}
