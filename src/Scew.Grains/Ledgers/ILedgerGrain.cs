using Orleans;
using Orleans.Concurrency;

namespace Scew.Grains;

/// <summary>
/// Executes final blocks over the asset grains: key <c>ledger/main</c>. Its first call loads the whole state, which of a large group takes longer than a call usually may; a
/// call that nobody may give up waits for that.
/// </summary>
[Alias("Scew.ILedgerGrain")]
public interface ILedgerGrain : IGrainWithStringKey
{
    /// <summary>
    /// Executes the encoded block that follows the last one; its requests are in this silo's request book. While secure modules are silent it comes back as waiting soon, so that other
    /// callers get their turns, and is called again with the same block.
    /// </summary>
    [Alias("ExecuteAsync")]
    [ResponseTimeout("01:00:00")]
    Task<ExecutedBlock> ExecuteAsync([Immutable] byte[] block);

    /// <summary>When the next contract timer is due, at the height where the ledger stands.</summary>
    [Alias("NextTimerAsync")]
    [ResponseTimeout("01:00:00")]
    Task<NextTimer> NextTimerAsync();

    /// <summary>Installs the fetched state that waits, if it is above the executed height, and goes on from it.</summary>
    [Alias("AdoptAsync")]
    [ResponseTimeout("00:10:00")]
    Task AdoptAsync();

    /// <summary>For each id (32 bytes each) whether it was executed and is still remembered.</summary>
    [AlwaysInterleave]
    [Alias("ExecutedAsync")]
    [ResponseTimeout("01:00:00")]
    Task<bool[]> ExecutedAsync([Immutable] byte[] ids);

    /// <summary>
    /// A register (null when absent) with its proof at the present height; never in the middle of a block. The caller waits for that height's certificate.
    /// </summary>
    [Alias("CaptureAsync")]
    Task<RegisterCapture> CaptureAsync(string registerKey);

    /// <summary>Ids of a kind of registers that is listed, those that begin so, after an id, in order, at most 100.</summary>
    [Alias("IdsAsync")]
    Task<string[]> IdsAsync(byte kind, string prefix, string? after, int limit);

    /// <summary>The last executed block's attested state, encoded; empty before the first.</summary>
    [AlwaysInterleave]
    [Alias("HeadAsync")]
    [ResponseTimeout("01:00:00")]
    Task<byte[]> HeadAsync();
}
