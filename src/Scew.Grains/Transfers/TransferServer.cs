using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>
/// Answers peers' questions of state transfers, off the replica's turn. Each peer has one question under way and a share of bytes a second; what is above is dropped, and the
/// asker asks again or elsewhere.
/// </summary>
public sealed class TransferServer(
    MerchantContext merchant, TransferDesk desk, IReplicaStore store, RegisterBuffer buffer, BlockDesk blocks, Lazy<IPeerLinks> links, TimeProvider time, ISiloStop stop)
{
    /// <summary>Bytes that one peer may draw in a second.</summary>
    private const long MaxBytesPerSecond = 16 << 20;

    /// <summary>Questions that one peer may ask in a second.</summary>
    private const int MaxQuestionsPerSecond = 200;

    /// <summary>Bytes of blocks read for one answer.</summary>
    private const long MaxReadBytes = 4 << 20;

    /// <summary>Reading blocks for one answer ends after this: the asker waits no longer than a few seconds, and fewer blocks are an answer too.</summary>
    private static readonly TimeSpan ReadTime = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks for a register that is overwritten between the look and the reading.</summary>
    private const int Attempts = 8;

    private readonly Allowance[] _allowances = [.. Enumerable.Range(0, merchant.Group.Size).Select(_ => new Allowance())];

    /// <summary>Takes a question; its answer is sent from another thread.</summary>
    public void Ask(int peer, TransferQuery query)
    {
        var allowance = _allowances[peer];
        if (allowance.Enter(time.GetTimestamp(), time))
        {
            _ = Task.Run(() => AnswerAsync(peer, query, allowance));
        }
    }

    private async Task AnswerAsync(int peer, TransferQuery query, Allowance allowance)
    {
        byte[]? encoded = null;
        try
        {
            TransferAnswer answer = query switch
            {
                RegistersQuery registers => await RegistersAsync(registers),
                BlockIdsQuery ids => await BlocksAsync(ids),
                _ => desk.Answer(query)!,
            };
            encoded = MessageCodec.TryEncode(answer);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Closed)
        {
        }
        catch (Exception e)
        {
            stop.Stop(e);
        }
        finally
        {
            allowance.Leave(encoded?.Length ?? 0);
        }
        // Last: the next question may come as soon as this answer is out.
        if (encoded is not null)
        {
            links.Value.Send(peer, encoded);
        }
    }

    /// <summary>Every register is sent only with the bytes that its leaf names; one that cannot be had so ends the answer as if the anchor were gone.</summary>
    private async Task<RegistersAnswer> RegistersAsync(RegistersQuery query)
    {
        var found = new byte[]?[query.Keys.Length];
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var sources = desk.Find(query);
            if (sources.IsEmpty)
            {
                break;
            }
            long size = 0;
            var count = 0;
            var whole = true;
            for (; count < sources.Length && size < RegistersAnswer.FullBytes && whole; count++)
            {
                found[count] ??= await ReadAsync(sources[count]);
                whole = found[count] is not null;
                size += found[count]?.Length ?? 0;
            }
            if (whole)
            {
                return new RegistersAnswer(query.Number, [.. found.Take(count).Select(bytes => bytes!)]);
            }
        }
        return new RegistersAnswer(query.Number, []);
    }

    private async Task<byte[]?> ReadAsync(Ledger.Transfers.RegisterSource source)
    {
        var register = source.Kept ?? buffer.Find(source.Name)?.Register ?? await store.ReadRegisterAsync(source.Name);
        return register is not null && Digest.Of(register.Encode()) == source.Hash ? register.Encode() : null;
    }

    private async Task<BlockIdsAnswer> BlocksAsync(BlockIdsQuery query)
    {
        var sent = ImmutableArray.CreateBuilder<BlockIds>();
        long read = 0;
        long size = 0;
        var started = time.GetTimestamp();
        for (var hash = query.From; (sent.Count == 0 || time.GetElapsedTime(started) < ReadTime) && sent.Count < query.Limit && read < MaxReadBytes && size < BlockIdsAnswer.FullBytes;)
        {
            if (await FindAsync(hash) is not var (block, bytes))
            {
                break;
            }
            sent.Add(block);
            read += bytes;
            size += 256 + block.RequestIds.Length * Digest.SizeBytes;
            hash = block.Header.Parent;
        }
        return new BlockIdsAnswer(query.Number, sent.ToImmutable());
    }

    /// <summary>A block, and the bytes of bodies that were read for it. A chain can cross between blocks that are stored whole and those that came with an installed state.</summary>
    private async Task<(BlockIds Block, long Bytes)?> FindAsync(Digest hash)
    {
        if ((blocks.Find(hash) ?? await store.ReadBlockAsync(hash)) is { } found)
        {
            return (new BlockIds(found.Block.Header, found.Block.RequestIds), found.Bodies.Sum(body => (long)body.Length));
        }
        return await store.ReadWindowBlockAsync(hash) is { } kept ? (kept, 0) : null;
    }

    private sealed class Allowance
    {
        private readonly Lock _gate = new();
        private bool _busy;
        private long _since;
        private long _bytes;
        private int _questions;

        public bool Enter(long now, TimeProvider time)
        {
            lock (_gate)
            {
                if (time.GetElapsedTime(_since, now) >= TimeSpan.FromSeconds(1))
                {
                    (_since, _bytes, _questions) = (now, 0, 0);
                }
                if (_busy || _bytes >= MaxBytesPerSecond || _questions >= MaxQuestionsPerSecond)
                {
                    return false;
                }
                _questions++;
                _busy = true;
                return true;
            }
        }

        public void Leave(long bytes)
        {
            lock (_gate)
            {
                _busy = false;
                _bytes += bytes;
            }
        }
    }
}
