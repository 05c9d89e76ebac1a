using Scew.Grains;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;
using Scew.Storage;

namespace Scew.Silo.Http;

/// <summary>Old blocks under the newest history root.</summary>
internal sealed class BlockEndpoints(LedgerReads reads, IReplicaStore store, MerchantContext merchant, Readiness readiness, RequestGate gate)
{
    private static readonly TimeSpan CertificateLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FlushPoll = TimeSpan.FromMilliseconds(50);

    /// <summary>A proof hashes every block that is kept.</summary>
    private const int Charge = 20;

    public async Task<IResult> ProofAsync(HttpContext http, long height)
    {
        if (height < 0)
        {
            return Problems.Of(Codes.BadId, "a height is a number from 0");
        }
        gate.Charge(http, Charge);
        using var wait = readiness.Wait(CertificateLimit, http.RequestAborted);
        try
        {
            // Any register's capture has both roots of its state.
            var read = await reads.RegisterAsync(GroupValue.Key, 0, wait.Token);
            if (read.State is not { } state || read.Attestations.Length < merchant.QuorumOf(state) || read.Proof.RootFor(GroupValue.Key.Hash()) is not { } trieRoot)
            {
                return Problems.Of(Codes.CatchingUp, "nothing is certified yet", 500);
            }
            if (height > state.Height)
            {
                return Problems.Of(Codes.NotFound, $"the newest certified height is {state.Height}");
            }
            // Heights reach the store a moment after they were executed.
            while (((await store.ReadHeadAsync())?.Height ?? 0) < state.Height)
            {
                await Task.Delay(FlushPoll, wait.Token);
            }
            var history = await store.ReadHistoryAsync();
            if (height < history.Base.Count)
            {
                return Problems.Of(Codes.Pruned, "blocks of that height are not kept here any more; ask another merchant");
            }
            if (history.Base.Prove(history.Above, height, state.Height + 1) is not { } path)
            {
                return Problems.Of(Codes.CatchingUp, "this merchant has not written its newest height yet", 500);
            }
            var block = history.Above[(int)(height - history.Base.Count)];
            return new BytesResult(new BlockProof(height, block, path, new Digest(read.Capture.HistoryRoot), trieRoot, CertifiedState.From(read.Attestations)).Encode());
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return Problems.Of(Codes.CatchingUp, "nothing is certified yet", 500);
        }
    }
}
