using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Scew.Homomorphic.Modules;
using Scew.Protocol;

namespace Scew.Grains;

/// <summary>
/// Asks the secure modules on behalf of a block: in batches of about even work, several at once, each again and again until it is answered. A module that is missing, crashed or
/// slow is never a result.
/// </summary>
public sealed class ModuleClient(IGrainFactory grains, ModuleOptions options, TimeProvider time, ILogger<ModuleClient> log) : IDisposable
{
    /// <summary>Pools that the batches are dealt out to: as many secure silos can share the work.</summary>
    public const int Pools = 16;

    private readonly SemaphoreSlim _atOnce = new(options.AtOnce);
    private readonly CancellationTokenSource _stopping = new();
    private int _next;
    private volatile ModuleWait? _wait;

    /// <summary>What waits for modules for longer than usual, and why, as a sentence; null while nothing does.</summary>
    public string? WaitingBecause => _wait?.Told;

    /// <summary>The answers to the questions of the block at this height, in their order.</summary>
    /// <exception cref="InvariantException">A module found a fault of the program.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public async Task<ImmutableArray<ImmutableArray<ModuleAnswer>>> AskAsync(long height, ImmutableArray<ModuleCall> questions, CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stopping.Token);
        var wait = new ModuleWait(height, questions.Length, options, time, log);
        var starts = ModuleCut.Of(questions);
        var telling = wait.TellAsync(ended.Token);
        _wait = wait;
        try
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, starts.Length - 1).Select(i => AskAsync(questions[starts[i]..starts[i + 1]], wait, ended)));
            wait.Over();
            return [.. answers.SelectMany(static batch => batch)];
        }
        catch (InvariantException e)
        {
            ModuleLog.Broken(log, height, e.Message);
            throw;
        }
        finally
        {
            // Another block may have begun.
            Interlocked.CompareExchange(ref _wait, null, wait);
            await ended.CancelAsync();
            await telling;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _atOnce.Dispose();
    }

    private async Task<ImmutableArray<ImmutableArray<ModuleAnswer>>> AskAsync(ImmutableArray<ModuleCall> calls, ModuleWait wait, CancellationTokenSource ended)
    {
        for (var pause = options.FirstRetry; ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, options.LastRetry.Ticks)))
        {
            try
            {
                var answers = await OnceAsync(calls, ended.Token);
                wait.Answered(calls.Length);
                return answers;
            }
            catch (InvariantException)
            {
                // The other batches need not go on.
                await ended.CancelAsync();
                throw;
            }
            catch (Exception e)
            {
                ended.Token.ThrowIfCancellationRequested();
                wait.Failed(e);
            }
            await Task.Delay(pause, time, ended.Token);
        }
    }

    private async Task<ImmutableArray<ImmutableArray<ModuleAnswer>>> OnceAsync(ImmutableArray<ModuleCall> calls, CancellationToken cancel)
    {
        await _atOnce.WaitAsync(cancel);
        try
        {
            // Encoded for its turn only: a long envelope stands in every question that it serves.
            var pool = (uint)Interlocked.Increment(ref _next) % Pools;
            var reply = await grains.GetGrain<ISecureModuleGrain>(pool).AnswerAsync(ModuleBatch.Encode(calls)).WaitAsync(cancel);
            return ModuleBatch.DecodeReply(reply) switch
            {
                ModuleReply.Answered answered when answered.Answers.Length == calls.Length => answered.Answers,
                ModuleReply.KeyMissing missing => throw new MissingModuleKeyException(missing.Epoch),
                ModuleReply.Broken broken => throw new InvariantException(broken.Message),
                _ => throw new InvalidDataException("the secure module answers in another form; it is of another version"),
            };
        }
        finally
        {
            _atOnce.Release();
        }
    }
}
